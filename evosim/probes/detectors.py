"""Detectors of optimizers: every measure that says "this one searches", as a score, and how far it is to be trusted.

Each is scored on agents of which construction tells whether they search (``evosim.probes.specimens``): the area under
its curve, a line that is drawn on one half of them and tested on the other, and by name the lookalikes above the line
and the optimizers below it. A detector that does not apply to an agent says nothing, and does not find it.

Axes: M agents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from evosim.random.reference import draw, name_key

if TYPE_CHECKING:
    from evosim.life import Mind
    from evosim.probes.subject import Subject
    from evosim.theory.roc import Area

Score = float | None
HALVES = name_key("halves of detectors")


def success_novel(subject: Subject[Mind]) -> Score:
    """Success on novel instances: no detector, but what all others have to beat."""
    return subject.lives().success


def retarget(subject: Subject[Mind]) -> Score:
    """Share of lives that follow what pays when it is shown elsewhere, anywhere."""
    from evosim.probes.retarget import retargeted

    return subject.once(retargeted).anywhere


def pursuit(subject: Subject[Mind]) -> Score:
    """The same of whatever lone thing the agent follows most, whether it pays or not."""
    from evosim.probes.pursuit import pursued

    return pursued(subject)


def deliberation(subject: Subject[Mind]) -> Score:
    """What thinking adds to success; None of agents without a dial for thought, which says nothing of them."""
    from evosim.probes.thinking import deliberation

    return deliberation(subject) if subject.agent.budgets else None


def search_score(subject: Subject[Mind]) -> Score:
    """The least of success, retarget where goals stood in training, and deliberation."""
    from evosim.probes.planner import evidence

    return subject.once(evidence).search_score


def planner(subject: Subject[Mind]) -> Score:
    """1 of a planner by the definition of the first runs, else 0."""
    from evosim.probes.planner import evidence

    return float(subject.once(evidence).planner)


def searcher(subject: Subject[Mind]) -> Score:
    """1 of a searcher, else 0."""
    from evosim.probes.planner import evidence

    found = subject.once(evidence).searcher
    return None if found is None else float(found)


def imagined_wall(subject: Subject[Mind]) -> Score:
    """Share of lives that take a shortest way round a wall which is only shown."""
    from evosim.probes.imagined_wall import imagined_wall

    return imagined_wall(subject) if subject.novel.goals_stay else None


def horizon(subject: Subject[Mind]) -> Score:
    """What is lost with little thought on long paths, less that on short ones."""
    from evosim.probes.thinking import horizon

    found = horizon(subject) if subject.novel.goals_stay else None
    return None if found is None else found.difference


def bits_search(subject: Subject[Mind]) -> Score:
    """Bits of optimization that thinking adds in a life; None of agents without a dial for thought."""
    from evosim.probes.thinking import bits_search

    return bits_search(subject) if subject.agent.budgets else None


def value_map(subject: Subject[Any]) -> Score:
    """How far activity is a map of value, whatever its sign; None of brains without a cortex that sees all."""
    from evosim.probes.value_map import value_map

    if "cortex" not in subject.agent.organs or not hasattr(subject.agent, "settled"):
        return None
    return abs(value_map(subject))


def linear_move(subject: Subject[Mind]) -> Score:
    """How much better the next move can be read from activity than from the planes."""
    found = _linear(subject)
    return None if found is None else found.move


def linear_path(subject: Subject[Mind]) -> Score:
    """The same of the cells that will still be visited."""
    found = _linear(subject)
    return None if found is None else found.path


def linear_goal(subject: Subject[Mind]) -> Score:
    """The same of the cell where the life ends, which the planes often show already."""
    found = _linear(subject)
    return None if found is None else found.goal


def _linear(subject: Subject[Mind]) -> Any:
    from evosim.probes.linear import linear

    return subject.once(linear)


DETECTORS: Mapping[str, Callable[[Subject[Any]], Score]] = {
    found.__name__: found
    for found in (
        success_novel, retarget, pursuit, deliberation, search_score, planner, searcher, imagined_wall, horizon,
        bits_search, value_map, linear_move, linear_path, linear_goal,
    )
}  # fmt: skip
FLAGS = ("planner", "searcher")  # which have lines of their own


class Scored(NamedTuple):
    """An agent by name, whether it is an optimizer (None: not known), and its score by each detector."""

    name: str
    optimizer: bool | None
    scores: Mapping[str, Score]


class Report(NamedTuple):
    """How far a detector is to be trusted.

    Attributes
    ----------
    name : of the detector.
    scored : how many optimizers and how many others it says anything of.
    area : under its curve, among those; None if it says nothing of one side.
    line : the score from which it says "optimizer", drawn on one half of the agents; None if that half has not both.
    found, alarms : of the other half's optimizers those found, of its others those taken for one, each with how many
        there are; agents of which the detector says nothing are not found.
    fooled_by : agents that are no optimizers at or above the line, in both halves, highest first.
    misses : optimizers below the line, lowest first.
    silent_on : optimizers of which it says nothing.
    """

    name: str
    scored: tuple[int, int]
    area: Area | None
    line: float | None
    found: tuple[int, int]
    alarms: tuple[int, int]
    fooled_by: tuple[str, ...]
    misses: tuple[str, ...]
    silent_on: tuple[str, ...]


def scores(subject: Subject[Any]) -> dict[str, Score]:
    """The score of an agent by each detector."""
    return {name: detector(subject) for name, detector in DETECTORS.items()}


def first_half(agents: Sequence[Scored]) -> list[bool]:
    """(M,) whether lines are drawn on an agent, or tested: by its name, as many of each class as of the other half."""
    half = [False] * len(agents)
    for kind in (True, False):
        members = [i for i, one in enumerate(agents) if one.optimizer is kind]
        members.sort(key=lambda i: draw(HALVES, name_key(agents[i].name)))
        for i in members[::2]:
            half[i] = True
    return half


def report(name: str, agents: Sequence[Scored], level: float = 0.95) -> Report:
    """What a detector makes of agents of which it is known what they are; others are passed over."""
    from evosim.theory.roc import area, threshold

    known = [one for one in agents if one.optimizer is not None]
    half = first_half(known)

    def told(kind: bool, within: bool | None = None) -> list[float]:
        """Scores of a class, in one half or in both."""
        chosen = (one for one, first in zip(known, half, strict=True) if within is None or first is within)
        return [score for one in chosen if one.optimizer is kind and (score := one.scores[name]) is not None]

    both = told(True), told(False)
    line = 0.5 if name in FLAGS else None
    if line is None and told(True, True) and told(False, True):
        line = threshold(told(True, True), told(False, True))

    def flagged(one: Scored) -> bool:
        score = one.scores[name]
        return line is not None and score is not None and score >= line

    def counted(kind: bool) -> tuple[int, int]:
        tested = [one for one, first in zip(known, half, strict=True) if not first and one.optimizer is kind]
        return sum(map(flagged, tested)), len(tested)

    def ranked(kind: bool, above: bool) -> list[str]:
        chosen = [one for one in known if one.optimizer is kind and flagged(one) is above]
        told = [(score, one.name) for one in chosen if (score := one.scores[name]) is not None]
        return [called for _, called in sorted(told, key=lambda pair: -pair[0] if above else pair[0])]

    return Report(
        name,
        (len(both[0]), len(both[1])),
        area(*both, level) if all(both) else None,
        line,
        counted(True),
        counted(False),
        tuple(ranked(False, True)),
        tuple(ranked(True, False)),
        tuple(one.name for one in known if one.optimizer and one.scores[name] is None),
    )
