"""Evaluating a population of players."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.threads import Threads
from evosim.worlds.games.draw import Drawn
from evosim.worlds.games.exact import tabulate
from evosim.worlds.games.match_kernel import EVALUATED, PERFECT, RANDOM, RIVALS, Side, Table, Tally, evaluate
from evosim.worlds.games.player_kernel import Players, Workspace
from evosim.worlds.games.players import DEEPEST, nobody

NO_RECORD = np.empty((0, 0, 0), np.int8)
NO_RIVALS = np.empty((0, 0), np.int64)
NO_VALUES = np.empty((0, 0), np.int8)
KINDS = {"random": RANDOM, "perfect": PERFECT, "population": RIVALS}


class Scores(NamedTuple):
    """What a population earned, one entry per player (P,)."""

    score: NDArray[np.float64]  # mean outcome of a game: 1 if it is won, 0 if drawn, −1 if lost
    wins: NDArray[np.int64]
    draws: NDArray[np.int64]
    losses: NDArray[np.int64]
    nodes: NDArray[np.float64]  # mean positions that a search reached for a move; 0 without search or moves


class Evaluator:
    """Lets populations play in the same instances; its workspaces are made once, as many as there are threads.

    Parameters
    ----------
    drawn : the game and its instances.
    opponent : who plays the other side; without effect in a game of one player.
    threads : to spread players over.
    """

    def __init__(self, drawn: Drawn, opponent: Literal["random", "perfect", "population"], threads: Threads) -> None:
        self.drawn, self.threads, self.kind = drawn, threads, KINDS[opponent]
        self.values = NO_VALUES
        if self.kind == PERFECT:
            self.values = tabulate(drawn.rules).values
        self._spare: list[Table] = []  # appending and popping are atomic

    def __call__(
        self,
        players: Players,
        rivals: Players | None = None,
        against: NDArray[np.int64] = NO_RIVALS,
        record: NDArray[np.int8] = NO_RECORD,
    ) -> Scores:
        """Let every player play a game in each instance; the same bits for any number of threads.

        Parameters
        ----------
        rivals : those who play the other side if the opponent is the population; the players themselves by default.
        against : (P, N) which of these plays against each player in each instance.
        record : (P, N, T) receives all moves, if it is given.

        Raises
        ------
        ValueError
            If ``against`` or ``record`` has another shape, or ``against`` names none of the rivals.
        """
        count, rules = len(players.first), self.drawn.rules
        rivals = rivals or players
        games = (count, len(self.drawn.keys))
        if self.kind != RIVALS:
            rivals, against = nobody(rules), NO_RIVALS
        elif against.shape != games:
            raise ValueError(f"against: expected {games}, a rival for each player and game; got {against.shape}")
        elif against.size and not 0 <= against.min() <= against.max() < len(rivals.first):
            raise ValueError(f"against: expected 0 to {len(rivals.first) - 1}; got {against.min()} to {against.max()}")
        if record is not NO_RECORD and (record.dtype != np.int8 or record.shape != (*games, rules.turns)):
            expected = f"int8 {(*games, rules.turns)}, players by games by turns"
            raise ValueError(f"record: expected {expected}; got {record.dtype} {record.shape}")
        against = np.ascontiguousarray(against, np.int64)
        own = Side(EVALUATED, self.drawn.keys, NO_VALUES, players, NO_RIVALS)
        opponent = Side(self.kind, self.drawn.keys, self.values, rivals, against)
        tally = Tally(*(np.zeros(count, np.int64) for _ in Tally._fields))
        hidden = max(players.first.shape[2], rivals.first.shape[2])

        def run(low: int, high: int) -> None:
            table = self._table(hidden)
            evaluate(low, high, rules, own, opponent, table, tally, record)
            self._spare.append(table)

        self.threads.each(count, run)
        score = (tally.wins - tally.losses) / max(1, games[1])
        return Scores(score, tally.wins, tally.draws, tally.losses, tally.nodes / np.maximum(1, tally.moves))

    def _table(self, hidden: int) -> Table:
        """Return a workspace that no thread uses, for nets of up to ``hidden`` units."""
        try:
            table = self._spare.pop()
        except IndexError:
            return workspace(self.drawn, hidden)
        return table if len(table.search.hidden) >= hidden else workspace(self.drawn, hidden)


def workspace(drawn: Drawn, hidden: int) -> Table:
    """Return memory for one thread, for nets of up to ``hidden`` units."""
    rules, plies = drawn.rules, DEEPEST + 1
    search = Workspace(
        states=aligned((plies, rules.words), np.int64),
        legal=aligned((plies, rules.choices), np.int64),
        choices=aligned(plies, np.int64),
        at=aligned(plies, np.int64),
        best=aligned(plies, np.float32),
        preferences=aligned(rules.choices, np.float32),
        seen=aligned(rules.inputs, np.float32),
        hidden=aligned(hidden, np.float32),
        nodes=aligned(1, np.int64),
    )
    choices = (aligned(rules.choices, np.int64) for _ in range(2))
    return Table(search, aligned((2, rules.words), np.int64), *choices)


def baseline(
    drawn: Drawn,
    first: Literal["random", "perfect"],
    second: Literal["random", "perfect"],
    record: NDArray[np.int8] = NO_RECORD,
) -> Scores:
    """Let one of the given opponents play against another in every instance; scores (1,) are those of the first.

    record (1, N, T) receives all moves, if it is given. No nodes are counted.
    """
    values = tabulate(drawn.rules).values if "perfect" in (first, second) else NO_VALUES
    sides = [Side(KINDS[one], drawn.keys, values, nobody(drawn.rules), NO_RIVALS) for one in (first, second)]
    tally = Tally(*(np.zeros(1, np.int64) for _ in Tally._fields))
    evaluate(0, 1, drawn.rules, *sides, workspace(drawn, 1), tally, record)
    score = (tally.wins - tally.losses) / max(1, len(drawn.keys))
    return Scores(score, tally.wins, tally.draws, tally.losses, np.zeros(1))
