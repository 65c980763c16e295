"""Tutorial 4 of 4: an objective of your own, under the base optimizer alone.

    python scenarios/examples/tutorial_4_own_objective.py
"""

# %% An objective takes a generation of genomes (P, G) and a random generator, and returns a number for each. More is
# better. Here: blocks of four bits of which all ones are best, but each step towards them but the last is worse.
import numpy as np

import evosim


def traps(genomes: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Deb and Goldberg 1993, Foundations of Genetic Algorithms 2:93-108: deceptive blocks."""
    ones = genomes.reshape(len(genomes), -1, 4).sum(axis=2)
    return np.where(ones == 4, 4.0, 3.0 - ones).sum(axis=1)


# %% With crossover at one point, whole blocks are kept together; with uniform crossover they are torn apart.
bits = evosim.Genome(40, alphabet=2)
for cross in ("one_point", "uniform"):
    kind = {"select": {"kind": "tournament", "size": 4}, "cross": cross, "mutate": {"kind": "flip", "rate": 0.005}}
    histories = [evosim.evolve(traps, bits, 200, 60, seed, **kind) for seed in range(1, 11)]
    print(f"{cross:<10} best of 40: {np.mean([history.best_fitness for history in histories]):.1f} (mean of 10)")
print(histories[0])

# %% The same by hand: ask for genomes, tell their fitness, whatever computes it. Its state can be kept and restored.
optimizer = evosim.Optimizer(bits, 200, seed=1, mutate={"kind": "flip", "rate": 0.005})
for _ in range(30):
    optimizer.tell(traps(optimizer.ask(), np.random.default_rng(0)))
print(optimizer)
state = optimizer.state()
again = evosim.Optimizer(bits, 200, seed=1, mutate={"kind": "flip", "rate": 0.005})
again.restore(state)
print("the same genomes follow:", np.array_equal(optimizer.ask(), again.ask()))

# %% How many bits would luck need? Multilevel splitting estimates chances far too small for counting.
print(evosim.bits_of_selection(lambda genomes: traps(genomes, np.random.default_rng(0)), bits, 34.0))
