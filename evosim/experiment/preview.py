"""What ``evosim check`` says: cells, cost, and options that do not matter. Needs no compiler."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evosim.experiment.estimate import available_memory, genes, total
from evosim.experiment.store import Store
from evosim.experiment.words import duration, label
from evosim.scenario import Scenario, cells, ignored, points
from evosim.scenario.replicates import at_most


def preview(scenario: Scenario, out: Path, workers: int) -> Iterator[str]:
    """Yield lines for the user: points with their cells, then what the run will cost."""
    planned = cells(at_most(scenario))
    distinct = {cell.key: cell for cell in planned}
    store = Store(out / scenario.name / "cells")
    done = {key for key in distinct if store.fault(key) is None}
    yield scenario.title
    few, most = scenario.fewest, scenario.most
    counts = Counter(label(cell) for cell in planned)
    replicates = f"{few} to {most} replicates" if few < most else f"{few} replicates"
    until = ", until claims are settled" if scenario.looks else ""
    if most_of := sum(count > few for count in counts.values()) if scenario.looks else 0:
        until = f", until claims on {most_of} of them are settled" if most_of < len(counts) else until
    yield f"{len(planned)} cells: {len(points(scenario))} points × {replicates}{until}"
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
    cost = total(left, workers)
    yield (
        f"about {duration(cost.seconds)} with {workers} workers, {cost.memory / 1e9:.1f} GB of memory "
        f"(of {available_memory() / 1e9:.1f}), {cost.disk / 1e6:.0f} MB on disk; nothing was run"
    )


def _idle(scenario: Scenario) -> dict[str, str]:
    """Options that were set but belong to kinds that are not selected, and at which points."""
    design = points(scenario)
    names = [name for point in design for name in ignored(point.settings)]
    counts = Counter(names)
    return {name: "anywhere" if n == len(design) else f"at {n} of {len(design)} points" for name, n in counts.items()}
