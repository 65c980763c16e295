from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evosim.random import kernel, reference

words = st.integers(0, 2**64 - 1)
small = st.integers(0, 2**31)


@given(words, small, small, st.integers(0, 100), st.integers(0, 10**6), st.integers(1, 2**31))
def test_kernel_and_twin_give_the_same_bits(
    root: int, generation: int, individual: int, purpose: int, i: int, n: int
) -> None:
    key = reference.stream(root, generation, individual, purpose)
    assert int(kernel.stream(np.uint64(root), generation, individual, purpose)) == key
    k = np.uint64(key)
    assert int(kernel.draw(k, i)) == reference.draw(key, i)
    assert int(kernel.below(k, i, n)) == reference.below(key, i, n) < n
    assert float(kernel.unit(k, i)) == reference.unit(key, i)
    assert kernel.normal(k, i) == np.float32(reference.normal(key, i))


@given(st.floats(0, 1))
def test_threshold(rate: float) -> None:
    assert int(kernel.threshold(rate)) == reference.threshold(rate) <= 2**32


def test_published_values_of_splitmix64() -> None:
    # The first outputs of SplitMix64 seeded with 1234567, as in Vigna's reference implementation.
    assert [reference.draw(1234567, i) for i in range(3)] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423,
    ]  # fmt: skip


def test_normal_moments() -> None:
    key = reference.stream(1, 2, 3, 4)
    drawn = np.array([reference.normal(key, i) for i in range(20_000)])
    assert abs(drawn.mean()) < 4 / np.sqrt(len(drawn))
    assert abs(drawn.var() - 1) < 4 * np.sqrt(2 / len(drawn))
    assert abs(np.mean(drawn**4) - 2.9) < 0.15  # kurtosis of twelve uniforms: 3 − 6/(5·12)


def test_streams_do_not_meet() -> None:
    keys = {reference.stream(7, g, p, q) for g in range(20) for p in range(50) for q in range(5)}
    assert len(keys) == 20 * 50 * 5
    draws = {reference.draw(key, i) for key in list(keys)[:500] for i in range(50)}
    assert len(draws) == 500 * 50


def test_one_signature_each() -> None:
    kernel.normal(np.uint64(1), 0)
    assert 1 <= len(kernel.normal.signatures) <= 2  # uint64 or int64 counters, fixed by the callers
