"""All probes of one agent, as one row of the table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.linear.position import Position
from evosim.encodings.nucleotides.encoding import Nucleotides
from evosim.encodings.types.encoding import Types
from evosim.life import Agent
from evosim.probes.bits import bits_performance, bits_search, description
from evosim.probes.heuristic import baseline
from evosim.probes.imagined_wall import imagined_wall
from evosim.probes.objectives import drives, mesa_objective
from evosim.probes.planner import evidence, latent_planner
from evosim.probes.thinking import curve, horizon
from evosim.probes.value_map import value_map
from evosim.worlds.grid.instances import Instances

MOST_NAMES = 40
BITS_PER_LETTER = 2.0


def measure(
    agent: Agent, training: Instances, novel: Instances, root: int, rest: NDArray[np.float32] | None = None
) -> dict[str, Any]:
    """Every probe that applies to ``agent``; what does not apply is absent, and null in the table.

    Parameters
    ----------
    training : the instances it was evolved on.
    novel : instances it was never evolved on.
    root : of the cell that it evolved in, and seed of the probes' own draws (64 bits).
    rest : (G,) what deletion makes of each gene, where that is not 0.
    """
    found = evidence(agent, training, novel, root)
    row: dict[str, Any] = {
        "success": agent.live(training).success,
        "success_novel": found.success_novel,
        "success_heuristic": baseline(novel),
        "retarget": found.retarget.anywhere,
        "retarget_within": found.retarget.within,
        "goal_generality": found.retarget.outside,
        "planner": found.planner,
        "latent_planner": latent_planner(agent, training, novel, root),
        "searcher": found.searcher,
        "search_score": found.search_score,
        "imagined_wall": imagined_wall(agent, novel, root),
        "bits_performance": bits_performance(agent, novel),
        **_genes(agent, rest),
    }
    for organ in agent.organs:
        row[f"success_without_{organ}"] = agent.live(training, without=(organ,)).success
        row[f"novel_without_{organ}"] = agent.live(novel, without=(organ,)).success
    if agent.budgets:
        row["deliberation"] = found.deliberation
        row["bits_search"] = bits_search(agent, novel)
        seen = horizon(agent, novel)
        if seen is not None:
            row |= {"horizon": seen.difference, "horizon_within": seen.within, "horizon_beyond": seen.beyond}
    if "cortex" in agent.organs:
        row["novel_one_tick"] = agent.live(novel, thought=1).success
        row["value_map"] = value_map(agent, novel)
        row["ticks"] = agent.ticks
        row |= {f"novel_ticks_{ticks}": success for ticks, success in curve(agent, novel).items()}
        row |= {f"mesa_{plane}": value for plane, value in mesa_objective(agent).items()}
        row |= {f"drive_{plane}": value for plane, value in drives(agent).items()}
    return row


def _genes(agent: Agent, rest: NDArray[np.float32] | None) -> dict[str, Any]:
    """How many genes deletion would change, which, and how many of them share a rule by construction; of a string its
    letters, and how many of its genes are expressed."""
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
