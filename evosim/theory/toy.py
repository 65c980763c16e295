"""How much an agent searches that evolution has P bits of selection to build, to live in N instances.

x* = argmax_x (P − f(x))/N + x, subject to P − f(x) ≥ 0: f(x) bits build an agent that spends x bits of search itself in
each instance; what is left is shared out among the N policies (Conditions for Mesa-Optimization, 2.1; the formula is
missing from our copy of the essay).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Cost = Callable[[NDArray[np.float64]], NDArray[np.float64]]
GRID, ROUNDS, HALVINGS = 2001, 12, 100


def optimum(cost: Cost, bits: float, instances: float, most: float = 1e6) -> float:
    """x*, the bits of search in each instance that serve evolution best; the least of equals.

    Parameters
    ----------
    cost : f, from (n,) bits of search ≥ 0 to (n,) bits of selection ≥ 0, rising.
    bits : P ≥ 0.
    instances : N > 0.
    most : the most search there can be.
    """
    low, high = 0.0, _affordable(cost, bits, most)  # both are looked at: where f flattens the best is an end
    best = 0.0
    for _ in range(ROUNDS):
        x = np.linspace(low, high, GRID)
        f = cost(x)
        worth = np.where(f <= bits, (bits - f) / instances + x, -np.inf)
        at = int(np.argmax(worth))
        best = float(x[at])
        low, high = float(x[max(0, at - 1)]), float(x[min(GRID - 1, at + 1)])
        if not np.isfinite(worth[at]):
            return 0.0
    return best


def cost_by(levels: NDArray[np.float64]) -> Cost:
    """f by measurement: straight lines from (0, 0) through (x, bits) in ``levels`` (L, 2), infinite beyond the last.

    Where x falls from one level to the next, as estimates may, the larger x before has the lesser cost. So f rises.
    """
    rising = np.maximum.accumulate(np.concatenate(([0.0], levels[:, 0])))
    first = np.concatenate(([True], np.diff(rising) > 0))
    x, bits = rising[first], np.maximum.accumulate(np.concatenate(([0.0], levels[:, 1])))[first]

    def cost(asked: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(asked <= x[-1], np.interp(asked, x, bits), np.inf)

    return cost


def _affordable(cost: Cost, bits: float, most: float) -> float:
    """The most search that ``bits`` can build, as f rises."""
    low, high = 0.0, most
    if cost(np.array([most]))[0] <= bits:
        return most
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if cost(np.array([middle]))[0] <= bits else (low, middle)
    return low
