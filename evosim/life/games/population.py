"""Evaluating a population of players, from their genomes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evosim.life.grower import Grower
from evosim.life.scores import Scores
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.games import population as games
from evosim.worlds.games.draw import Drawn, draw_rivals
from evosim.worlds.games.player_kernel import Players

Opponents = Literal["random", "perfect", "population"]


class Evaluator:
    """Lets populations play in the same instances.

    Parameters
    ----------
    plan : of the brain, whose organ is a player.
    drawn : the game and its instances.
    threads : to spread individuals over.
    opponent : who plays the other side; of a population another individual is drawn for each game and generation.
    root : seed of these draws.
    """

    def __init__(self, plan: Plan, drawn: Drawn, threads: Threads, opponent: Opponents, root: int = 0) -> None:
        self.plan, self.drawn, self.root = plan, drawn, root
        self.among = opponent == "population"
        self.same_again = not self.among
        self.generation = 0  # how often it has been called
        self._play = games.Evaluator(drawn, opponent, threads)
        self._grow = Grower(plan, threads)

    def grow(self, genomes: NDArray[np.float32]) -> tuple[Players, NDArray[np.int64]]:
        """The players of genomes (P, G), and how many genes of each deletion would change, (P,)."""
        count, rules = len(genomes), self.drawn.rules
        hidden = self.plan.shapes[0][0]
        players = Players(
            np.empty((count, 1 + rules.inputs, hidden), np.float32),
            np.empty((count, 1 + hidden, 1 + rules.choices), np.float32),
            np.empty(count, np.int64),
            np.empty(count, np.int64),
        )
        return players, self._grow(genomes, players)

    def __call__(self, genomes: NDArray[np.float32]) -> Scores:
        """Let every individual play a game in every instance; the same bits for any number of threads."""
        players, genes = self.grow(genomes)
        against = games.NO_RIVALS
        if self.among:
            against = draw_rivals(self.root, self.generation, len(genomes), len(self.drawn.keys))
        self.generation += 1
        found = self._play(players, against=against)
        nothing = np.zeros(len(genomes))
        share = found.wins / max(1, len(self.drawn.keys))
        depth = players.depth.astype(np.float64)
        return Scores(found.score, share, genes, nothing.astype(np.int64), found.nodes, nothing, depth)
