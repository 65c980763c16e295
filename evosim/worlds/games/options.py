"""Options of a world of games: which game, how many instances of it, and who plays the other side."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from evosim.options import Flag, Section, by_kind
from evosim.worlds.section import WorldSection

BITS = 64  # of a string


class TicTacToe(Section):
    """Two players mark cells of a board of three by three; three marks in a line win."""

    kind: Literal["tic_tac_toe"] = "tic_tac_toe"


class HashGame(Section):
    """Each of ``length`` turns adds one of two letters to a string; the first bit of the last string says who wins.

    With ``structured`` the string keeps the letters, and the first bit becomes what most of them were.
    """

    kind: Literal["hash_game"]
    players: Annotated[int, Field(strict=True, ge=1, le=2)] = 1
    length: Annotated[int, Field(strict=True, ge=1, le=16)] = 4
    structured: Flag = False


Game = Annotated[
    Annotated[TicTacToe, Tag("tic_tac_toe")]
    | Annotated[HashGame, Tag("hash_game")],
    by_kind("tic_tac_toe"),
]


class Games(WorldSection):
    """Tic-tac-toe, or the hash game, against chance, a perfect player or the population.

    It is a family of games, of which ``instances`` are drawn for evolution; ``opponent`` plays the other side.
    """

    kind: Literal["games"]
    game: Game = TicTacToe()
    instances: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 64
    opponent: Literal["random", "perfect", "population"] = "random"


def inputs_of(game: TicTacToe | HashGame) -> tuple[str, ...]:
    """Return what a net is shown of a position, in order: from the point of view of the player to move."""
    if isinstance(game, HashGame):
        return (*(f"bit {bit}" for bit in range(BITS)), "turn")
    return tuple(f"{whose} {cell}" for whose in ("own", "other") for cell in moves_of(game))


def moves_of(game: TicTacToe | HashGame) -> tuple[str, ...]:
    """Return the names of all moves of a game, in the order of their numbers."""
    if isinstance(game, HashGame):
        return ("A", "B")
    return tuple(f"{column}{row}" for row in (1, 2, 3) for column in "abc")
