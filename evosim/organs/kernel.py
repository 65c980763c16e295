"""The organs of a brain, called one after another.

Each verb is a kernel that the ``kernel.py`` of an organ may have; what all take is a tuple of organs, a tuple of their
workspaces and:

- ``express(…, genome, world)``: get ready, once for an individual, when all tensors are grown;
- ``meet(…, world, b, planes)``: get to know the instances of block ``b``, of which planes (K, S·L) are shown;
- ``think(…, world, b)``: before each step, where preferences change from step to step;
- ``prefer(…, genome, world, b, planes, asked, wish)``: add to wish (4, M) the preferences in the places of asked (M,),
  where a place is a cell and a lane, L · cell + lane;
- ``spend(…, world, spent)``: add what thinking took to spent.
"""

from __future__ import annotations

from evosim.encodings.kernel import develop
from evosim.kernel import for_each, kernel

express = for_each("express", "genome, world")
meet = for_each("meet", "world, b, planes")
think = for_each("think", "world, b")
prefer = for_each("prefer", "genome, world, b, planes, asked, wish")
spend = for_each("spend", "world, spent")


@kernel
def grow(plan, space, genome, world):
    """Grow every tensor of the brain from a genome (G,), and let the organs get ready."""
    for i in range(len(plan.growths)):
        develop(plan.growths[i], genome, space.scratch, space.grown[i])
    express(plan.organs, space.organs, genome, world)
