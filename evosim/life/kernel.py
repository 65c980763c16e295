"""Growing the individuals of a population, one after another, for worlds in which a brain has one organ."""

from __future__ import annotations

from evosim.kernel import calls, kernel
from evosim.organs.kernel import count_genes, grow

lay_out = calls("lay_out", "space, p, grown")  # write what was grown of one individual into row p of grown


@kernel
def grow_population(first, last, genomes, plan, space, grown, genes):
    """Write individuals [first, last) of genomes (P, G) into grown, and what deletion would change of each into genes.

    grown is a named tuple of arrays with a row for each individual; which it is, the organ says. genes is (P,).
    """
    for p in range(first, last):
        genes[p] = count_genes(genomes[p], plan.rest)
        grow(plan, space, genomes[p], 0)
        lay_out(plan.organs[0], space.organs[0], p, grown)
