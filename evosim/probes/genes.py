"""The size of the genome and of the brain that it becomes."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any

from evosim.column import Column
from evosim.worlds import WORLDS

if TYPE_CHECKING:
    from evosim.life import Agent
    from evosim.probes.subject import Subject

MOST_NAMES = 40
BITS_PER_LETTER = 2.0
KINDS = WORLDS
COLUMNS = (
    Column(
        "genes",
        "genes that deletion would change: not zero, unless it deletes to elsewhere; of nucleotides all letters",
        "count",
    ),
    Column("genes_habits", "those that grow the habits", "count", null="brains without habits"),
    Column(
        "genes_rules",
        "those that grow the rules of the cortex",
        "count",
        null="brains without a cortex, and nucleotides",
    ),
    Column(
        "genes_rules_constant",
        "those of them that say the same of every cell",
        "count",
        null="brains without a cortex, or of nucleotides, or whose rules are own or of several types",
    ),
    Column(
        "genes_expressed",
        "genes of a string of nucleotides that address a number",
        "count",
        null="other encodings",
    ),
    Column("genes_left", "names of those genes", "text", null="nucleotides"),
    Column("parameters", "numbers in the brain that was grown", "count"),
    Column("bits", "genes × (32 + log2 of the genome's length); of nucleotides 2 for each letter"),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """How many genes deletion would change, which, and how many of them share a rule by construction.

    Of a string its letters, and how many of its genes are expressed.
    """
    import numpy as np

    from evosim.encodings.linear.position import Position
    from evosim.encodings.nucleotides.encoding import Nucleotides
    from evosim.encodings.types.encoding import Types

    agent, rest = subject.agent, subject.rest
    blueprint = agent.blueprint
    string = blueprint.parts["rules"].encoding if "rules" in blueprint.parts else None
    if isinstance(string, Nucleotides):
        return {
            "genes": blueprint.length,
            "genes_expressed": string.expressed(agent.genome),
            "parameters": blueprint.parameters,
            "bits": BITS_PER_LETTER * blueprint.length,
        }
    kept = agent.genome != (0 if rest is None else rest)
    left = np.flatnonzero(kept)
    names = [blueprint.names[g] for g in left[:MOST_NAMES]]
    more = [f"and {len(left) - MOST_NAMES} more"] if len(left) > MOST_NAMES else []
    row: dict[str, Any] = {
        "genes": len(left),
        "genes_left": ", ".join(names + more),
        "parameters": blueprint.parameters,
        "bits": description(len(left), blueprint.length),
    }
    for name in ("habits", "rules"):
        if name in blueprint.parts:
            part = blueprint.parts[name]
            row[f"genes_{name}"] = int(np.count_nonzero(kept[part.at : part.at + part.length]))
    if "rules" in blueprint.parts:
        part = blueprint.parts["rules"]
        shared = isinstance(part.encoding, Position) or (isinstance(part.encoding, Types) and part.encoding.count == 1)
        if shared:
            constant = part.at + part.tensor.numbers
            row["genes_rules_constant"] = int(np.count_nonzero(kept[part.at : constant]))
    return row


def description(genes: int, length: int) -> float:
    """Bits to write a genome down: each non-zero gene takes 32 and its place among ``length`` log2 of that."""
    return genes * (32 + log2(length)) if length else 0.0
