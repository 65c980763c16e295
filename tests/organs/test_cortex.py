from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.organs.cortex import kernel
from evosim.organs.cortex import organ as cortex
from evosim.worlds.grid.instances import LANES


def made(
    numbers: np.ndarray, base: np.ndarray, places: int, shared: bool, stops: bool
) -> tuple[kernel.Cortex, kernel.Workspace]:
    """A cortex with rules (R, Q), and a workspace whose sheet is at rest; base (S·L,)."""
    weights = np.zeros((len(numbers), base.size), np.float32)
    weights[kernel.BIAS] = base
    none = np.zeros((1, 1), np.float32)
    organ = kernel.Cortex(True, 2, False, False, shared, True, 24, False, False, False, stops)
    driven, sheet, seen = (np.zeros(shape, np.float32) for shape in (base.size, (2, places), (5, 1)))
    state, ended = np.zeros(2, np.int64), np.zeros(16, np.bool_)
    return organ, kernel.Workspace(numbers, weights, base, driven, sheet, seen, none, none, none, state, ended, none[0])


def run_kernel(
    rules: np.ndarray, planes: np.ndarray, size: int, ticks: int, lanes: int, shared: bool, stops: bool, wakes: bool
) -> np.ndarray:
    """The kernel on one block: rules (Q, R), planes (N ≤ L, K, Q) → (N, Q)."""
    n, k, _ = planes.shape
    stride = size + 2
    inside = np.arange(1, size + 1)
    cells = (inside[:, None] * stride + inside).ravel().astype(np.int32)
    block = np.ones((k, stride**2, lanes), np.float32)  # the ring is shown as something, which must not matter
    block[:, cells] = 0
    block[:, cells, :n] = planes.transpose(1, 2, 0)
    base = np.full((stride**2, lanes), -np.inf, np.float32)
    base[cells] = 0
    span = slice(cells[0], cells[-1] + 1)
    base, block = base[span].ravel(), block[:, span].reshape(k, -1)
    numbers = np.ascontiguousarray(rules.T)
    organ, space = made(numbers, base, stride**2 * lanes, shared, stops)
    sheet = space.sheet.reshape(2, stride**2, lanes)
    sheet[1, cells] = 7  # what is left from another individual
    kernel.spread(space.rules, cells, lanes, space.weights)
    kernel.sense(True, shared, space, block)
    if ticks and wakes:
        space.sheet[0, (stride + 1) * lanes] = 5
        kernel.wake(organ, space, stride, lanes)
        ticks -= 1
    kernel.think_on(organ, space, stride, lanes, ticks)
    now = space.state[kernel.NOW]
    ring = np.setdiff1d(np.arange(stride**2), cells)
    assert not sheet[:, ring].any()
    return sheet[now][cells, :n].T


@given(
    st.integers(2, 8),
    st.integers(0, 30),
    st.integers(1, 16),
    st.integers(0, 10**6),
    st.sampled_from([0.1, 0.3, 3.0, 1e38, np.nan]),
    st.sampled_from([1, 2, 4, 8, 16]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_kernel_and_twin_give_the_same_bits(
    size: int, ticks: int, n: int, seed: int, scale: float, lanes: int, shared: bool, stops: bool,
    wakes: bool,
) -> None:
    rng = np.random.default_rng(seed)
    with np.errstate(over="ignore"):
        rules = (rng.normal(size=(size * size, 6)) * scale).astype(np.float32)
    if shared:
        rules[:] = rules[0]
    n = min(n, lanes)
    planes = (rng.random((n, 3, size * size)) < 0.3).astype(np.float32)
    with np.errstate(all="ignore"):
        course = np.stack(list(cortex.course(rules, planes, size, ticks)), axis=1)
    found = run_kernel(rules, planes, size, ticks, lanes, shared, stops, wakes)
    np.testing.assert_array_equal(found, course[:, -1].reshape(n, -1))
    assert course.shape == (n, ticks + 1, size, size)
    assert ((course >= 0) & (course <= 1)).all()


def test_activity_spreads_one_cell_a_tick() -> None:
    rules = np.tile(np.array([0, 0.25, 0, 1], np.float32), (25, 1))
    planes = np.zeros((1, 1, 25), np.float32)
    planes[0, 0, 0] = 1
    course = [sheet[0] for sheet in cortex.course(rules, planes, 5, 6)]
    for tick in range(7):
        reached = {(i, j) for i in range(5) for j in range(5) if i + j < tick}
        assert {(int(i), int(j)) for i, j in np.argwhere(course[tick])} == reached


def test_a_sheet_at_rest_is_left_alone() -> None:
    """Stopped after the first look, so that the ticks after it cost nothing, and told by the other half."""
    organ, space = made(np.zeros((3, 9), np.float32), np.zeros(13 * LANES, np.float32), 25 * LANES, True, True)
    space.driven[:] = 0.5
    kernel.think_on(organ, space, 5, LANES, 10**9)
    assert space.state[kernel.NOW] == kernel.FIRST_LOOK % 2
    np.testing.assert_array_equal(space.sheet[0], space.sheet[1])


def test_read_is_relative_to_the_largest() -> None:
    sheet = np.zeros((9, LANES), np.float32)
    sheet[[1, 5, 7, 3, 4], 2] = [0.1, 0.2, 0.0, 0.05, 0.4]
    view = np.empty((5, 4), np.float32)
    kernel.read(sheet.ravel(), np.array([4 * LANES + 2, 4 * LANES]), 3, LANES, view)
    np.testing.assert_allclose(view[:, :2].T, [[0.25, 0.5, 0, 0.125, 1], [0, 0, 0, 0, 0]], rtol=1e-6)


@pytest.mark.parametrize(
    ("gene", "ticks"), [(0.0, 0), (0.5, 16), (-0.5, 16), (1.0, 32), (9.0, 32), (0.01, 0), (0.02, 1)]
)
def test_ticks_gene(gene: float, ticks: int) -> None:
    assert cortex.ticks_of(np.float32(gene), 32) == ticks
