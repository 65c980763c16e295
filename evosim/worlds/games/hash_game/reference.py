"""The rules of the hash game in plain Python integers: the reference for ``kernel.py``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.random.purposes_kernel import START_STRING
from evosim.random.reference import draw, fold, stream


class Line(NamedTuple):
    """A state: the string as 64 bits, and the moves so far."""

    string: int
    moves: tuple[int, ...]


def start_string(seed: int, replicate: int, split: int, n: int, length: int, structured: bool) -> int:
    """Return the start string of instance ``n``."""
    string = draw(fold(stream(seed, replicate, split, n), START_STRING), 0)
    return int(f"{string:064b}"[length + 1 :], 2) if structured else string


class HashGame:
    """A game of ``length`` turns from each of some start strings."""

    inputs = 65

    def __init__(self, players: int, length: int, structured: bool, starts: Sequence[int]) -> None:
        self.players, self.turns, self.structured, self.starts = players, length, structured, starts

    def start(self, n: int) -> Line:
        """Return the start string of instance ``n``, with no moves."""
        return Line(int(self.starts[n]), ())

    def moves(self, line: Line) -> list[int]:
        """Return 0 for the letter A and 1 for B."""
        return [0, 1]

    def play(self, line: Line, move: int) -> Line:
        """Return the state with one more letter."""
        moves = (*line.moves, move)
        if not self.structured:
            return Line(fold(line.string, move + 1), moves)
        bits = list(f"{line.string:064b}")
        bits[len(moves)] = str(move)
        if len(moves) == self.turns:
            as_and_bs = moves.count(0), moves.count(1)
            most = move if as_and_bs[0] == as_and_bs[1] else as_and_bs.index(max(as_and_bs))
            bits[0] = str(most)
        return Line(int("".join(bits), 2), moves)

    def mover(self, line: Line) -> int:
        """Return 0 if the first player moves, 1 if the second does."""
        return len(line.moves) % self.players

    def over(self, line: Line) -> bool:
        """Whether all turns have been taken."""
        return len(line.moves) == self.turns

    def outcome(self, line: Line) -> int:
        """Return 1 if the first bit is 1, otherwise −1."""
        return 1 if f"{line.string:064b}"[0] == "1" else -1

    def features(self, line: Line) -> NDArray[np.float32]:
        """Return (65,) each bit as 1 or −1, the other way round for the second player, and the share of turns over."""
        won = "01"[1 - self.mover(line)]
        bits = [1 if bit == won else -1 for bit in f"{line.string:064b}"]
        return np.array([*bits, np.float32(len(line.moves)) / np.float32(self.turns)], np.float32)
