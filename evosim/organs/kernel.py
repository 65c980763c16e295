"""The organs of a brain, called one after another.

Each verb is a kernel that the ``kernel.py`` of an organ may have; what all take is a tuple of organs, a tuple of their
workspaces and:

- ``express(…, genome, world)``: get ready, once for an individual, when all tensors are grown;
- ``meet(…, world, b, planes, life)``: get to know the instances of block ``b``, of which planes (K, S·L) are shown;
  ``life`` counts the lives of an agent in one instance from 0;
- ``think(…, world, b, planes, here, changed, shown)``: before each step, where preferences change from step to step,
  for the lives in the places of here (M,); ``changed`` is whether planes, or things that may be out of view, have
  changed since the last time, and planes have only in shown (M,), which are places in (S·L,), some perhaps twice;
- ``prefer(…, genome, world, b, planes, asked, wish)``: add to wish (4, M) the preferences in the places of asked (M,),
  where a place is a cell and a lane, L · cell + lane;
- ``learn(…, genome, world, b, planes, here, actions, after, rewards, ended)``: in the general walk, after a step of the
  lives in the places of here (M,): what they did, where that led, what it earned, whether it ended the life (M,);
- ``spend(…, world, spent)``: add what thinking took to spent: ticks, nodes, units × ticks, depth.

In the general walk a block holds one life in each lane, so what an organ keeps of a life it keeps by lane.
"""

from __future__ import annotations

from evosim.encodings.kernel import develop
from evosim.kernel import for_each, kernel

express = for_each("express", "genome, world")
meet = for_each("meet", "world, b, planes, life")
think = for_each("think", "world, b, planes, here, changed, shown")
prefer = for_each("prefer", "genome, world, b, planes, asked, wish")
learn = for_each("learn", "genome, world, b, planes, here, actions, after, rewards, ended")
spend = for_each("spend", "world, spent")


@kernel
def count_genes(genome, rest):
    """How many genes of a genome (G,) deletion would change, which makes them what they are in rest (G,)."""
    count = 0
    for g in range(genome.size):
        count += genome[g] != rest[g]
    return count


@kernel
def grow(plan, space, genome, world):
    """Grow every tensor of the brain from a genome (G,), and let the organs get ready."""
    for i in range(len(plan.growths)):
        if plan.growths[i].kind:
            develop(plan.growths[i], genome, space.scratch, space.grown[i])
    express(plan.organs, space.organs, genome, world)
