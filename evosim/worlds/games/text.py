"""Games as text, move by move, with the position after each. It reads back, too."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from evosim.worlds.games.hash_game.reference import HashGame as SlowHashGame
from evosim.worlds.games.options import HashGame, TicTacToe
from evosim.worlds.games.tic_tac_toe.reference import TicTacToe as SlowTicTacToe

CELLS = tuple(f"{column}{row}" for row in (1, 2, 3) for column in "abc")  # columns a to c, rows from the top
LETTERS = ("A", "B")
HEAD = re.compile(r"hash_game, ([12]) players?, (\d+) turns?(, structured)?")
START = re.compile(r"start ([0-9a-f]{16})")
MOVE = re.compile(r"(\d+)\. (\S+) (\S+)")


class Played(NamedTuple):
    """A game as far as it has been played."""

    game: TicTacToe | HashGame
    moves: tuple[int, ...]
    start: int = 0  # the start string of a hash game


def slow(played: Played) -> Any:
    """Return the rules of a game in plain Python."""
    game = played.game
    if isinstance(game, TicTacToe):
        return SlowTicTacToe()
    return SlowHashGame(game.players, game.length, game.structured, [played.start])


def draw_text(played: Played) -> str:
    """Print a game: what it is, each move with the position after it, and who has won.

    Raises
    ------
    ValueError
        If a move is not legal, or the start string is none of this game.
    """
    game, rules = played.game, slow(played)
    board = isinstance(game, TicTacToe)
    names, sides = (CELLS, ("X", "O")) if board else (LETTERS, ("first", "second"))
    state = rules.start(0)
    lines = ["tic_tac_toe"]
    if isinstance(game, HashGame):
        free = 63 - game.length if game.structured else 64
        if not 0 <= played.start < 2**free:
            raise ValueError(f"start: expected a string below 2^{free}; got {played.start:016x}")
        some = "1 player" if game.players == 1 else "2 players"
        turns = f"{game.length} turn" if game.length == 1 else f"{game.length} turns"
        lines = [", ".join(["hash_game", some, turns, *["structured"] * game.structured]), f"start {played.start:016x}"]
    for turn, move in enumerate(played.moves, 1):
        if rules.over(state):
            raise ValueError(f"move {turn}: expected none, the game is over; got {named(names, move)}")
        if move not in rules.moves(state):
            legal = " ".join(names[one] for one in rules.moves(state))
            raise ValueError(f"move {turn}: expected one of {legal}; got {named(names, move)}")
        lines.append(f"{turn}. {sides[rules.mover(state)]} {names[move]}")
        state = rules.play(state, move)
        lines += ["".join(state[row : row + 3]) for row in (0, 3, 6)] if board else [f"{state.string:016x}"]
    lines.append(result(rules, state, sides))
    return "\n".join(lines)


def named(names: tuple[str, ...], move: int) -> str:
    """Return the name of a move, or its number if it has none."""
    return names[move] if 0 <= move < len(names) else str(move)


def result(rules: Any, state: Any, sides: tuple[str, ...]) -> str:
    """Return in words how a game stands."""
    if not rules.over(state):
        return f"{sides[rules.mover(state)]} to move"
    outcome = rules.outcome(state)
    if rules.players == 1:
        return "won" if outcome > 0 else "lost"
    return "draw" if outcome == 0 else f"{sides[outcome < 0]} wins"


def read_text(text: str) -> Played:
    """Read a game that ``draw_text`` printed; blank lines and spaces at the ends of lines do not matter.

    Raises
    ------
    ValueError
        If a line is not what it has to be: the first one that is not is named, with what was expected.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    played, rest = _head(lines)
    names = CELLS if isinstance(played.game, TicTacToe) else LETTERS
    taken = []
    for line in rest:
        found = MOVE.fullmatch(line)
        if found and found[3] not in names:
            raise ValueError(f"move {found[1]}: expected one of {' '.join(names)}; got {found[3]}")
        if found:
            taken.append(names.index(found[3]))
    played = played._replace(moves=tuple(taken))
    expected = draw_text(played).splitlines()
    for number, (one, other) in enumerate(zip(expected, lines, strict=False), 1):
        if one != other:
            raise ValueError(f"line {number}: expected {one!r}; got {other!r}")
    if len(lines) != len(expected):
        got = f"{lines[len(expected)]!r}" if len(lines) > len(expected) else "the end"
        wanted = f"{expected[len(lines)]!r}" if len(lines) < len(expected) else "the end"
        raise ValueError(f"line {min(len(lines), len(expected)) + 1}: expected {wanted}; got {got}")
    return played


def _head(lines: list[str]) -> tuple[Played, list[str]]:
    """What a game is, and the lines that follow."""
    first = lines[0] if lines else ""
    if first == "tic_tac_toe":
        return Played(TicTacToe(), ()), lines[1:]
    found = HEAD.fullmatch(first)
    if not found or not 1 <= int(found[2]) <= 16:
        raise ValueError(f"line 1: expected tic_tac_toe, or hash_game, 1 player, 4 turns (1 to 16); got {first!r}")
    game = HashGame(kind="hash_game", players=int(found[1]), length=int(found[2]), structured=bool(found[3]))
    second = lines[1] if len(lines) > 1 else ""
    start = START.fullmatch(second)
    if not start:
        raise ValueError(f"line 2: expected start and 16 digits 0 to f; got {second!r}")
    return Played(game, (), int(start[1], 16)), lines[2:]
