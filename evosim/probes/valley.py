"""Reachability: how far fitness must fall between what evolved in the first stage of evolution and in the second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.evolution.stage import Judge
    from evosim.life import Agent
    from evosim.probes.subject import Selection, Subject
    from evosim.theory.reachability import Valley

NOT_TWO = "evolution has no second stage; the two genomes are the same, or measure.valley does not suffice for one way"
COLUMNS = (
    Column(
        "valley",
        "how far fitness falls, from that of the first stage's fittest, on the best way found to the second's",
        null=NOT_TWO,
        asked="valley",
    ),
    Column(
        "valley_least",
        "how far it falls at least on any way that takes over gene by gene; as valley where the best way is known",
        null=NOT_TWO,
        asked="valley",
    ),
    Column(
        "valley_gain",
        "fitness of the second stage's fittest, less that of the first's, as the last stage judges them",
        null=NOT_TWO,
        asked="valley",
    ),
    Column("valley_genes", "genes in which the two differ", "count", null=NOT_TWO, asked="valley"),
    Column(
        "valley_line",
        "how far fitness fell on the champion's own line of first parents since the last stage began",
        null="evolution has no second stage",
        asked="valley",
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """The valley between the fittest of the first two stages (handbook: probes, valley)."""
    selected = staged_twice(subject)
    if selected is None:
        return {}
    fell = {"valley_line": fall(selected)}
    found = subject.once(way)
    if found is None:
        return fell
    here, there = found.fitness[0], found.fitness[-1]
    return fell | {
        "valley": here - found.least,
        "valley_least": here - min(here, found.bound),
        "valley_gain": there - here,
        "valley_genes": found.path.shape[1],
    }


def staged_twice(subject: Subject[Agent]) -> Selection | None:
    """How the subject was selected, if that had two stages or more and its valley is asked for."""
    selected = subject.selection
    return selected if selected and subject.asked.valley and len(selected.ends) > 1 else None


def fall(selected: Selection) -> float:
    """How far below its fitness at the beginning of the last stage the champion's line came.

    It needs no genes to be taken over one by one, so it is also known of genomes of letters.
    """
    last = selected.line[-selected.ends[-1][1].generations :]
    return last[0].fitness - min(ancestor.fitness for ancestor in last)


def way(subject: Subject[Agent]) -> Valley | None:
    """The best way from the first stage's fittest to the second's.

    None if it is not asked for, there is no second stage, or they differ in no gene or in more than ``measure.valley``
    evaluations suffice for, as strings of letters do.
    """
    selected = staged_twice(subject)
    if selected is None:
        return None
    (one, _), (other, _) = selected.ends[:2]
    differing = int((one != other).sum())
    if differing == 0 or differing * (differing + 1) // 2 > subject.asked.valley:
        return None
    return between(one, other, _judge(subject), subject.asked.valley)


def between(one: NDArray[Any], other: NDArray[Any], judge: Judge, budget: int) -> Valley:
    """The best way from a genome (L,) to another over genomes that have each gene from the one or from the other.

    ``judge`` says how fit they are; ``budget`` is that of ``widest_path``.
    """
    import numpy as np

    from evosim.theory.reachability import widest_path

    differing = np.flatnonzero(one != other)

    def fitness(masks: NDArray[np.bool_]) -> NDArray[np.float64]:
        genomes = np.tile(one, (len(masks), 1))
        genomes[:, differing] = np.where(masks, other[differing], one[differing])
        return judge(genomes)[0]

    return widest_path(fitness, len(differing), budget)


def _judge(subject: Subject[Agent]) -> Judge:
    """What the last stage of the evolution makes of genomes."""
    from evosim.evolution.setup import resting
    from evosim.evolution.stage import Judge
    from evosim.threads import Threads

    selected = subject.selection
    assert selected is not None
    rest = resting(selected.setup, subject.root)
    return Judge(selected.setup, selected.ends[-1][1], rest, subject.root, Threads())
