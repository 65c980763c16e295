"""All instances of a world in which every object ends the life, as one process without rewards.

Axes: N instances, J starts, C cells of the padded arena, S states (cells that lives can reach, of all instances one
after another, and last the end), K planes, E transitions, A actions, T steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.theory.causal_entropy import Process, check_size
from evosim.theory.epic import shape
from evosim.worlds.grid.instances import Instances


@dataclass(frozen=True, eq=False)
class Ground:
    """All instances as one process, of which each instance is a part that cannot be left but by the end.

    Attributes
    ----------
    process : from all starts alike; every action on a thing leads to the end.
    starts : (N, J) the state of each start.
    things : (N, T′) the state of each thing, −1 of those that no life can reach.
    part : (S − 1,) the instance of each state but the end.
    features : (S, K − 1) what things on a state show, without the plane of walls.
    """

    process: Process
    starts: NDArray[np.int64]
    things: NDArray[np.int64]
    part: NDArray[np.int64]
    features: NDArray[np.float64]

    @classmethod
    def of(cls, instances: Instances) -> Ground:
        """Read the arenas of instances in which every thing ends the life.

        Raises
        ------
        TooLarge
            If steps × states × actions are more than 16,000,000.
        """
        n, c = instances.walls.shape
        check_size(instances.steps, int((~instances.walls).sum()) + 1, 4)
        ahead = np.arange(c)[:, None] + instances.moves  # beyond the ring nobody asks
        to = np.where(instances.walls[:, ahead % c], np.arange(c)[:, None], ahead)
        stands = instances.touch > 0
        flat = np.where(stands[:, :, None], -1, to + np.arange(n)[:, None, None] * c).reshape(n * c, 4)
        first = instances.starts + np.arange(n)[:, None] * c
        states = np.flatnonzero(_reached(flat, first.ravel(), instances.steps))
        number = np.full(n * c + 1, -1, np.int64)
        number[states] = np.arange(len(states))
        number[-1] = len(states)  # the end, which −1 reads too
        onward = np.append(number[flat[states]], [[len(states)] * 4], axis=0)
        # What is reached with the last step leads on to cells that nobody reaches; nor does anybody take that step.
        onward = np.where(onward < 0, np.arange(len(onward))[:, None], onward)
        starts, things = number[first], number[instances.things + np.arange(n)[:, None] * c]
        features = np.zeros((len(states) + 1, instances.shows.shape[2] - 1))
        features[things[things >= 0]] = instances.shows[:, :, 1:][things >= 0]
        chance = np.bincount(starts.ravel(), minlength=len(onward)) / starts.size
        process = Process(onward, chance, instances.steps, last=True)
        return cls(process, starts, things, states // c, features)

    def of_things(self, worth: NDArray[np.float64]) -> NDArray[np.float64]:
        """(S,) the reward of each state where things are worth (N, T′)."""
        rewards = np.zeros(len(self.features))
        rewards[self.things[self.things >= 0]] = worth[self.things >= 0]
        return rewards

    def canonical(self, rewards: NDArray[np.float64]) -> NDArray[np.float64]:
        """(E,) canonical rewards of the transitions of all instances, of rewards (S,) of the states that are entered.

        A transition leaves a state on which no life ends, by any of the four moves. On a state where one ends there is
        nothing more to earn.
        """
        onward = self.process.to[:-1]
        goes_on = onward[:, 0] < len(onward)
        count = np.bincount(self.part)
        mean = (np.bincount(self.part, rewards[:-1]) / count)[self.part]
        alive = (np.bincount(self.part, goes_on) / count)[self.part]
        left = goes_on * mean  # E R(s, A, S′)
        entered, mine = onward[goes_on], np.flatnonzero(goes_on)[:, None]
        return shape(rewards[entered], left[mine], left[entered], (alive * mean)[mine], self.process.gamma).ravel()

    def most(self, rewards: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, J) the largest return from each start."""
        values = rewards
        for _ in range(self.process.steps):
            values = rewards + values[self.process.to].max(axis=1)
        return values[self.starts]


def _reached(to: NDArray[np.int64], starts: NDArray[np.int64], steps: int) -> NDArray[np.bool_]:
    """(M,) whether a life of so many steps can reach each cell from starts, by actions to (M, A); −1 is the end."""
    found = np.zeros(len(to), np.bool_)
    edge = np.unique(starts)
    found[edge] = True
    for _ in range(steps):
        ahead = np.unique(to[edge])
        edge = ahead[(ahead >= 0) & ~found[np.maximum(ahead, 0)]]
        found[edge] = True
        if not edge.size:
            break
    return found
