"""Rules in kernels and in plain Python, of each game, along random games."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds.games.made import GAMES, drawn, slow


@pytest.mark.parametrize("game", GAMES, ids=str)
@given(seed=st.integers(0, 2**63), choices=st.lists(st.integers(0, 719), min_size=9, max_size=9))
def test_kernel_and_twin_agree_along_any_game(game: dict[str, Any], seed: int, choices: list[int]) -> None:
    of = drawn(game, 2, seed)
    twin, rules = slow(game, of), of.rules
    kernels: Any = sys.modules[type(rules).__module__]
    state, after = np.zeros((2, rules.words), np.int64)
    legal, seen = np.zeros(rules.choices, np.int64), np.zeros(rules.inputs, np.float32)
    kernels.start(rules, 1, state)
    line = twin.start(1)
    assert (twin.players, twin.inputs, twin.turns) == (rules.players, rules.inputs, rules.turns)
    numbers = []
    for choice in choices:
        kernels.features(rules, state, seen)
        assert seen.tolist() == twin.features(line).tolist()
        assert kernels.mover(rules, state) == twin.mover(line)
        assert kernels.over(rules, state) == twin.over(line)
        numbers.append(int(kernels.number(rules, state)))
        if twin.over(line):
            assert kernels.outcome(rules, state) == twin.outcome(line)
            break
        count = kernels.moves(rules, state, legal)
        assert legal[:count].tolist() == twin.moves(line)
        move = int(legal[choice % count])
        kernels.play(rules, state, move, after)
        state, after = after, state
        line = twin.play(line, move)
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) >= 0
    assert max(numbers) < rules.positions


@pytest.mark.parametrize("game", GAMES, ids=str)
def test_one_signature_each(game: dict[str, Any]) -> None:
    of = drawn(game, 1)
    kernels: Any = sys.modules[type(of.rules).__module__]
    state = np.zeros(of.rules.words, np.int64)
    kernels.start(of.rules, 0, state)
    kernels.over(of.rules, state)
    assert len(kernels.start.signatures) == len(kernels.over.signatures) == 1
