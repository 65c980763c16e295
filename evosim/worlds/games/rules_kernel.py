"""The functions that every game has, called by kernels through the class of the game's ``Rules``.

A new game is one file ``kernel.py`` with a named tuple ``Rules`` and the functions below. ``Rules`` begins with the
fields players (1 or 2), words (W), choices (C), inputs (I), turns (T), tables (R, 1 if all instances are the same game,
otherwise N) and positions (K). A state is an int64 array (W,). Moves are numbers in [0, C).

- ``start(game, n, state)`` writes the first state of instance ``n``.
- ``moves(game, state, legal)`` writes the legal moves in increasing order into legal (C,) and returns how many there
  are; the state must not be over.
- ``play(game, state, move, after)`` writes the state after a legal move into another array.
- ``mover(game, state)`` returns who moves: 0 for the first player, 1 for the second.
- ``over(game, state)`` returns whether the game has ended.
- ``outcome(game, state)`` returns 1 if the first player has won, −1 if it has lost and 0 for a draw.
- ``features(game, state, seen)`` writes what a net is given into seen (I,) float32, from the mover's point of view.
- ``number(game, state)`` returns the place of the state in a table of exact values, in [0, K).
"""

from __future__ import annotations

from evosim.kernel import calls

start = calls("start", "n, state")
moves = calls("moves", "state, legal")
play = calls("play", "state, move, after")
mover = calls("mover", "state")
over = calls("over", "state")
outcome = calls("outcome", "state")
features = calls("features", "state, seen")
number = calls("number", "state")
