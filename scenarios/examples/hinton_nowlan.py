"""How learning can guide evolution (Hinton and Nowlan 1987), with an objective of one's own.

A genome has 20 loci: 1 is right, 0 is wrong, ? is left open. In its life an agent may guess its open loci a thousand
times; the sooner all twenty are right, the fitter it is. What it learns is not inherited; yet genes for what must be
right spread.

    python scenarios/examples/hinton_nowlan.py [--runs 30] [--out hinton_nowlan.png]
"""

from __future__ import annotations

import argparse

import matplotlib.pyplot as plt
import numpy as np

import evosim

WRONG, RIGHT, OPEN = 0, 1, 2
GENOME = evosim.Genome(length=20, alphabet=3, initial=[0.25, 0.25, 0.5])
GUESSES = 1000
# Mean shares of 1, 0 and ? in 200 runs of an independent program.
PUBLISHED = {20: (0.666, 0.006, 0.328), 50: (0.768, 0.000, 0.232), 100: (0.821, 0.000, 0.179)}


def fitness(genomes: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """1 + 19 · (guesses left) / 1000; the number of a guess that is right is geometric."""
    still_open = (genomes == OPEN).sum(axis=1)
    used = np.where(still_open == 0, 0, chance.geometric(0.5**still_open))
    left = np.where((genomes == WRONG).any(axis=1), 0, np.maximum(0, GUESSES - used))
    return 1 + 19 * left / GUESSES


def shares(seed: int, generations: int = 101) -> np.ndarray:
    """(generations, 3) the shares of 1, 0 and ? in one population."""
    history = evosim.evolve(
        fitness, GENOME, population=1000, generations=generations, seed=seed,
        select="roulette", cross={"kind": "one_point", "rate": 1.0}, record=("genomes",),
    )  # fmt: skip
    return np.stack([(history.genomes == allele).mean(axis=(1, 2)) for allele in (RIGHT, WRONG, OPEN)], axis=1)


def main() -> None:
    """Run, print the course beside the published one, and draw it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=30)
    options.add_argument("--out", default="hinton_nowlan.png")
    given = options.parse_args()
    runs = np.array([shares(seed) for seed in range(given.runs)])
    mean = runs.mean(axis=0)
    print("generation       1 (published)       0 (published)       ? (published)")
    for generation, known in PUBLISHED.items():
        pairs = zip(mean[generation], known, strict=True)
        print(f"{generation:>10}" + "".join(f"   {ours:>6.3f} ({theirs:.3f})   " for ours, theirs in pairs))
    figure, axes = plt.subplots(figsize=(7.1, 3.6), layout="constrained")
    styles = (("1, right", "#0072B2", "o"), ("0, wrong", "#D55E00", "^"), ("?, left open", "#009E73", "s"))
    for allele, (name, colour, mark) in enumerate(styles):
        axes.plot(runs[:, :, allele].T, color=colour, linewidth=0.4, alpha=0.35)
        axes.plot(mean[:, allele], color=colour, linewidth=1.8, label=name)
        axes.plot(PUBLISHED.keys(), [known[allele] for known in PUBLISHED.values()], mark, color=colour, mfc="white")
    axes.plot([], [], "o", color="#666666", mfc="white", label="an independent program")
    axes.set(xlabel="generation", ylabel="share of all loci", xlim=(0, 100), ylim=(0, 1))
    axes.set_title(f"Learning guides evolution: {given.runs} populations of 1,000", loc="left", fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="center right")
    figure.savefig(given.out, dpi=200)
    print(given.out)


if __name__ == "__main__":
    main()
