"""A blueprint: which genes build which tensor of a brain, for the kernels and for readers."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.encodings import growing, named
from evosim.encodings.direct.encoding import Direct
from evosim.encodings.encoding import Encoding
from evosim.encodings.growth import Growth
from evosim.encodings.nucleotides.encoding import Nucleotides
from evosim.encodings.options import Encoding as EncodingOptions
from evosim.encodings.options import chosen, is_string
from evosim.encodings.tensor import Tensor
from evosim.organs import beside
from evosim.organs import named as organ_named
from evosim.organs.options import UNSEEN, Brain
from evosim.organs.organ import Body, Budget
from evosim.organs.plan import MOST, Plan
from evosim.worlds.grid.instances import ACTIONS, CODE
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.grid.planes import planes
from evosim.worlds.options import World


class Part(NamedTuple):
    """One tensor, its encoding, and its genes [at, at + length); of a string all tensors have all letters."""

    tensor: Tensor
    encoding: Encoding
    at: int
    length: int


class Settings(Protocol):
    """What decides how genomes are read."""

    @property
    def world(self) -> World:
        """The instances."""

    @property
    def brain(self) -> Brain:
        """The organs."""

    @property
    def encoding(self) -> EncodingOptions:
        """The dials."""


@dataclass(frozen=True)
class Blueprint:
    """How the genomes of a population are read: for which world, into which brain, by which encoding.

    ``thought`` is how many units each organ may think in all, instead of in its own way.
    """

    world: World
    brain: Brain
    encoding: EncodingOptions
    thought: int | None = None

    @classmethod
    def of(cls, settings: Settings) -> Blueprint:
        """That of a cell of a scenario."""
        return cls(settings.world, settings.brain, settings.encoding)

    @property
    def organs(self) -> tuple[str, ...]:
        """The organs of this brain."""
        return self.brain.organs

    @cached_property
    def planes(self) -> tuple[str, ...]:
        """The planes that the brain is given; none outside a grid."""
        if not isinstance(self.world, Grid):
            return ()
        return planes(self.world, self.brain.all_senses)

    @property
    def built_in(self) -> tuple[str, ...]:
        """The last of the planes, which are of no object; none outside a grid."""
        return self.brain.built_in if isinstance(self.world, Grid) else ()

    def body(self, codes: NDArray[np.float32] | None = None) -> Body:
        """What organs are told; ``codes`` (N, 6) of other instances than those that it evolves on."""
        codes = np.zeros((self.world.instances, CODE), np.float32) if codes is None else codes
        size = getattr(self.world, "size", 0)
        return Body(size, self.planes, ACTIONS, codes, self.brain, self.encoding_of, self.world)

    @property
    def letters(self) -> bool:
        """Whether genes are letters of a string, of which the whole brain is made; else they are real numbers."""
        return is_string(self.encoding, self.organs)

    def encoding_of(self, dial: str) -> Encoding:
        """How tensors with that dial grow."""
        return named(chosen(self.encoding, dial)).of(self.encoding)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Tensor by tensor, where its genes are."""
        parts: dict[str, Part] = {}
        at = 0
        body = self.body()
        tensors = [tensor for name in self.organs for tensor in organ_named(name).tensors(body)]
        string = self.encoding_of("rules")
        if isinstance(string, Nucleotides) and self.letters:  # one string for all tensors
            firsts = [0, *accumulate(map(string.addresses, tensors))]
            return {
                tensor.name: Part(tensor, string.among(first, firsts[-1]), 0, string.letters)
                for first, tensor in zip(firsts, tensors, strict=False)
            }
        for tensor in tensors:
            how = self.encoding_of(tensor.dial)
            parts[tensor.name] = Part(tensor, how, at, how.length(tensor))
            at += parts[tensor.name].length
        return parts

    @property
    def length(self) -> int:
        """G, the number of genes."""
        return max((part.at + part.length for part in self.parts.values()), default=0)

    @property
    def parameters(self) -> int:
        """Number of parameters that the genes become."""
        return sum(part.tensor.size for part in self.parts.values())

    @cached_property
    def names(self) -> list[str]:
        """(G,) the name of each gene."""
        names = [""] * self.length
        for tensor, how, at, length in self.parts.values():
            names[at : at + length] = how.names(tensor)
        return names

    def develop(self, name: str, genome: NDArray[np.float32], codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """One tensor of the brain. A net grows habits for instances with any ``codes`` (N, 6); a table cannot."""
        tensor, encoding, at, length = self.parts[name]
        if name == "habits" and not isinstance(encoding, Direct):
            (tensor,) = organ_named("habits").tensors(self.body(codes))
        return encoding.develop(tensor, genome[at : at + length])

    def rules(self, genome: NDArray[np.float32]) -> NDArray[np.float32]:
        """(Q, R) the rule of each unit of the cortex; of a classic one with its bias where that is no gene."""
        from evosim.organs.cortex.organ import with_bias

        grown = self.develop("rules", genome, np.empty((0, CODE), np.float32))
        options = self.brain.cortex
        return grown if options.bias == "evolved" or options.bare else with_bias(grown)

    def about(self, words: Collection[str]) -> NDArray[np.bool_]:
        """(G,) whether a gene's name speaks of one of the words, a tensor or a number of a rule; all without any."""
        spoken = re.compile("|".join(rf"\b{re.escape(word)}" for word in words))
        return np.array([spoken.search(name) is not None for name in self.names], np.bool_)

    @cached_property
    def first(self) -> NDArray[np.float32]:
        """(G,) what is added to the random genes of the first generation: the identity where a readout starts there."""
        start = np.zeros(self.length, np.float32)
        if not self.letters and "readout" in self.parts and self.brain.cortex.readout == "identity":
            part = self.parts["readout"]
            start[part.at : part.at + part.length] = np.eye(*part.tensor.shape, dtype=np.float32).ravel()
        return start

    @cached_property
    def plan(self) -> Plan:
        """The blueprint as kernels read it."""
        growths: dict[str, Growth] = {
            name: growing(part.encoding, part.tensor, part.at) for name, part in self.parts.items()
        }
        body = self.body()
        organs = tuple(_limited(organ_named(name).plan(body, growths), self.thought) for name in self.organs)
        parts = self.parts.values()
        empty = MOST * len(organs) - len(parts)
        needs = [part.encoding.scratch(part.tensor) for part in parts if not part.tensor.lazy]
        return Plan(
            organs=organs,
            growths=tuple(
                grows._replace(kind=0) if part.tensor.lazy else grows
                for part, grows in zip(parts, growths.values(), strict=True)
            )
            + (list(growths.values())[-1]._replace(kind=0),) * empty,
            shapes=tuple(
                (1, 1) if t.lazy else (t.numbers, 1 if t.once and part.encoding.shared else t.entries)
                for part in parts
                for t in (part.tensor,)
            )
            + ((1, 1),) * empty,
            scratch=(max((whole for whole, _ in needs), default=0), max((real for _, real in needs), default=0)),
            goes_on=any(beside(part).goes_on(part) for part in organs),
            general=(isinstance(self.world, Grid) and (self.world.lives > 1 or not self.world.still))
            or self.brain.sight > 0
            or bool(self.brain.signals)
            or any(beside(part).stateful(part) for part in organs),
            sight=self.brain.sight,
            unseen=self.planes.index(UNSEEN) if self.brain.sight else -1,
            maps=self.brain.map == "kept",
            rest=np.zeros(self.length, np.float32),
        )

    def altered(self, thought: int | None = None, without: Collection[str] = ()) -> Plan:
        """The plan of a brain that may think so many units in all, or of which organs were removed."""
        organs = []
        for name, part in zip(self.organs, self.plan.organs, strict=True):
            organs.append(_limited(part, thought)._replace(on=name not in without))
        goes_on = any(beside(part).goes_on(part) for part in organs if part.on)
        return self.plan._replace(organs=tuple(organs), goes_on=goes_on)

    def budgets(self, genome: NDArray[np.float32]) -> dict[str, Budget]:
        """The organs that think, and how much those of a genome may."""

        def grown(name: str) -> NDArray[np.float32]:
            return self.develop(name, genome, np.empty((0, CODE), np.float32))

        parts = zip(self.organs, self.plan.organs, strict=True)
        found = {name: beside(part).budget(part, grown) for name, part in parts}
        return {name: budget for name, budget in found.items() if budget is not None}


def _limited(part: Any, thought: int | None) -> Any:
    """The plan of an organ that may think so many units in all; as it is without such a number."""
    return part if thought is None else beside(part).limited(part, thought)
