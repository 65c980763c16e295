"""A blueprint: which genes build which tensor of a brain, for the kernels and for readers."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.encoding import Direct, Encoding, Generator, Position, Types
from evosim.encodings.options import dials
from evosim.organs import Tensor, cortex, habits
from evosim.organs.options import TicksGene
from evosim.organs.tensor import positions
from evosim.worlds.grid.instances import ACTIONS, CODE
from evosim.worlds.grid.planes import planes

if TYPE_CHECKING:
    from evosim.scenario.schema import Settings

NONE, TABLE, GENERATOR = 0, 1, 2
OWN, POSITION, TYPES = 1, 2, 3


class Plan(NamedTuple):
    """A blueprint as kernels read it: switches, and where in the genome each part begins."""

    habits: int  # 0 none, 1 table, 2 generator
    habits_at: int
    width: int  # hidden units of the generator
    rules: int  # 0 no cortex, 1 own, 2 position, 3 types
    rules_at: int
    terms: int  # features of a position, or cell types
    features: NDArray[np.float32]  # (F, Q)
    positions: NDArray[np.float32]  # (Q, 2)
    numbers: int  # R
    biased: bool  # whether the bias of a rule is a gene; else it is 0
    gain_at: int
    evolved_readout: bool
    readout_at: int
    ticks_at: int  # −1 where thinking time is not a gene
    ticks: int  # how many, or the most
    kept: bool  # whether activity is kept from step to step, and thought goes on before each
    stops: bool  # whether thought ends where activity no longer changes, which is the same, sooner
    rest: NDArray[np.float32]  # (G,) what deletion makes of each gene; those that differ from it are counted


class Part(NamedTuple):
    """One tensor, its encoding, and its genes [at, at + length)."""

    tensor: Tensor
    encoding: Encoding
    at: int
    length: int


@dataclass(frozen=True)
class Blueprint:
    """How the genomes of a scenario are read."""

    settings: Settings

    @property
    def organs(self) -> tuple[str, ...]:
        """The organs of this brain."""
        return self.settings.brain.organs

    @property
    def biased(self) -> bool:
        """Whether the bias of a rule is a gene."""
        return self.settings.brain.cortex.bias == "evolved"

    @property
    def most_ticks(self) -> int:
        """The ticks of thought, or the most there can be; 0 without a cortex."""
        ticks = self.settings.brain.cortex.ticks
        return 0 if "cortex" not in self.organs else ticks.max if isinstance(ticks, TicksGene) else ticks

    @cached_property
    def planes(self) -> tuple[str, ...]:
        """The planes that the brain is given."""
        return planes(self.settings.world, self.settings.brain.senses)

    @cached_property
    def encodings(self) -> tuple[Encoding, Encoding]:
        """Those of habits and of rules: the two dials."""
        encoding = self.settings.encoding
        grown, shared = dials(encoding)
        rules: dict[str, Encoding] = {
            "own": Direct(),
            "position": Position(encoding.degree),
            "types": Types(encoding.cell_types),
        }
        return Generator(encoding.width) if grown == "generator" else Direct(), rules[shared]

    def tensors(self) -> list[tuple[Tensor, Encoding]]:
        """What the brain is made of; habits are those for the instances that it evolves on."""
        world, brain = self.settings.world, self.settings.brain
        found: list[tuple[Tensor, Encoding]] = []
        if "habits" in brain.organs:
            found.append(
                (
                    habits.tensor(world.size, np.zeros((world.instances, CODE), np.float32), ACTIONS),
                    self.encodings[0],
                )
            )
        if "cortex" in brain.organs:
            gene = isinstance(brain.cortex.ticks, TicksGene)
            readout = brain.cortex.readout
            for tensor in cortex.tensors(world.size, self.planes, ACTIONS, readout, gene, self.biased):
                found.append((tensor, self.encodings[1] if tensor.name == "rules" else Direct()))
        return found

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Tensor by tensor, where its genes are."""
        parts, at = {}, 0
        for tensor, encoding in self.tensors():
            length = _length(tensor, encoding)
            parts[tensor.name] = Part(tensor, encoding, at, length)
            at += length
        return parts

    @property
    def length(self) -> int:
        """G, the number of genes."""
        return sum(part.length for part in self.parts.values())

    @property
    def parameters(self) -> int:
        """Number of parameters that the genes become."""
        return sum(part.tensor.size for part in self.parts.values())

    @cached_property
    def names(self) -> list[str]:
        """(G,) the name of each gene."""
        return [name for part in self.parts.values() for name in part.encoding.names(part.tensor)]

    def develop(self, name: str, genome: NDArray[np.float32], codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """One tensor of the brain. A generator grows habits for instances with any ``codes`` (N, 6); a table cannot."""
        tensor, encoding, at, length = self.parts[name]
        if name == "habits" and isinstance(encoding, Generator):
            tensor = habits.tensor(self.settings.world.size, codes, ACTIONS)
        return encoding.develop(tensor, genome[at : at + length])

    def rules(self, genome: NDArray[np.float32]) -> NDArray[np.float32]:
        """(Q, R) the rule of each unit of the cortex, with its bias where that is no gene."""
        grown = self.develop("rules", genome, np.empty((0, CODE), np.float32))
        return grown if self.biased else cortex.with_bias(grown)

    def about(self, words: Collection[str]) -> NDArray[np.bool_]:
        """(G,) whether a gene's name speaks of one of the words, a tensor or a number of a rule; all without any."""
        spoken = re.compile("|".join(rf"\b{re.escape(word)}" for word in words))
        return np.array([spoken.search(name) is not None for name in self.names], np.bool_)

    @cached_property
    def first(self) -> NDArray[np.float32]:
        """(G,) what is added to the random genes of the first generation: the identity where a readout starts there."""
        start = np.zeros(self.length, np.float32)
        if "readout" in self.parts and self.settings.brain.cortex.readout == "identity":
            part = self.parts["readout"]
            start[part.at : part.at + part.length] = np.eye(*part.tensor.shape, dtype=np.float32).ravel()
        return start

    @cached_property
    def plan(self) -> Plan:
        """The blueprint as kernels read it."""
        world, brain = self.settings.world, self.settings.brain
        at = {name: part.at for name, part in self.parts.items()}
        grown, shared = self.encodings
        where = positions(world.size).coordinates
        if isinstance(shared, Position):
            features, terms, rules = shared.features(where), len(shared.powers), POSITION
        else:
            count = shared.count if isinstance(shared, Types) else 1
            features, terms, rules = (
                Position(1).features(where),
                count,
                TYPES if isinstance(shared, Types) else OWN,
            )
        return Plan(
            habits=NONE if "habits" not in at else GENERATOR if isinstance(grown, Generator) else TABLE,
            habits_at=at.get("habits", 0),
            width=self.settings.encoding.width,
            rules=rules if "rules" in at else NONE,
            rules_at=at.get("rules", 0),
            terms=terms,
            features=np.ascontiguousarray(features.T),
            positions=where,
            numbers=3 + len(self.planes),
            biased=self.biased,
            gain_at=at.get("gain", 0),
            evolved_readout=brain.cortex.readout != "greedy",
            readout_at=at.get("readout", 0),
            ticks_at=at.get("ticks", -1),
            ticks=self.most_ticks,
            kept=brain.cortex.think == "step" and brain.cortex.state == "kept",
            stops=True,
            rest=np.zeros(self.length, np.float32),
        )


def _length(tensor: Tensor, encoding: Encoding) -> int:
    return tensor.size if isinstance(encoding, Direct) else len(encoding.names(tensor))
