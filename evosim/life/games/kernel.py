"""Growing a population of players, one individual after another."""

from __future__ import annotations

from evosim.kernel import kernel
from evosim.organs.kernel import grow
from evosim.organs.player.kernel import lay_out


@kernel
def grow_players(first, last, genomes, plan, space, world, players, genes):
    """Write individuals [first, last) of genomes (P, G) into players, and how many genes deletion would change."""
    for p in range(first, last):
        genome = genomes[p]
        count = 0
        for g in range(genome.size):
            count += genome[g] != plan.rest[g]
        genes[p] = count
        grow(plan, space, genome, world)
        lay_out(plan.organs[0], space.organs[0], p, players)
