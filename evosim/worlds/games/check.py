"""What cannot be about a world of games although each of its keys is valid by itself."""

from __future__ import annotations

from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.worlds.games.options import Games, HashGame, TicTacToe

LIMIT = 2_000_000  # positions that a perfect opponent looks up: a byte each


def players(game: TicTacToe | HashGame) -> int:
    """Return for how many players a game is."""
    return game.players if isinstance(game, HashGame) else 2


def tabulated(world: Games) -> int:
    """Return how many positions a table of the exact values of all instances has."""
    if isinstance(world.game, TicTacToe):
        return 2**18
    tables = 1 if world.game.structured else world.instances
    return int(tables * (2 ** (world.game.length + 1) - 1))


def check_world(world: Games) -> list[Fault]:
    """Return what cannot be about a world of games."""
    found: list[Fault] = []
    if players(world.game) == 1 and world.opponent != "random":
        expected = '"random", which has no effect in a game of one player'
        cure, also = "give the game 2 players", (("world", "game", "players"),)
        found.append(Fault(("world", "opponent"), expected, shown(world.opponent), cure, also=also))
    elif world.opponent == "perfect" and tabulated(world) > LIMIT:
        expected = f"at most {LIMIT:,} positions for a perfect opponent to look up"
        got = f"{tabulated(world):,}"
        others = (("world", "game", "length"), ("world", "opponent"))
        found.append(Fault(("world", "instances"), expected, got, what="too many positions", also=others))
    return found
