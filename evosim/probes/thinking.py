"""What thinking buys: deliberation, bits of search and the horizon.

K sweeps of value iteration find a path if and only if it has at most K steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from evosim.column import Column
from evosim.probes.bits import bits_performance

if TYPE_CHECKING:
    from evosim.life import Mind
    from evosim.probes.subject import Subject

NO_THOUGHT = "brains in which no organ thinks"
NO_HORIZON = (
    "all shortest paths have the same length, or no organ thinks more than k units; "
    "goals move, are eaten or are locked in"
)
COLUMNS = (
    Column(
        "novel_one_tick",
        "success_novel with one tick in all, state cleared",
        span=(0, 1),
        null="brains without a cortex",
        after="success_heuristic",
    ),
    Column(
        "deliberation",
        "success_novel less success with one unit of thought in all: what thinking adds",
        span=(-1, 1),
        null=NO_THOUGHT,
        after="novel_one_tick",
    ),
    Column(
        "horizon",
        "what is lost with k units of thought on paths longer than k, less that on paths of at most k",
        span=(-2, 2),  # a difference of two losses, each a difference of two shares
        null=NO_HORIZON,
        after="search_score",
    ),
    Column(
        "horizon_within",
        "success_novel less success with k units of thought, on paths of at most k steps",
        span=(-1, 1),
        null=NO_HORIZON,
        after="horizon",
    ),
    Column(
        "horizon_beyond",
        "the same on paths longer than k",
        span=(-1, 1),
        null=NO_HORIZON,
        after="horizon_within",
    ),
    Column(
        "bits_search",
        "what is lost of bits_performance with one unit of thought in all",
        null=f"{NO_THOUGHT}; bits_performance is null",
        after="bits_performance",
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """What is lost with less thought, of agents that think (handbook: probes, deliberation and horizon)."""
    row: dict[str, Any] = {}
    if subject.agent.budgets:
        row["deliberation"] = deliberation(subject)
        row["bits_search"] = bits_search(subject)
        seen = horizon(subject) if subject.novel.goals_stay else None
        if seen is not None:
            row |= {"horizon": seen.difference, "horizon_within": seen.within, "horizon_beyond": seen.beyond}
    if "cortex" in subject.agent.organs:
        row["novel_one_tick"] = subject.lives(thought=1).success
    return row


def deliberation(subject: Subject[Mind]) -> float:
    """Success on novel instances in its own way less that with one unit of thought in all, in [−1, 1].

    The unit is that of each organ's budget: a tick of a cortex, a node of a search. An agent without a budget of
    thought loses nothing: 0. Source: what a search loses when it may not search (handbook: probes, deliberation).
    """
    return subject.lives().success - subject.lives(thought=1).success


def bits_search(subject: Subject[Mind]) -> float | None:
    """What is lost of ``bits_performance`` with one unit of thought in all: the bits that search adds in a life.

    Source: the essays' optimization power at runtime (Conditions, 2.1), of which a table that never searches has none.
    """
    whole, one = bits_performance(subject), bits_performance(subject, thought=1)
    return None if whole is None or one is None else whole - one


class Horizon(NamedTuple):
    """What is lost with k units of thought, by length of path, in [−1, 1]; ``difference`` is in [−2, 2]."""

    units: int
    within: float
    beyond: float

    @property
    def difference(self) -> float:
        """How much more is lost on longer paths than on those of at most k steps."""
        return self.beyond - self.within


def horizon(subject: Subject[Mind]) -> Horizon | None:
    """Success in its own way less that with k units, on shortest paths of at most k steps, and on longer ones.

    k is the median path of the novel instances. A sheet of units sees one step further with each tick: within 0, beyond
    near its success. It is relative to full thought because longer paths are harder for any agent. None if all paths
    have the same length, or if no organ thinks more than k units, so that there is nothing to cut.
    """
    import numpy as np

    path = subject.novel.path
    units = int(np.median(path))
    near = path <= units
    if near.all() or not any(budget.full > units for budget in subject.agent.budgets.values()):
        return None
    lost = subject.lives().won.astype(np.int64) - subject.lives(thought=units).won
    return Horizon(units, float(lost[near].sum() / near.sum()), float(lost[~near].sum() / (~near).sum()))
