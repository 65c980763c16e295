"""Worlds, nets and rules that tests share."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from evosim.worlds.labels.draw import Drawn, draw_labels
from evosim.worlds.labels.options import Labels

RULES: tuple[dict[str, Any], ...] = (
    {"kind": "random"},
    {"kind": "parity", "of": 3},
    {"kind": "threshold", "of": 5},
    {"kind": "tree", "depth": 3},
)

seeds = st.integers(0, 2**64 - 1)


def world(**keys: Any) -> Labels:
    return Labels.model_validate({"kind": "labels", **keys})


def drawn(seed: int = 1, replicate: int = 0, **keys: Any) -> Drawn:
    return draw_labels(world(**keys), seed, replicate)


def random_nets(
    count: int, bits: int, hidden: int, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Nets with normal weights."""
    chance = np.random.default_rng(seed)
    first, second = chance.normal(size=(count, 1 + bits, hidden)), chance.normal(size=(count, 1 + hidden))
    return first.astype(np.float32), second.astype(np.float32)


def count_ones(bits: int, mask: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A net whose one hidden unit adds up some bits."""
    first, second = np.zeros((1, 1 + bits, 1), np.float32), np.array([[0, 1]], np.float32)
    first[0, 1:, 0] = [mask >> bit & 1 for bit in range(bits)]
    return first, second
