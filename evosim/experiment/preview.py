"""What ``evosim check`` says: cells, cost, and options that do not matter. Needs no compiler."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evosim.experiment import cluster
from evosim.experiment.estimate import cost, genes, grouped, together
from evosim.experiment.store import Store
from evosim.experiment.words import duration, label
from evosim.room import amount, available_memory
from evosim.scenario import Point, Scenario, cells, firsts, ignored
from evosim.scenario.replicates import at_most, replicates, with_replicates


def preview(scenario: Scenario, out: Path, workers: int, failures: float | None = None) -> Iterator[str]:
    """Yield lines for the user: points with their cells, then what the run will cost.

    Of more workers than there are processors here it is said what they ask of a cluster, and, if ``failures`` is given,
    what comes of it if each is lost once in so many hours.
    """
    every, few, most = at_most(scenario), scenario.fewest, scenario.most
    design, counts, each = cells(with_replicates(scenario, [1])), replicates(every), firsts(every)
    store = Store(out / scenario.name / "cells")
    done: set[str] = set()
    left = each
    if store.keys():
        distinct = {cell.key: cell for cell in cells(every)}
        done = {key for key in distinct if store.fault(key) is None}
        left = grouped(cell for key, cell in distinct.items() if key not in done)
    yield scenario.title
    each_has = f"{few} to {most} replicates" if few < most else f"{few} replicates"
    going_on = sum(count > few for count in counts)
    some = "" if going_on in (0, len(design)) else f" on {going_on} of them"
    until = f", until claims{some} are settled" if scenario.looks else ""
    yield f"{sum(counts)} cells: {len(design)} points × {each_has}{until}"
    wide = max(len(label(cell)) for cell in design)
    for cell in design:
        settings = cell.point.settings
        yield (
            f"  {label(cell):<{wide}}  {genes(cell):>8,} genes, population {settings.evolution.population:,}, "
            f"{settings.evolution.all_generations:,} generations, N = {settings.world.instances:,}"
        )
    if len(each) < len(design):
        same = sum(counts) - sum(count for _, count in each)
        yield f"note: {same} cells are the same as others and run only once"
    for name, where in sorted(_idle([cell.point for cell in design]).items()):
        yield f"note: {name} does not matter {where}"
    for claim in scenario.claim:
        yield f"claim{' (primary)' if claim.primary else ''}: {claim.name}: {claim.says}"
    if done:
        yield f"{len(done)} cells are already in {out / scenario.name}"
    whole = together(left, workers)
    away = bool(left) and (workers > (os.cpu_count() or 1) or failures is not None)
    each_needs = f"{amount(together(left, 1).memory)} of memory for each"
    here = f"{amount(whole.memory)} of memory (of {amount(available_memory())})"
    told = f"about {duration(whole.seconds)} with {workers:,} workers, {each_needs if away else here}"
    yield f"{told}, {amount(whole.disk)} on disk; nothing was run"
    if away:
        costs = [one for cell, count in left for one in [cost(cell)] * count]
        planned = sum(count for _, count in each)
        yield from cluster.lines(costs, workers, planned)
        if failures is not None:
            yield cluster.failing(costs, workers, planned, failures)


def _idle(design: Sequence[Point]) -> dict[str, str]:
    """Options that were set but belong to kinds that are not selected, and at which points."""
    names = [name for point in design for name in ignored(point.settings)]
    counts = Counter(names)
    return {name: "anywhere" if n == len(design) else f"at {n} of {len(design)} points" for name, n in counts.items()}
