"""A preregistration: the claims, the design and the stopping rule of a scenario, under the headings of ADEMP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from itertools import takewhile
from textwrap import fill, indent
from typing import Any

from evosim.claims.caveats import caveats
from evosim.claims.foreseen import interval_methods
from evosim.claims.verdicts import corrected
from evosim.experiment.preregistered import registered
from evosim.faults.toml import inline
from evosim.frozen import thaw
from evosim.handbook import passage
from evosim.handbook.claims import expected, tested
from evosim.scenario import Point, Problem, Scenario, ScenarioError, dump, points
from evosim.scenario.claim import concerns, measured, same
from evosim.scenario.columns import bounds, kind
from evosim.scenario.schema import Claim

WIDTH = 80


def preregistration(scenario: Scenario, header: str = "") -> str:
    """Write the claims, design and stopping rule of a scenario in Markdown, before it is run.

    The same scenario and header give the same text on any machine, for one version of evosim.

    Parameters
    ----------
    scenario : Scenario
    header : str
        What its file says before the first key, as ``header_of`` returns it.

    Raises
    ------
    ScenarioError
        If the scenario claims nothing.

    References
    ----------
    Morris, White and Crowther 2019, Statistics in Medicine 38:2074-2102.
    """
    if not scenario.claim:
        raise ScenarioError([Problem(scenario.name, None, "claim", "one claim or more", "none")])
    parts = (_head(scenario), _aims(scenario), _mechanisms(scenario, header), _estimands(scenario))
    paragraphs = [part for section in (*parts, _methods(scenario), _measures(scenario)) for part in section]
    return registered("\n\n".join([*paragraphs, "## Scenario", _verbatim(dump(scenario))]) + "\n", scenario)


def header_of(text: str) -> str:
    """The comment with which the text of a scenario file begins, without its signs."""
    lines = takewhile(lambda line: line.startswith("#"), text.split("\n"))
    return "\n".join(line.removeprefix("#").removeprefix(" ").rstrip() for line in lines)


def _head(scenario: Scenario) -> Iterator[str]:
    yield f"# Preregistration: {' '.join(scenario.title.split())}"
    yield _filled(
        f"Written by `evosim prereg`, evosim {version('evosim-mesa')}, from the scenario `{scenario.name}`, under the "
        "headings of ADEMP: aims, data-generating mechanisms, estimands, methods, performance measures (Morris, White "
        "and Crowther 2019, Statistics in Medicine 38:2074-2102)."
    )


def _aims(scenario: Scenario) -> Iterator[str]:
    yield "## Aims"
    if scenario.note:
        yield _filled(scenario.note)
    count = len(scenario.claim)
    primary = [claim.name for claim in scenario.claim if claim.primary]
    rank = f"`{primary[0]}` is primary: the scenario was made for it" if primary else "none of them is primary"
    yield _filled(f"The scenario makes {count} claim{'s' * (count > 1)}; {rank}.")
    yield from _claims(scenario, _says)
    if scenario.weakest_link:
        yield _filled(f"Weakest link: {scenario.weakest_link}")


def _says(claim: Claim) -> str:
    written = f"after data: {claim.after_data}" if claim.after_data else "before data, by its author's word."
    return f"{claim.says} Source: {claim.source}. Written {written}"


def _mechanisms(scenario: Scenario, header: str) -> Iterator[str]:
    design = points(scenario)
    yield "## Data-generating mechanisms"
    yield _filled(
        "Each replicate of each point evolves a population and measures its champion. Random numbers are functions of "
        f"the seed ({scenario.seed}), the settings and the replicate. The points of a replicate share their worlds, so "
        "far as their settings allow, and are compared within replicates. All settings stand at the end, under "
        "Scenario."
    )
    yield f"Points ({len(design)}):"
    yield "\n".join(_filled(f"{number}. {_named(point)}", "   ") for number, point in enumerate(design, 1))
    yield "### What is given, and how settings were chosen"
    yield _verbatim(header) if header else "The scenario file does not say."


def _named(point: Point) -> str:
    parts = [f"variant = {inline(point.variant)}"] if point.variant else []
    parts += [f"{key} = {inline(thaw(value))}" for key, value in point.values.items()]
    return ", ".join(parts) or "the scenario as it stands"


def _estimands(scenario: Scenario) -> Iterator[str]:
    rows = [point.row() for point in points(scenario)]
    yield "## Estimands"
    for claim in scenario.claim:
        yield f"### `{_plain(claim.name)}`"
        told = {"Test": tested(claim), "Points": _compared(claim, rows), "Expected": expected(claim)}
        yield "\n".join(_filled(f"- {head}: {words}.", "  ") for head, words in told.items())
    yield "### Statistics"
    for name in dict.fromkeys(name for claim in scenario.claim for name in measured(claim)):
        yield f"#### `{name}`"
        yield passage("column", name) or passage("key", name)
        span = (0.0, 1.0) if kind(name) == "flag" else bounds(name)
        known = f"It lies between {span[0]:g} and {span[1]:g}" if span else "It has no known bounds"
        yield f"{known}."


def _compared(claim: Claim, rows: Sequence[dict[str, Any]]) -> str:
    """The numbers of the points that a claim is about, on both sides of what it compares."""
    about = {number: row for number, row in enumerate(rows, 1) if concerns(claim, row)}
    if pair := claim.compare:
        sides = [[n for n, row in about.items() if same(row[pair.key], level)] for level in (pair.high, pair.low)]
    elif step := claim.step:
        sides = [[n for n, row in about.items() if (row[step.key] >= step.at) is after] for after in (True, False)]
    else:
        sides = [list(about)]
    told = ", less ".join(", ".join(map(str, side)) for side in sides)
    pooled = "at each value" if claim.trend else "on each side" if len(sides) > 1 else ""
    several = max(map(len, sides)) > (len({row[claim.trend.key] for row in about.values()}) if claim.trend else 1)
    return f"{told}; the mean over points {pooled} within each replicate" if several else told


def _methods(scenario: Scenario) -> Iterator[str]:
    methods, count = interval_methods(scenario), len(scenario.claim)

    def interval(claim: Claim) -> str:
        level = corrected(claim, scenario.claim)
        of = f", which is {claim.level:g} corrected for {count} claims" if count > 1 else ""
        return f"`{methods[claim.name]}`, at level {level:.6g}{of}; {_stop(claim, scenario)}."

    yield "## Methods"
    yield "### Replicates and stopping rule"
    few, most = scenario.fewest, scenario.most
    if scenario.looks:
        yield _filled(
            f"Each point has {few} replicates in any case. The claims that ask for it are then judged after each "
            "further one, in the order of their numbers, and the run ends when all of these are settled, or after "
            f"{most} replicates. {_further(scenario)}"
        )
    else:
        yield _filled(f"Each point has {most} replicates, whatever they show.")
    yield _filled(
        "What cannot be measured is null; a cell that failed is null throughout until the same command has finished "
        "it. What is null or infinite is missing: neither a value nor another replicate is put in its place."
    )
    yield "### Intervals of the claims"
    yield from _claims(scenario, interval)
    yield "### Intervals"
    yield passage("section", "Intervals")


def _further(scenario: Scenario) -> str:
    """Of which points further replicates are run."""
    own = {looks.points == "own" for looks in scenario.looks}
    if own == {False}:
        return "Further replicates are run of all points."
    some = " or, of some claims, of all" if len(own) > 1 else ""
    return f"Further replicates are run of the points alone that an open claim is about{some}."


def _stop(claim: Claim, scenario: Scenario) -> str:
    if looks := claim.replicates:
        return f"a look after each replicate from {looks.least} to {looks.most}, of which the first that decides counts"
    if scenario.looks:
        return (
            "judged once, by all replicates that all of its points have in the end: how many, from "
            f"{scenario.fewest} to {scenario.most}, the looks of other claims decide, and the interval is one for a "
            "fixed number"
        )
    return f"judged once, by {scenario.most} replicates"


def _measures(scenario: Scenario) -> Iterator[str]:
    yield "## Performance measures"
    yield _filled(
        "What counts of each claim is its verdict: supported where the whole interval lies as expected, refuted where "
        "it contradicts that, else inconclusive. Whatever else is measured or drawn is exploration."
    )
    yield from _claims(scenario, lambda claim: f"{expected(claim)}.")
    yield "### Verdicts"
    yield passage("section", "Verdicts")
    if found := list(caveats(scenario)):
        yield "### What this design cannot find out"
        yield "\n".join(_filled(f"- {line}.", "  ") for line in found)


def _claims(scenario: Scenario, words: Callable[[Claim], str]) -> Iterator[str]:
    """A list of the claims, with words on each."""
    told = [(_plain(claim.name), " (primary)" * claim.primary, words(claim)) for claim in scenario.claim]
    yield "\n".join(_filled(f"- `{name}`{mark}: {said}", "  ") for name, mark, said in told)


def _plain(name: str) -> str:
    return " ".join(name.split())


def _filled(text: str, after: str = "") -> str:
    """A paragraph in lines; what a user's words break is put together, so that they make no heading of their own."""
    return fill(_plain(text), WIDTH, subsequent_indent=after, break_long_words=False, break_on_hyphens=False)


def _verbatim(text: str) -> str:
    """Lines that are shown as they are."""
    return indent(text.rstrip("\n"), "    ")
