"""How many replicates each point has, where claims ask for more of them until they are settled.

Axes: C claims, P points.
"""

from __future__ import annotations

from collections.abc import Sequence

from evosim.scenario.claim import concerns
from evosim.scenario.schema import Claim, Scenario
from evosim.scenario.sweep import points


def replicates(scenario: Scenario) -> tuple[int, ...]:
    """(P,) those of each point."""
    return scenario.point_replicates or (scenario.replicates,) * len(points(scenario))


def with_replicates(scenario: Scenario, counts: Sequence[int]) -> Scenario:
    """The scenario with a number of replicates for each of its points, or with one for all."""
    same = len(set(counts)) == 1
    told = {"replicates": counts[0], "point_replicates": ()} if same else {"point_replicates": tuple(counts)}
    return scenario.model_copy(update=told)


def at_most(scenario: Scenario) -> Scenario:
    """The scenario with as many replicates as there can be."""
    most = [claim.replicates.most if claim.replicates else 0 for claim in scenario.claim]
    return with_replicates(scenario, largest(scenario, most)) if scenario.looks else scenario


def largest(scenario: Scenario, numbers: Sequence[int], least: int | None = None) -> list[int]:
    """(P,) the largest of the numbers (C,) of those claims that add replicates to a point, and of ``least``.

    That is by default the number of replicates that are run in any case.
    """
    least = scenario.fewest if least is None else least
    claims = list(zip(scenario.claim, numbers, strict=True))
    rows = [point.row() for point in points(scenario)]
    return [max([least, *(number for claim, number in claims if _adds(claim, row))]) for row in rows]


def _adds(claim: Claim, row: dict[str, object]) -> bool:
    """Whether a claim adds replicates to a point while it is open."""
    return claim.replicates is not None and (claim.replicates.points == "all" or concerns(claim, row))
