from __future__ import annotations

import itertools

import numpy as np
import pytest

from evosim.random.reference import fold, stream
from evosim.worlds.games.hash_game import kernel
from evosim.worlds.games.hash_game.reference import start_string
from tests.worlds.games.made import drawn


@pytest.mark.parametrize("structured", [False, True])
def test_start_strings_are_those_of_the_twin(structured: bool) -> None:
    of = drawn({"kind": "hash_game", "length": 7, "structured": structured}, 40, seed=5)
    expected = [start_string(5, 0, 0, n, 7, structured) for n in range(40)]
    assert of.rules.starts.tolist() == expected
    assert len(set(expected)) == 40
    few = drawn({"kind": "hash_game", "length": 7, "structured": structured}, 4, seed=5)
    assert few.rules.starts.tolist() == expected[:4]


def test_a_move_folds_the_string() -> None:
    of = drawn({"kind": "hash_game", "length": 2}, 1)
    state, after = np.zeros((2, 3), np.int64)
    kernel.start(of.rules, 0, state)
    kernel.play(of.rules, state, 1, after)
    assert after.view(np.uint64)[0] == fold(int(of.rules.starts[0]), 2)
    assert after[1:].tolist() == [1, 1]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 16])
def test_in_the_structured_variant_most_moves_decide(length: int) -> None:
    of = drawn({"kind": "hash_game", "length": length, "structured": True}, 1)
    state, after = np.zeros((2, 3), np.int64)
    paths = itertools.product((0, 1), repeat=length)
    for path in itertools.islice(paths, 0, None, 1 if length < 8 else 97):
        kernel.start(of.rules, 0, state)
        for move in path:
            kernel.play(of.rules, state, move, after)
            state[:] = after
        most = sum(path) / length
        wins = most > 0.5 or (most == 0.5 and path[-1] == 1)
        assert kernel.outcome(of.rules, state) == (1 if wins else -1)
        string = f"{int(state.view(np.uint64)[0]):064b}"
        assert string[1 : length + 1] == "".join(map(str, path))
        assert string[length + 1 :] == f"{int(of.rules.starts[0]):064b}"[length + 1 :]


def test_bits_are_seen_from_the_side_of_the_mover() -> None:
    of = drawn({"kind": "hash_game", "players": 2, "length": 4}, 1)
    state, after, seen = np.zeros(3, np.int64), np.zeros(3, np.int64), np.zeros(65, np.float32)
    kernel.start(of.rules, 0, state)
    kernel.play(of.rules, state, 0, after)
    kernel.features(of.rules, after, seen)
    bits = [int(bit) for bit in f"{int(after.view(np.uint64)[0]):064b}"]
    assert seen[:64].tolist() == [1 - 2 * bit for bit in bits]
    assert seen[64] == 0.25


def test_streams_of_splits_differ() -> None:
    assert stream(1, 0, 0, 3) != stream(1, 0, 1, 3)
