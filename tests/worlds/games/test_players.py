from __future__ import annotations

import numpy as np
import pytest

from evosim.worlds.games.players import genes, nobody, players
from tests.worlds.games.made import drawn


def test_genes_go_into_layers_in_order() -> None:
    rules = drawn({"kind": "tic_tac_toe"}, 1).rules
    assert genes(18, 2, 9) == 68
    genome = np.arange(136, dtype=np.float32).reshape(2, 68)
    made = players(genome, rules, 2, [0, 3], 4)
    assert made.first[1].ravel().tolist() == genome[1, :38].tolist()
    assert made.second[0].tolist() == [list(range(38, 48)), list(range(48, 58)), list(range(58, 68))]
    assert made.depth.tolist() == [0, 3]
    assert made.width.tolist() == [4, 4]
    assert len(nobody(rules).first) == 0


@pytest.mark.parametrize(
    ("length", "depth", "width", "words"),
    [
        (41, 0, 1, r"expected \(P, 68\) for 2 hidden units; got \(1, 41\)"),
        (68, 10, 1, "depth: expected 0 to 9; got 10"),
        (68, -1, 1, "depth: expected 0 to 9; got -1"),
        (68, 2, 0, "width: expected at least 1; got 0"),
    ],
)
def test_what_is_no_player(length: int, depth: int, width: int, words: str) -> None:
    rules = drawn({"kind": "tic_tac_toe"}, 1).rules
    with pytest.raises(ValueError, match=words):
        players(np.zeros((1, length), np.float32), rules, 2, depth, width)
