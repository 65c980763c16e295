"""The functions that every game has, called by kernels through the class of the game's ``Rules``.

A new game is one file ``kernel.py`` with a named tuple ``Rules`` and the functions below. ``Rules`` begins with the
fields players (1 or 2), words (W), choices (M), inputs (I), turns (T), tables (R, 1 if all instances are the same game,
otherwise N) and positions (K). A state is an int64 array (W,).

- ``start(game, n, state)`` writes the first state of instance ``n``.
- ``moves(game, state, legal)`` writes the legal moves in increasing order into legal (M,) and returns how many there
  are; the state must not be over.
- ``play(game, state, move, after)`` writes the state after a legal move into another array.
- ``mover(game, state)`` returns who moves: 0 for the first player, 1 for the second.
- ``over(game, state)`` returns whether the game has ended.
- ``outcome(game, state)`` returns 1 if the first player has won, −1 if it has lost and 0 for a draw.
- ``features(game, state, seen)`` writes what a net is given into seen (I,) float32, from the mover's point of view.
- ``number(game, state)`` returns the place of the state in a table of exact values, in [0, K).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from evosim.kernel import PART, STRICT, _written, overload


def of_game(verb: str, given: str) -> Callable[..., Any]:
    """Return a function for kernels that calls the kernel named ``verb`` in the file of the game's class.

    It returns what that kernel returns. Which kernel it is is known when the caller is compiled.
    """
    arguments = f"game, {given}"

    def write(game: Any) -> Callable[..., Any]:
        one = getattr(sys.modules[game.instance_class.__module__], verb)
        return _written(f"{verb}_of_game", arguments, [f"    return chosen({arguments})"], {"chosen": one})

    call = _written(verb, arguments, [], {})
    choose = _written(verb, arguments, ["    return write(game)"], {"write": write})
    how: dict[str, Any] = {"jit_options": {**STRICT, **PART, "_nrt": False}, "inline": "always"}
    overload(call, **how)(choose)
    return call


start = of_game("start", "n, state")
moves = of_game("moves", "state, legal")
play = of_game("play", "state, move, after")
mover = of_game("mover", "state")
over = of_game("over", "state")
outcome = of_game("outcome", "state")
features = of_game("features", "state, seen")
number = of_game("number", "state")
