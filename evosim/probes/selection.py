"""Bits of selection: what the base optimizer did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column
from evosim.worlds import WORLDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.evolution.setup import Setup
    from evosim.evolution.splitting import Bits
    from evosim.life import Agent
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances

MOVES, RUNS = 6, 4  # of the column, which is measured of many champions
KINDS = WORLDS
COLUMNS = (
    Column(
        "bits_selection",
        "−log2 of the probability that a random genome has the champion's fitness",
        null="measure.bits_selection is 0",
    ),
    Column(
        "bits_selection_error",
        "standard error of bits_selection",
        null="measure.bits_selection is 0",
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """Bits of selection of the champion, where they are asked for (handbook: probes, bits_selection)."""
    selected = subject.selection
    if selected is None or not subject.asked.bits_selection:
        return {}
    found = bits_selection(
        selected.setup,
        subject.training,
        selected.fitness,
        subject.root,
        population=subject.asked.bits_selection,
        moves=MOVES,
        runs=RUNS,
    )
    return {"bits_selection": found.bits, "bits_selection_error": found.error}


def bits_selection(
    setup: Setup,
    training: Instances,
    fitness: float,
    root: int,
    *,
    population: int = 1000,
    moves: int = 12,
    runs: int = 8,
) -> Bits:
    """−log2 of the probability that a random genome does as well in ``training``, with its standard error.

    Random: from the distribution of the first generation. By adaptive multilevel splitting. It is what the base
    optimizer did, in the essays' bits of selection (Conditions, 2.1).

    Parameters
    ----------
    root : of the evolution that it is asked of (64 bits); its draws go by the lower half.
    population, moves, runs : of ``bits_of_selection``.
    """
    from evosim.evolution.over import aims
    from evosim.evolution.setup import genome, plan_of
    from evosim.evolution.splitting import bits_of_selection
    from evosim.evolution.stage import priced
    from evosim.life.kinds import evaluator
    from evosim.threads import Threads

    selected = aims(setup.way.over, training)
    evaluate = evaluator(setup.blueprint, plan_of(setup, root), training, Threads(), selected, root)

    def objective(genomes: NDArray[np.float32]) -> NDArray[np.float64]:
        return priced(evaluate(genomes), setup.prices)

    form = genome(setup, root)
    return bits_of_selection(
        objective, form, fitness, seed=root % 2**32, population=population, moves=moves, runs=runs
    )
