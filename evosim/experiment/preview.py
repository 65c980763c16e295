"""What ``evosim check`` says: cells, cost, and options that do not matter. Needs no compiler."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evosim.experiment import cluster
from evosim.experiment.estimate import available_memory, costs, genes, total
from evosim.experiment.store import Store
from evosim.experiment.words import duration, label
from evosim.scenario import Scenario, cells, ignored, points


def preview(scenario: Scenario, out: Path, workers: int, failures: float | None = None) -> Iterator[str]:
    """Yield lines for the user: points with their cells, then what the run will cost.

    Of more workers than there are processors here it is said what they ask of a cluster, and, if ``failures`` is given,
    what comes of it if each is lost once in so many hours.
    """
    planned = cells(scenario.model_copy(update={"replicates": scenario.most}))  # at most
    distinct = {cell.key: cell for cell in planned}
    store = Store(out / scenario.name / "cells")
    done = {key for key in distinct if store.fault(key) is None}
    yield scenario.title
    few, most = scenario.fewest, scenario.most
    replicates = f"{few} to {most} replicates, until claims are settled" if scenario.looks else f"{few} replicates"
    yield f"{len(planned)} cells: {len(points(scenario))} points × {replicates}"
    counts = Counter(label(cell) for cell in planned)
    wide = max(map(len, counts))
    for cell in planned[: len(counts)]:
        settings = cell.point.settings
        yield (
            f"  {label(cell):<{wide}}  {genes(cell):>8,} genes, population {settings.evolution.population:,}, "
            f"{settings.evolution.all_generations:,} generations, N = {settings.world.instances:,}"
        )
    if len(distinct) < len(planned):
        yield f"note: {len(planned) - len(distinct)} cells are the same as others and run only once"
    for name, where in sorted(_idle(scenario).items()):
        yield f"note: {name} does not matter {where}"
    for claim in scenario.claim:
        yield f"claim{' (primary)' if claim.primary else ''}: {claim.name}: {claim.says}"
    if done:
        yield f"{len(done)} cells are already in {out / scenario.name}"
    left = [cell for key, cell in distinct.items() if key not in done]
    cost, each = total(left, workers), costs(left)
    away = bool(each) and (workers > (os.cpu_count() or 1) or failures is not None)
    if not away:
        memory = f"{cost.memory / 1e9:.1f} GB of memory (of {available_memory() / 1e9:.1f})"
    else:
        memory = f"{max(one.memory for one in each) / 1e9:.1f} GB of memory for each"
    told = f"about {duration(cost.seconds)} with {workers:,} workers, {memory}"
    yield f"{told}, {cost.disk / 1e6:.0f} MB on disk; nothing was run"
    if away:
        yield from cluster.lines(each, workers, len(distinct))
        if failures is not None:
            yield cluster.failing(each, workers, len(distinct), failures)


def _idle(scenario: Scenario) -> dict[str, str]:
    """Options that were set but belong to kinds that are not selected, and at which points."""
    design = points(scenario)
    names = [name for point in design for name in ignored(point.settings)]
    counts = Counter(names)
    return {name: "anywhere" if n == len(design) else f"at {n} of {len(design)} points" for name, n in counts.items()}
