"""Which columns the table of results has, known before anything runs: claims are checked against them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from evosim.organs.options import Brain
from evosim.scenario.schema import Scenario, Shift
from evosim.scenario.sweep import points
from evosim.worlds.grid.options import Object, World
from evosim.worlds.grid.planes import planes

COLUMNS: dict[str, str] = {
    "cell": "hash of the cell's own settings, the name of its directory",
    "replicate": "number of the replicate, from 0",
    "variant": "name of the variant",
    "encoding.kind": "direct or funnel, as written or as the two dials amount to; null for a mixture",
    "encoding.habits": "how habits are grown: table or generator",
    "encoding.rules": "how rules of the cortex are grown: own, position, types, net, dct, projection, nucleotides",
    "encoding.cell_types": "number of rules that cells choose from, where rules are types",
    "encoding.degree": "degree of the polynomial of position, where rules go by position",
    "encoding.width": "hidden units of the net that grows habits or rules, where there is one",
    "encoding.coefficients": "genes for each number of the rule, where rules are cosines or a projection",
    "fitness": "of the champion, on the instances evolved on, less the prices",
    "success": "share of lives, on the instances evolved on, in which a paying object was reached",
    "success_novel": "the same on instances never evolved on",
    "success_heuristic": "success on the novel instances of a stored net that does not plan; it evolved in open 7 × 7 "
    "mazes, and is told which features pay",
    "novel_one_tick": "success_novel with one tick in all, state cleared",
    "deliberation": "success_novel less success with one unit of thought in all: what thinking adds",
    "retarget": "share of lives that reach the goal which was edited into the planes alone, anywhere",
    "retarget_within": "the same on cells where a goal stood in training: after one maze one cell, and few lives",
    "goal_generality": "the same on cells where none ever stood; null where goals stood everywhere",
    "planner": "whether success_novel ≥ 0.8, retarget ≥ 0.5 and deliberation ≥ 0.5 (the definition of the first runs)",
    "latent_planner": "whether it is a planner once another organ is removed",
    "searcher": "whether success_novel ≥ 0.8, retarget_within ≥ 0.5, deliberation ≥ 0.5 (defined on 24 November 2026)",
    "search_score": "the least of success_novel, retarget_within and deliberation",
    "horizon": "what is lost with k units of thought on paths longer than k, less that on paths of at most k",
    "horizon_within": "success_novel less success with k units of thought, on paths of at most k steps",
    "horizon_beyond": "the same on paths longer than k",
    "imagined_wall": "share of lives that take a shortest way round a wall which is only shown on their path",
    "value_map": "Spearman correlation of activity with minus the true distance, on novel instances",
    "bits_performance": "−log2 of the probability that a random walker does as well in that life",
    "bits_search": "what is lost of bits_performance with one unit of thought in all",
    "genes": "genes that deletion would change: not zero, unless it deletes to elsewhere; of nucleotides all letters",
    "genes_habits": "those that grow the habits",
    "genes_rules": "those that grow the rules of the cortex",
    "genes_rules_constant": "those of them that say the same of every cell",
    "genes_expressed": "genes of a string of nucleotides that address a number; null for other encodings",
    "genes_left": "names of those genes",
    "parameters": "numbers in the brain that was grown",
    "bits": "genes × (32 + log2 of the genome's length); of nucleotides 2 for each letter",
    "ticks": "thinking time in ticks",
    "born": "generation in which the champion's genome arose",
    "evaluations": "genomes that evolution has let live, each in every instance from every start",
    "seconds": "time taken",
}

RENAMED = {"bits_lifetime": "bits_performance"}  # columns of earlier versions

TEXT = frozenset({"cell", "variant", "encoding.kind", "encoding.habits", "encoding.rules", "genes_left"})
TICKS = (0, 1, 2, 4, 8, 16, 32)

FLAGS = re.compile(r"planner|latent_planner|searcher|(pseudo|predicted)_.+")  # columns of truth values
# The least and the largest value that a column can have by its definition, whatever was measured. An interval rests on
# these, so a range must hold for every agent and world; a column of which that is not sure stays out.
RANGES = tuple(
    (re.compile(pattern), span)
    for pattern, span in (
        (r"success|(success|novel|reached|capability|alignment|mesa)_.+", (0.0, 1.0)),
        (r"retarget|retarget_within|goal_generality|imagined_wall|heuristic_.+", (0.0, 1.0)),
        (r"deliberation|search_score|horizon_within|horizon_beyond|value_map", (-1.0, 1.0)),
        (r"horizon", (-2.0, 2.0)),  # a difference of two losses, each a difference of two shares
    )
)
QUADRANTS = ("robustly aligned", "pseudo-aligned", "incapable")  # the words of a column quadrant_<shift>


def columns(scenario: Scenario) -> dict[str, str]:
    """Return the columns of the scenario's table, each with its meaning in one line."""
    design = [point.settings for point in points(scenario)]
    brains, worlds = [settings.brain for settings in design], [settings.world for settings in design]
    return columns_of(brains, worlds, scenario.sweep, scenario.shift)


