"""How many bits luck needs: how improbable it is that a random genome plans, by counting.

    python scenarios/examples/luck.py                # 2¹⁸ genomes of each brain: about a minute
    python scenarios/examples/luck.py --genomes 24   # 2²⁴

Genomes are drawn as the first generation of evolution is in `one_maze`, but for the share of zeros where one is named;
those of 29 and 68 genes, of nets and of nucleotides as in `from_nothing`.
Those that reach what pays in a third of the lives on 16 mazes are measured as a champion is, on 128 mazes more;
planners are counted, until there are 400. Bits are −log2 of their share, with a 95 % interval (Clopper and Pearson
1934). A planner that fails in more of the lives on the 16 mazes would be missed: bits are then too many, not too few.
"""

from __future__ import annotations

import argparse
import json
import os
from math import log2
from pathlib import Path

import evosim
from evosim.claims.shares import clopper_pearson
from evosim.evolution.setup import Setup, genome
from evosim.life import Agent, evaluate
from evosim.organs.blueprint import Blueprint
from evosim.probes.planner import evidence
from evosim.probes.subject import Subject
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances

ALONE = {"brain.organs": ["cortex"]}
BARE = {  # the brains of `from_nothing`
    **ALONE,
    "brain.cortex.weights": "directional",
    "brain.cortex.readout": "random",
    "brain.cortex.ticks": 24,
    "evolution.initial": {"kind": "normal", "scale": 0.5},
}
HALF = {"evolution.initial": {"kind": "normal", "scale": 0.5, "zero": 0.5}}
NET = {"brain.cortex.update": "net", "brain.cortex.hidden": 4, "brain.cortex.reads": "raw"}
LETTERS = {
    "encoding.rules": "nucleotides",
    "encoding.nucleotides.length": 2000,
    "evolution.mutate": {"kind": "letters"},
    "prices.description_length": 0.0,
}
BRAINS = {
    "cortex alone, genes normal": ALONE,
    "cortex alone, 40 % zeros": {**ALONE, "evolution.initial.zero": 0.4},
    "cortex alone, no bias": {**ALONE, "brain.cortex.bias": "none"},
    "whole brain, genes normal": {},
    "whole brain, 90 % zeros": {"evolution.initial.zero": 0.9},
    "whole brain, no bias, 90 % zeros": {"brain.cortex.bias": "none", "evolution.initial.zero": 0.9},
    "29 genes": BARE,
    "29 genes, half zeros": {**BARE, **HALF},
    "68 genes": {**BARE, "brain.cortex.channels": 2},
    "68 genes, half zeros": {**BARE, **HALF, "brain.cortex.channels": 2},
    "net": {**BARE, **NET},
    "net, half zeros": {**BARE, **HALF, **NET},
    "nucleotides": {**BARE, **LETTERS},
}
SEED, BATCH, ENOUGH = 31, 4096, 400  # a seed that no scenario uses


def count(brain: dict[str, object], genomes: int, threads: Threads) -> tuple[int, int, int]:
    """Planners by the first definition, and by the second, among random genomes; and how many of those were drawn."""
    keys = {"evolution.population": BATCH, "world.instances": 16, **brain}
    settings = evosim.load("one_maze", {"variant": [], "claim": [], **keys})
    blueprint = Blueprint.of(settings)
    optimizer = evosim.Optimizer.of(genome(Setup.of(settings), SEED), settings.evolution, SEED, threads)
    training = draw_instances(settings.world, SEED, 0)
    novel = draw_instances(settings.world, SEED, 0, "novel", 128, unlike=training)
    plan, world = blueprint.plan, training
    planners = searchers = batch = 0
    while batch < genomes // BATCH and planners < ENOUGH:
        drawn = optimizer.steps.initial(batch)
        for row in (evaluate(drawn, plan, world, threads).success >= 1 / 3).nonzero()[0]:
            found = evidence(Subject(Agent(drawn[row].copy(), blueprint), training, novel, SEED))
            planners += found.planner
            searchers += found.searcher is True
        batch += 1
    return planners, searchers, batch * BATCH


def bits(hits: int, genomes: int) -> tuple[float | None, float, float | None]:
    """−log2 of a share and of the ends of its 95 % interval: value, least, most; None for what is infinite."""
    share, low, high = clopper_pearson(hits, genomes, 0.95)
    return -log2(share) if hits else None, -log2(high), -log2(low) if hits else None


def main() -> None:
    """Count, and print a table; ``--json`` writes it too."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--genomes", type=int, default=18, help="at most so many of each brain: a power of 2, from 12")
    asked.add_argument("--json", type=Path, help="file to write")
    given = asked.parse_args()
    genomes, threads = 2 ** max(12, given.genomes), Threads(os.cpu_count() or 1)
    told = {}
    for name, brain in BRAINS.items():
        planners, searchers, drawn = count(brain, genomes, threads)
        value, least, most = bits(planners, drawn)
        told[name] = {
            "genomes": drawn, "planners": planners, "searchers": searchers,
            "bits": value, "interval": [least, most], "bits_searchers": bits(searchers, drawn)[0],
        }  # fmt: skip
        found = f"more than {least:.1f}" if value is None else f"{value:.1f} [{least:.1f}, {most:.1f}]"
        print(f"{name:34} {planners:4} of {drawn:>10,}: {found} bits", flush=True)
    if given.json:
        given.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
