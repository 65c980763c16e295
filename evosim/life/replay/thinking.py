"""The thoughts of lives whose trails were recorded: the cortex thinks them again, slowly.

A stream is a row of moments before steps, of one mind: that of all lives in an instance while nothing that it is shown
depends on where they go, else that of the lives from one start of an instance. M thoughts, Θ ticks, H channels, K
planes, Q units.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.life.replay.window import Window, shown

REST, ON, STAND = 0, 1, 2  # before a step it thinks from rest, thinks on, or lets the thought before stand


class Stream(NamedTuple):
    """The moments of one mind: what it knows of planes (K, Q), known (moments, Q), and how it thinks (moments,)."""

    planes: NDArray[np.float32]
    known: NDArray[np.bool_]
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
        self.knew: NDArray[np.bool_] = stream.known[0]
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
                and np.array_equal(self.stream.known[moment], self.knew)
            )
        )
        self.stands[moment] = len(self.thoughts) - (not new)
        return new


def again(agent: Agent, window: Window, size: int, streams: Sequence[Stream]) -> Thoughts:
    """Think again what was thought; a thought that is the one before in every tick is that one."""
    rest = np.zeros((agent.blueprint.brain.cortex.channels, size, size), np.float32)
    minds = [_Mind(stream, rest) for stream in streams]
    for moment in range(max((len(stream.how) for stream in streams), default=0)):
        going = [mind for mind in minds if mind.thinks(moment)]
        if not going:
            continue
        planes = np.stack([shown(window, mind.stream.planes, mind.stream.known[moment]) for mind in going])
        first = np.stack([mind.first(moment) for mind in going])
        course = np.stack(list(agent.thoughts(planes, size, agent.ticks, first)), axis=1)
        for mind, thought in zip(going, course, strict=True):
            mind.knew = mind.stream.known[moment]
            mind.thoughts.append(thought)
    firsts = np.cumsum([0, *(len(mind.thoughts) for mind in minds)])
    thoughts = [thought for mind in minds for thought in mind.thoughts]
    none = np.empty((0, agent.ticks + 1, *rest.shape), np.float32)
    stands = [mind.stands + first for mind, first in zip(minds, firsts, strict=False)]
    return Thoughts(np.stack(thoughts) if thoughts else none, stands)