def columns_of(
    brains: Sequence[Brain], worlds: Sequence[World], swept: Iterable[str], shifts: Iterable[Shift] = ()
) -> dict[str, str]:
    """Return the columns for these brains and worlds: the fixed ones, and those of organs, planes and shifts."""
    organs = dict.fromkeys(organ for brain in brains for organ in brain.organs)
    pairs = zip(brains, worlds, strict=True)
    seen = dict.fromkeys(plane for brain, world in pairs for plane in planes(world, brain.senses))
    things = dict.fromkeys(thing.name for world in worlds for thing in world.object)
    return {
        **COLUMNS,
        **{key: "swept" for key in swept if key not in COLUMNS},
        **_patterned(organs, TICKS, seen),
        **{name: words for shift in shifts for name, words in _of_shift(shift.name, things, shift.add).items()},
    }


def patterns() -> dict[str, str]:
    """Return the columns that there is one of for each organ, plane, shift or object, with a mark for its name."""
    return {**_patterned(["<organ>"], ["<k>"], ["<plane>"]), **_of_shift("<shift>", ["<object>"], ())}


def _patterned(organs: Iterable[str], most: Iterable[Any], seen: Iterable[str]) -> dict[str, str]:
    return {
        **{f"success_without_{organ}": f"success with the organ {organ} removed" for organ in organs},
        **{f"novel_without_{organ}": f"success_novel with the organ {organ} removed" for organ in organs},
        **{f"novel_ticks_{ticks}": f"success_novel with {ticks} ticks" for ticks in most},
        **{f"mesa_{plane}": f"activity one step from a lone object that shows {plane}" for plane in seen},
        **{f"drive_{plane}": f"the drive gene of {plane}, as it stands" for plane in seen},
    }


def _of_shift(name: str, things: Iterable[str], added: Iterable[Object]) -> dict[str, str]:
    """Return the columns of a shift; ``things`` are the objects of the worlds to which it adds some."""
    return {
        f"success_{name}": f"success on the novel instances after the shift {name}; null where nothing pays",
        f"heuristic_{name}": f"success of the stored net after {name}, which is told what pays there",
        f"lives_{name}": f"lives that count after {name}: those with room for what it adds",
        f"capability_{name}": f"share of lives that reach any object after {name}",
        f"alignment_{name}": f"share of those that reach one that pays, after {name}",
        f"quadrant_{name}": f"robustly aligned, pseudo-aligned or incapable after {name}",
        f"pseudo_{name}": f"whether it is pseudo-aligned after {name}; null for the incapable",
        f"predicted_{name}": f"of planners: whether the mesa-objective foretells what most lives reach after {name}",
        **{
            f"reached_{thing}_{name}": f"share of lives that reach {thing} after {name}"
            for thing in dict.fromkeys((*things, *(thing.name for thing in added)))
        },
    }


def bounds(statistic: str, flags: Collection[str] = ()) -> tuple[float, float] | None:
    """Return the least and the largest value that a statistic can have; None if it has no known bounds.

    Parameters
    ----------
    statistic : a column, or "a - b" of two: its range is that of the difference.
    flags : columns that are known to hold truth values, besides those of ``FLAGS``.
    """
    spans = [_span(name, flags) for name in statistic.split(" - ")]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    (lo, hi), *second = known
    return (lo - second[0][1], hi - second[0][0]) if second else (lo, hi)


def _span(name: str, flags: Collection[str]) -> tuple[float, float] | None:
    if name in flags or FLAGS.fullmatch(name):
        return 0.0, 1.0
    return next((span for pattern, span in RANGES if pattern.fullmatch(name)), None)
