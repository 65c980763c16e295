"""From a genome to a brain for each task: the same for all, each by genes of its own, or all by the same genes.

With ``made`` a genome has as many genes as with ``own``, and makes brains of the same distribution, which mutation
changes by as much: the two differ by a rotation alone. Number g of the brain for task t is

    b_tg = Σ_k h_tk · x_kg / √T,

where h is the Hadamard matrix of order T (Sylvester 1867). x_0 is in all brains alike, the others tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Genes = NDArray[np.float32]


@dataclass(frozen=True)
class Brains:
    """How genomes make the brains of T tasks, each of which reads G genes.

    Attributes
    ----------
    way : ``"one"``, ``"own"`` or ``"made"``; T is a power of 2 for the last.
    tasks : T.
    length : G.
    """

    way: str
    tasks: int
    length: int

    @property
    def genes(self) -> int:
        """Genes of a genome: G, or T · G."""
        return self.length if self.way == "one" else self.length * self.tasks

    @cached_property
    def signs(self) -> NDArray[np.float32]:
        """(T, T) the Hadamard matrix, of 1 and −1: row t for task t."""
        ones = [[(-1) ** (t & k).bit_count() for k in range(self.tasks)] for t in range(self.tasks)]
        return np.array(ones, np.float32)

    def develop(self, genomes: Genes, tasks: int) -> list[Genes]:
        """The genes that the brain of each task reads, (P, G) each, of genomes (P, T · G) or more."""
        if self.way == "one":
            return [genomes[:, : self.length]] * tasks
        own = [genomes[:, t * self.length : (t + 1) * self.length] for t in range(self.tasks)]
        return own if self.way == "own" else [self._mixed(own, task) for task in range(self.tasks)]

    def _mixed(self, parts: list[Genes], task: int) -> Genes:
        brain = parts[0].copy()
        for sign, part in zip(self.signs[task, 1:], parts[1:], strict=True):
            brain += sign * part
        return brain * (np.float32(1) / np.sqrt(np.float32(self.tasks)))

    def around(self, brain: Genes) -> Genes:
        """(T · G,) the genome whose brains are all this one (G,)."""
        if self.way != "made":
            return np.tile(brain, 1 if self.way == "one" else self.tasks)
        genome = np.zeros(self.genes, np.float32)
        genome[: self.length] = brain * np.sqrt(np.float32(self.tasks))
        return genome
