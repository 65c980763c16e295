"""The toy model against brute force."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from evosim.theory import optimum


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
