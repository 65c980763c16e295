"""Checks the arguments of ``evosim.Optimizer``, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import ValidationError

from evosim.evolution.genome import Genome, whole
from evosim.evolution.operators import check_operator
from evosim.evolution.options import Evolution, Flip, Gaussian, Letters, NonDominated, Reset, Tournament
from evosim.faults.arguments import brief
from evosim.faults.fault import faults
from evosim.faults.path import dotted
from evosim.faults.problem import Problem, ScenarioError
from evosim.room import amount, available_memory

WHERE = "evosim.Optimizer"
STEPS = ("select", "cross", "mutate")
BYTES, PER_GENOME = 4, 64  # of a gene; of what else is known of a genome: parents, fitness, places in an order
COPIES = 4  # of a population: it, its parents, what is asked for, what selection makes of it


def checked(genome: Genome, options: Mapping[str, Any], seed: int) -> tuple[Evolution, int]:
    """The options and the seed that were given, or all that is wrong with them."""
    found: list[Problem] = []
    plain: dict[str, Any] = {}
    options = dict(options)
    threads = options.pop("threads", 1)
    if not whole(threads, 1, 2**15):
        found.append(Problem(WHERE, None, "threads", "a whole number, 1 or more", brief(threads)))
    for name, value in options.items():
        value = {"kind": "none"} if value is None and name in ("cross", "mutate") else value
        plain[name] = {"kind": value} if isinstance(value, str) and name in STEPS else _plain(value)
    way = None
    try:
        way = Evolution.model_validate(plain)
    except ValidationError as error:
        for bad in faults(error, Evolution):
            found.append(Problem(WHERE, None, dotted(plain, bad.path), bad.expected, bad.got, bad.cure, bad.what))
    if not isinstance(genome, Genome):
        found.append(Problem(WHERE, None, "genome", "an evosim.Genome", type(genome).__name__))
    if not whole(seed, 0, 2**64 - 1):
        found.append(Problem(WHERE, None, "seed", "a whole number from 0 to 2⁶⁴ − 1", brief(seed)))
    if way is not None and isinstance(genome, Genome):
        found += _sense(genome, way)
    if found or way is None:
        raise ScenarioError(found)
    return way, int(seed)


def _sense(genome: Genome, way: Evolution) -> list[Problem]:
    """What cannot be although each option is valid by itself."""
    found = []

    def wrong(key: str, expected: str, got: object, cure: str = "") -> None:
        found.append(Problem(WHERE, None, key, expected, str(got), cure))

    size = way.select.size if isinstance(way.select, Tournament | NonDominated) else 1
    if size > way.population:
        cure = f'select={{"kind": "{way.select.kind}", "size": {way.population}}}, or a larger population'
        wrong("select.size", f"at most {way.population}, the population", size, cure)
    if way.elites >= way.population:
        cure = "leave a place for a child at least"
        wrong("elites", f"less than {way.population}, the population", way.elites, cure)
    if isinstance(way.select, NonDominated) and way.elites:
        wrong("elites", "0 with nsga2", way.elites, "what is not dominated stays anyway")
    kind = way.mutate.kind
    if kind == "gaussian" and not genome.real:
        wrong("mutate.kind", "letters, reset or flip for letters", kind)
    if isinstance(way.mutate, Reset | Letters) and genome.real:
        wrong("mutate.kind", "gaussian for real genes", kind)
    if isinstance(way.mutate, Gaussian) and way.mutate.delete_only:
        wrong("mutate.delete_only", "nothing: genes have no names here", list(way.mutate.delete_only), "Genome(rest=…)")
    if isinstance(way.mutate, Flip) and genome.alphabet != 2:
        wrong("mutate.kind", "an alphabet of 2 to flip between", kind, "gaussian for real genes, else reset")
    if genome.length < len(way.carried):
        cure = "the last genes are the settings that are carried"
        wrong("genome.length", f"{len(way.carried)} or more", genome.length, cure)
    for step, chosen in way.borrowed.items():
        expected, got, cure = check_operator(step, chosen)
        if expected:
            wrong(step, expected, got, cure)
    found += too_large(WHERE, "population", way.population, genome.length, COPIES)
    if genome.given is not None and len(genome.given) != way.population:
        wrong("genome.initial", f"{way.population} rows, the population", len(genome.given), "one row for each")
    return found


def too_large(where: str, key: str, genomes: int, genes: int, copies: int) -> list[Problem]:
    """A problem if so many genomes, in so many copies, have no room in memory."""
    need, have = (genomes * copies + 3) * (genes * BYTES + PER_GENOME), available_memory()
    if need <= have:
        return []
    got = f"{genomes:,} of {genes:,} genes, about {amount(need)}"
    return [Problem(where, None, key, f"genomes in at most {amount(have)} of memory", got, what="too large")]


def _plain(value: Any) -> Any:
    """Python's own numbers and lists instead of numpy's."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, np.generic | np.ndarray) else value
