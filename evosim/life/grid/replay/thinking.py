"""The thoughts of lives whose trails were recorded: the cortex thinks them again, slowly.

A stream is a row of moments before steps, of one mind: that of all lives in an instance while nothing that it is shown
depends on where they go, else that of the lives from one start of an instance. M thoughts, Θ ticks, H channels,
K planes, Q units.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.life.grid.replay.window import Planes

REST, ON, STAND = 0, 1, 2  # before a step it thinks from rest, thinks on, or lets the thought before stand


class Stream(NamedTuple):
    """The moments of one mind: what it is shown, planes (K, Q) at each, and how it thinks (moments,)."""

    shown: list[Planes]
    how: NDArray[np.int8]


class Thoughts(NamedTuple):
    """Thoughts, those of a stream one after another.

    Attributes
    ----------
    activity : (M, Θ + 1, H, S, S) float32 in [0, 1], before the first tick and after each
    stands : of each stream (moments,) int64, the thought whose outcome is read
    """

    activity: NDArray[np.float32]
    stands: list[NDArray[np.int64]]


class _Mind:
    """A stream on its way: its thoughts so far, and what it knew when it had the last one."""

    def __init__(self, stream: Stream, rest: NDArray[np.float32]) -> None:
        self.stream, self.rest = stream, rest
        self.thoughts: list[NDArray[np.float32]] = []
        self.saw = stream.shown[0]
        self.stands = np.empty(len(stream.how), np.int64)

    def first(self, moment: int) -> NDArray[np.float32]:
        """Activity (H, S, S) from which it thinks at a moment."""
        return self.thoughts[-1][-1] if self.thoughts and self.stream.how[moment] == ON else self.rest

    def thinks(self, moment: int) -> bool:
        """Whether it has another thought than the last: it begins otherwise, or is shown something else."""
        if moment >= len(self.stands):
            return False
        new = not self.thoughts or (
            self.stream.how[moment] != STAND
            and not (
                np.array_equal(self.first(moment), self.thoughts[-1][0])
                and same(self.stream.shown[moment], self.saw)
            )
        )
        self.stands[moment] = len(self.thoughts) - (not new)
        return new


def same(one: Planes, other: Planes) -> bool:
    """Whether two arrays hold the same numbers."""
    return one is other or np.array_equal(one, other)


def again(agent: Agent, size: int, streams: Sequence[Stream]) -> Thoughts:
    """Think again what was thought; a thought that is the one before in every tick is that one."""
    rest = np.zeros((agent.blueprint.brain.cortex.channels, size, size), np.float32)
    minds = [_Mind(stream, rest) for stream in streams]
    for moment in range(max((len(stream.how) for stream in streams), default=0)):
        going = [mind for mind in minds if mind.thinks(moment)]
        if not going:
            continue
        planes = np.stack([mind.stream.shown[moment] for mind in going])
        first = np.stack([mind.first(moment) for mind in going])
        course = np.stack(list(agent.thoughts(planes, size, agent.ticks, first)), axis=1)
        for mind, thought in zip(going, course, strict=True):
            mind.saw = mind.stream.shown[moment]
            mind.thoughts.append(thought)
    firsts = np.cumsum([0, *(len(mind.thoughts) for mind in minds)])
    thoughts = [thought for mind in minds for thought in mind.thoughts]
    none = np.empty((0, agent.ticks + 1, *rest.shape), np.float32)
    stands = [mind.stands + first for mind, first in zip(minds, firsts, strict=False)]
    return Thoughts(np.stack(thoughts) if thoughts else none, stands)
