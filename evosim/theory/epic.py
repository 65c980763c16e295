"""EPIC, a distance between rewards that no potential, scale or constant changes (Gleave et al. 2020, arXiv 2006.13900).

A reward is a table R[s, a, s'] of S states and A actions. Its canonical form is

    C(s, a, s') = R(s, a, s') + E[γ R(s', A, S') − R(s, A, S') − γ R(S, A, S')]

where S, S' and A are drawn independently of one another; shaping F(s, s') = γφ(s') − φ(s) adds nothing to it but a
constant. The distance is that of Pearson between canonical forms, √((1 − ρ) / 2), over transitions that are weighted by
a coverage.

A reward whose canonical form does not vary over the transitions that are covered ranks nothing. It has no direction,
so its distance from anything, itself included, is NaN, and never a number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLAT = 1e-9  # times the largest size of a reward: the spread below which it is rounding, and so no spread


def epic(
    first: ArrayLike,
    second: ArrayLike,
    gamma: float,
    states: ArrayLike | None = None,
    actions: ArrayLike | None = None,
    coverage: ArrayLike | None = None,
) -> float:
    """EPIC distance between two rewards, in [0, 1]: 0 of rewards that order all policies alike, 1 of opposites.

    Parameters
    ----------
    first, second : (S, A, S) rewards R[s, a, s'].
    gamma : discount, in [0, 1].
    states : (S,) distribution of S and of S'; uniform by default.
    actions : (A,) distribution of A; uniform by default.
    coverage : (S, A, S) weights ≥ 0 of transitions, of any positive sum; by default states × actions × states.

    Returns
    -------
    float
        NaN if a canonical form is constant over what is covered. A metric on the others, but for rewards at distance 0.

    Raises
    ------
    ValueError
        If shapes do not fit, if rewards are not finite, or if distributions are none.
    """
    one, two = _reward(first, "first"), _reward(second, "second")
    if one.shape != two.shape:
        raise ValueError(f"expected rewards of one shape; got {one.shape} and {two.shape}")
    of_state, of_action = _distributions(one, states, actions)
    if coverage is None:
        weights = of_state[:, None, None] * of_action[:, None] * of_state
    else:
        weights = _weights(coverage, one.shape, "coverage")
    sizes = float(abs(one).max()), float(abs(two).max())
    forms = (canonical(reward, gamma, of_state, of_action) for reward in (one, two))
    return pearson(next(forms), next(forms), weights, sizes)


def canonical(
    rewards: ArrayLike, gamma: float, states: ArrayLike | None = None, actions: ArrayLike | None = None
) -> NDArray[np.float64]:
    """(S, A, S) the canonically shaped reward, of the parameters of ``epic``; same errors.

    Source: Gleave et al. 2020, definition 4.1.
    """
    reward = _reward(rewards, "rewards")
    if not 0 <= gamma <= 1:
        raise ValueError(f"gamma: expected a number from 0 to 1; got {gamma}")
    of_state, of_action = _distributions(reward, states, actions)
    left = np.einsum("sat,a,t->s", reward, of_action, of_state)  # E R(s, A, S')
    return shape(reward, left[:, None, None], left, float(of_state @ left), gamma)


def shape(
    reward: NDArray[np.float64],
    left: NDArray[np.float64],
    entered: NDArray[np.float64],
    mean: float | NDArray[np.float64],
    gamma: float,
) -> NDArray[np.float64]:
    """(…) canonical rewards of transitions, of which the expectations are known already.

    Parameters
    ----------
    reward : (…) R of each transition.
    left, entered : (…) E R(s, A, S') of the state that is left, and of the one that is entered.
    mean : (…) E R(S, A, S').
    """
    return reward + gamma * entered - left - gamma * mean


def pearson(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    weights: NDArray[np.float64] | None = None,
    sizes: tuple[float, float] = (0.0, 0.0),
) -> float:
    """Pearson's distance √((1 − ρ) / 2), in [0, 1]; NaN where a side is constant over all that has weight.

    Parameters
    ----------
    first, second, weights : (…) numbers, and how much each pair counts, ≥ 0; alike by default.
    sizes : how large were the numbers that each side was computed from: a standard deviation of 1e-9 of that, or of its
        own largest number, is rounding, and the side is constant.
    """
    share = np.full(first.shape, 1 / first.size) if weights is None else weights / weights.sum()
    sides = []
    for side, size in zip((first, second), sizes, strict=True):
        centred = side - (share * side).sum()
        spread = float(np.sqrt((share * centred**2).sum()))
        if not spread > FLAT * max(size, float(abs(side).max())):
            return float("nan")
        sides.append(centred / spread)
    # ‖x − y‖ / 2 of standardised x and y: √((1 − ρ)/2) without the loss of digits where ρ is near 1.
    return min(1.0, float(np.sqrt((share * (sides[0] - sides[1]) ** 2).sum())) / 2)


def _reward(given: ArrayLike, name: str) -> NDArray[np.float64]:
    reward = np.asarray(given, np.float64)
    if reward.ndim != 3 or reward.shape[0] != reward.shape[2] or not reward.size:
        raise ValueError(f"{name}: expected the shape (states, actions, states); got {reward.shape}")
    if not np.isfinite(reward).all():
        raise ValueError(f"{name}: expected finite numbers; got {reward[~np.isfinite(reward)][0]}")
    return reward


def _distributions(
    reward: NDArray[np.float64], states: ArrayLike | None, actions: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    s, a, _ = reward.shape
    of_state = np.full(s, 1 / s) if states is None else _weights(states, (s,), "states")
    of_action = np.full(a, 1 / a) if actions is None else _weights(actions, (a,), "actions")
    for name, weights in (("states", of_state), ("actions", of_action)):
        if abs(weights.sum() - 1) > 1e-6:
            raise ValueError(f"{name}: expected a distribution that sums to 1; got the sum {weights.sum():g}")
    return of_state / of_state.sum(), of_action / of_action.sum()


def _weights(given: ArrayLike, wanted: tuple[int, ...], name: str) -> NDArray[np.float64]:
    weights = np.asarray(given, np.float64)
    if weights.shape != wanted:
        raise ValueError(f"{name}: expected the shape {wanted}; got {weights.shape}")
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.sum() > 0):
        raise ValueError(f"{name}: expected finite weights of at least 0, not all 0")
    return weights
