"""Rewards: published distances between them, and what maximum causal entropy makes of one; exact, without draws."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evosim.laws.law import Law
from evosim.theory.causal_entropy import Process, learn, soft_values, visits
from evosim.theory.epic import epic

GLEAVE = "Gleave et al. 2020, from the authors' arrays"
GRIDS = {  # 3 × 3 cells row by row: the reward of whatever is done there
    "sparse": (0, 0, 0, 0, 0, 0, 0, 0, 1),
    "center": (0, 0, 0, 0, 1, 0, 0, 0, 0),
    "dirt": (0, -1, -1, 0, 0, 0, -1, -1, 4),
    "cliff": (0, -1, -1, 0, 0, 0, -4, -4, 4),
    "penalty": (0, 0, 0, 0, 0, 0, 0, 0, -1),
}
KNOWN = {
    ("sparse", "center"): 0.7500,
    ("sparse", "dirt"): 0.1602,
    ("sparse", "cliff"): 0.3676,
    ("sparse", "penalty"): 1.0,
    ("center", "dirt"): 0.7071,
    ("center", "cliff"): 0.6692,
    ("center", "penalty"): 0.6614,
}
IMITATION = "test problem of the library imitation, exact"
REWARDS = (1.0, 2.0, 2.0, -20.0, 3.0)
VALUES = (53.298, 54.836, 54.836, 33.650, 54.745)
POLICY = (0.2484, 0.0, 0.7516)
VISITS = (6.999, 3.398, 3.398, 0.405, 6.801)


def left(rewards: ArrayLike, actions: int = 4) -> NDArray[np.float64]:
    """(S, A, S) the reward of transitions that depends on the state left alone, from that of states (S,)."""
    given = np.asarray(rewards, np.float64)
    return np.broadcast_to(given[:, None, None], (given.size, actions, given.size)).copy()


def published(last: bool = False) -> Process:
    """The process of ``VALUES``, ``POLICY`` and ``VISITS``: 5 states, 3 actions, 20 steps."""
    to = np.zeros((5, 3, 5))
    to[0, 0, [1, 2]] = 0.9, 0.1
    to[0, 2, [1, 2]] = 0.1, 0.9
    to[1:3, 0, 3:] = 0.05, 0.95
    to[:3, 1, 3] = 1
    to[1:3, 2, 4] = to[3, :, 4] = to[4, :, 0] = 1
    return Process(to, np.array([0.5, 0, 0, 0, 0.5]), 20, last=last)


def rewards(effort: int) -> Iterator[Law]:
    """Laws of rewards; they do not depend on ``effort``."""
    phi = -np.array([4, 3, 2, 3, 2, 1, 2, 1, 0.0])
    shaping = 0.99 * phi - phi[:, None, None]
    grids = {name: left(grid) for name, grid in GRIDS.items()}
    sparse = grids["sparse"]
    same = {"sparse": sparse, "dense": sparse + shaping, "transformed": 4 * sparse - 1 + 3 * shaping}
    for (one, two), expected in KNOWN.items():
        yield _distance(f"{one}, {two}", expected, epic(grids[one], grids[two], 0.99))
    for one, two in combinations(same, 2):
        yield _distance(f"{one}, {two}", 0.0, epic(same[one], same[two], 0.99))
    process = published()
    soft = soft_values(process, REWARDS)
    found = visits(process, soft.policy).sum(axis=0)
    again = learn(published(last=True), VISITS)  # the published visits count the state after the last action
    for s in range(5):
        yield Law("soft value", f"state {s}", IMITATION, VALUES[s], float(soft.values[0, s]), 0.0, 1e-3)
        yield Law("visits of the soft policy", f"state {s}", IMITATION, VISITS[s], float(found[s]), 0.0, 1e-3)
        yield Law("visits under learned rewards", f"state {s}", IMITATION, VISITS[s], float(again.visits[s]), 0.0, 1e-3)
    for a in range(3):
        yield Law("soft policy", f"state 1, action {a}", IMITATION, POLICY[a], float(soft.policy[0, 1, a]), 0.0, 1e-3)


def _distance(case: str, expected: float, found: float) -> Law:
    return Law("EPIC distance of rewards", case, GLEAVE, expected, found, 0.0, 1e-4)
