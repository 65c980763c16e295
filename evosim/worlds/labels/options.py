"""Options of a world of labels: which strings, how many examples of them, and the rule that their labels follow."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from evosim.options import Section, Share, by_kind
from evosim.worlds.section import WorldSection

Bits = Annotated[int, Field(strict=True, ge=1, le=24)]


class RandomRule(Section):
    """Labels follow no rule: each is drawn by itself."""

    kind: Literal["random"] = "random"


class Parity(Section):
    """A label says whether an odd number of ``of`` chosen bits are 1."""

    kind: Literal["parity"]
    of: Bits


class Threshold(Section):
    """A label says whether most of ``of`` chosen bits are 1; ``of`` is odd."""

    kind: Literal["threshold"]
    of: Bits


class Tree(Section):
    """A label is that of the leaf which ``depth`` questions for a bit lead to, each depending on the answers before."""

    kind: Literal["tree"]
    depth: Annotated[int, Field(strict=True, ge=1, le=12)]


Rule = Annotated[
    Annotated[RandomRule, Tag("random")]
    | Annotated[Parity, Tag("parity")]
    | Annotated[Threshold, Tag("threshold")]
    | Annotated[Tree, Tag("tree")],
    by_kind("random"),
]


class Labels(WorldSection):
    """Bit strings with labels that follow a rule, or none; a table or a net classifies them.

    Strings of ``bits`` bits: ``instances`` for evolution, and ``held_out`` others.

    ``noise`` is the share of the labels for evolution that are wrong.
    """

    kind: Literal["labels"]
    bits: Annotated[int, Field(strict=True, ge=2, le=24)] = 8
    instances: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 64
    held_out: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 64
    rule: Rule = RandomRule()
    noise: Share = 0.0
