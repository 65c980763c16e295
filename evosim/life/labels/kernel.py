"""Growing a population of classifiers, one individual after another."""

from __future__ import annotations

from evosim.kernel import kernel
from evosim.organs.classifier.kernel import lay_out
from evosim.organs.kernel import grow


@kernel
def grow_classifiers(low, high, genomes, plan, space, world, tables, first, second, genes):
    """Write individuals [low, high) of genomes (P, G) into tables, or first and second, and what deletion would change.

    genes (P,) receives how many genes of each that is.
    """
    for p in range(low, high):
        genome = genomes[p]
        count = 0
        for g in range(genome.size):
            count += genome[g] != plan.rest[g]
        genes[p] = count
        grow(plan, space, genome, world)
        lay_out(plan.organs[0], space.organs[0], p, tables, first, second)
