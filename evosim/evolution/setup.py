"""What evolves and how, and the form of its genomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.brains import Brains
from evosim.encodings.nucleotides.layout_kernel import LETTERS
from evosim.evolution.fallback import fallback
from evosim.evolution.genome import Genes, Genome
from evosim.evolution.options import Evolution, Gaussian, Prices
from evosim.organs import blueprint as brains
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan


class Settings(brains.Settings, Protocol):
    """What decides how a population evolves."""

    @property
    def evolution(self) -> Evolution:
        """The base optimizer."""

    @property
    def prices(self) -> Prices:
        """What is charged for."""


@dataclass(frozen=True)
class Setup:
    """What evolves and how: the blueprint of brains, the base optimizer, and what is charged for."""

    blueprint: Blueprint
    way: Evolution
    prices: Prices = field(default_factory=Prices)

    @classmethod
    def of(cls, settings: Settings) -> Setup:
        """That of a cell of a scenario."""
        return cls(Blueprint.of(settings), settings.evolution, settings.prices)

    @cached_property
    def brains(self) -> Brains:
        """How a genome makes a brain for each task."""
        return Brains(self.blueprint.encoding.brains, 1 + len(self.way.task), self.blueprint.length)

    @property
    def length(self) -> int:
        """Genes of a genome, with the settings that it carries."""
        return self.brains.genes + len(self.way.carried)

    def brain(self, genome: Genes) -> Genes:
        """(G,) the genes that the brain for the first task reads."""
        brain: Genes = self.brains.develop(genome[None], 1)[0][0]
        return brain.copy()


def genome(setup: Setup, root: int) -> Genome:
    """The form of the genomes of one brain in a population, in the evolution with this root."""
    return _formed(setup, setup.blueprint.length, setup.blueprint.first, resting(setup, root))


def whole_genome(setup: Setup, rest: NDArray[np.float32]) -> Genome:
    """The form of whole genomes: of the brains for all tasks, and with the settings that are carried."""
    own = np.zeros(len(setup.way.carried), np.float32)
    around, brains = setup.brains.around(setup.blueprint.first), setup.brains.around(rest)
    return _formed(setup, setup.length, np.concatenate((around, own)), np.concatenate((brains, own)))


def _formed(setup: Setup, length: int, around: NDArray[np.float32], rest: NDArray[np.float32]) -> Genome:
    initial = setup.way.initial
    if setup.blueprint.letters:
        return Genome(length, LETTERS)
    return Genome(length, "real", {"scale": initial.scale, "zero": initial.zero, "around": around}, rest)


def plan_of(setup: Setup, root: int) -> Plan:
    """The blueprint as kernels read it, in the evolution with this root."""
    return setup.blueprint.plan._replace(rest=resting(setup, root))


def resting(setup: Setup, root: int) -> NDArray[np.float32]:
    """(G,) what deletion makes of each gene in the evolution with this root; those that differ from it cost."""
    how = setup.way.mutate
    movable = setup.blueprint.about(how.delete_only) if isinstance(how, Gaussian) and how.delete_only else None
    return fallback(setup.way, root, setup.blueprint.length, movable)
