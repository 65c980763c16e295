"""How the heuristic baseline of all scenarios was made: a recurrent net on window and compass, evolved on many mazes.

Each generation lives in mazes of its own out of 4,096, so that nothing but what helps in any maze pays. Of each
replicate's last generation the net with the highest success on validation mazes is taken, and of these nets the same.
The novel mazes decide nothing; there the five nets succeed in .86 to .88 of lives. `evosim/probes/heuristic.csv` is
what comes out, and comes out again: nothing but sums in a fixed order.

    python scenarios/examples/evolve_heuristic.py [--replicates 0 1 2 3 4] [--out heuristic.csv]
"""

from __future__ import annotations

import argparse
from itertools import cycle
from pathlib import Path

import numpy as np

import evosim
from evosim.probes.heuristic import GENES, RecurrentNet, live_all, to_text
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World

SEED = 165165  # of no scenario and no tuning
TRAINING, BLOCK, VALIDATION, NOVEL = 4096, 64, 512, 1024  # mazes; block: those of one generation
VALIDATING, TESTING = 1000, 1001  # replicates whose novel mazes serve for that
TOGETHER = 64  # genomes that live at once, so that they fit into the cache
WORLD = World.model_validate(
    {"object": [{"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}], "min_path": 6}
)


def fitness(genomes: np.ndarray, mazes: Instances) -> np.ndarray:
    """Mean return (P,): 1 for a door that was reached, else .3 of the share of the way that was made at best."""
    found = []
    places = (np.arange(len(mazes)) * mazes.walls.shape[1])[:, None, None]
    for first in range(0, len(genomes), TOGETHER):
        lives = live_all(genomes[first : first + TOGETHER], mazes)
        closest = mazes.distance.ravel().take(places + lives.trails).min(axis=-1)
        returns = np.where(lives.won, 1.0, mazes.shaping * (mazes.path - closest) / mazes.path)
        summed = np.add.accumulate(returns.reshape(len(returns), -1), axis=1)[:, -1]  # in order, unlike sum()
        found.append(summed / mazes.starts.size)
    return np.concatenate(found)


def best(genomes: np.ndarray, mazes: Instances) -> tuple[float, np.ndarray]:
    """The highest success among genomes (P, 165), and the first genome that has it."""
    success = [RecurrentNet(genome).live(mazes).success for genome in genomes]
    return max(success), genomes[int(np.argmax(success))]


def evolved(
    replicate: int, population: int, generations: int, validation: Instances
) -> tuple[float, float, np.ndarray]:
    """Success in training and validation of the best of a replicate's last generation, and its genome (165,)."""
    training = draw_instances(WORLD, SEED, replicate, count=TRAINING)
    blocks = cycle(training.take(range(first, first + BLOCK)) for first in range(0, TRAINING, BLOCK))
    history = evosim.evolve(
        lambda genomes, chance: fitness(genomes, next(blocks)),
        evosim.Genome(len(GENES), initial={"scale": 0.5}), population, generations, SEED + replicate,
        select={"kind": "tournament", "size": 4}, cross={"kind": "uniform", "rate": 0.5},
        mutate={"kind": "gaussian", "rate": 0.05, "scale": 0.2}, elites=1, record=(),
    )  # fmt: skip
    success, genome = best(history.population, validation)
    return RecurrentNet(genome).live(training).success, success, genome


def main() -> None:
    """Evolve, print the success of each replicate, and write the best."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--replicates", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    options.add_argument("--population", type=int, default=512)
    options.add_argument("--generations", type=int, default=400)
    options.add_argument("--out", default="heuristic.csv")
    given = options.parse_args()
    validation = draw_instances(WORLD, SEED, VALIDATING, "novel", VALIDATION)
    novel = draw_instances(WORLD, SEED, TESTING, "novel", NOVEL)
    print("replicate  training  validation  novel")
    nets = []
    for replicate in given.replicates:
        trained, success, genome = evolved(replicate, given.population, given.generations, validation)
        nets.append((success, genome))
        tested = RecurrentNet(genome).live(novel).success
        print(f"{replicate:>9}  {trained:>8.3f}  {success:>10.3f}  {tested:>5.3f}", flush=True)
    Path(given.out).write_text(to_text(max(nets, key=lambda net: net[0])[1]), encoding="utf-8")
    print(given.out)


if __name__ == "__main__":
    main()
