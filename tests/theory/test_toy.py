"""The toy model against brute force."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from evosim.theory import cost_by, optimum

SEARCH = st.just(0.0) | st.floats(1e-6, 10)  # bits; processors that flush denormals take less for 0


@example(scale=2.0, bits=2.25, instances=2.0, power=0.5)  # the best is where the bits run out
@given(st.floats(0.1, 50), st.floats(0, 500), st.floats(0.1, 500), st.floats(0.2, 3))
def test_no_other_search_serves_better(scale: float, bits: float, instances: float, power: float) -> None:
    def cost(x):  # type: ignore[no-untyped-def]
        return scale * x**power

    found = optimum(cost, bits, instances, 1000.0)
    x = np.linspace(0, 1000, 20_001)
    f = cost(x)
    worth = np.where(f <= bits, (bits - f) / instances + x, -np.inf)
    mine = (bits - cost(np.array(found))) / instances + found
    assert cost(np.array(found)) <= bits * (1 + 1e-9)
    assert mine >= worth.max() - 1e-6 * (1 + abs(worth.max()))


@given(st.lists(st.tuples(SEARCH, st.floats(0, 60)), max_size=6), SEARCH)
def test_a_cost_by_measurement(levels: list[tuple[float, float]], asked: float) -> None:
    cost = cost_by(np.array(levels).reshape(-1, 2))
    (found,) = cost(np.array([asked]))
    most = max((x for x, _ in levels), default=0.0)
    assert (found == np.inf) == (asked > most)
    x = np.linspace(0, most, 50)
    assert (np.diff(cost(x)) >= -1e-9).all()
    assert cost(np.zeros(1))[0] >= 0


def test_where_search_takes_over() -> None:
    cost = cost_by(np.array([[1.0, 10.0], [5.0, 20.0]]))  # 10 bits for the first bit, then 2½ for each
    assert optimum(cost, 100, 1, 5) == 0
    assert optimum(cost, 100, 16, 5) > 4.999
    assert optimum(cost, 15, 16, 5) < 5  # all that 15 bits can build
    assert optimum(cost, 5, 16, 5) < 1
