"""Which claims of a run are older than the data that judge them, as ``claims.json`` in its directory notes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evosim.scenario import Scenario, ScenarioError, Settings, points
from evosim.scenario.canonical import canonical
from evosim.scenario.claim import concerns
from evosim.scenario.register import committed, digest
from evosim.scenario.schema import Claim

if TYPE_CHECKING:
    from evosim.experiment.run import Run

FILE = "claims.json"
CURE = "remove it: no claim then counts as older than the data that are there"


def noted(run: Run) -> dict[str, bool]:
    """What was noted of digests of claims and preregistrations: whether they are older than the data.

    Raises
    ------
    ScenarioError
        If the file is damaged.
    """
    try:
        return run.noted(FILE, CURE)
    except FileNotFoundError:
        return {}


def note(run: Run, more: dict[str, bool]) -> None:
    """Add to what was noted."""
    known = noted(run)
    if not more.items() <= known.items():
        run.seal(FILE, {**known, **more})


def register(run: Run, scenario: Scenario) -> dict[str, bool]:
    """Note the claims' words; whether each is older than the data that judge it, by name.

    A claim whose words, margin or statistic change is a new claim. It is older than its data if it came with the
    package, or if no cell of the points that it is about was finished here when it was first noted. It never is
    where its author states that it is not, or once that was noted here.

    Raises
    ------
    ScenarioError
        If what was noted is damaged.
    """
    known = noted(run)
    digests = {claim.name: digest(claim) for claim in scenario.claim}
    unknown = [claim for claim in scenario.claim if digests[claim.name] not in known]
    shipped, seen = committed(scenario.name), _seen(run, scenario, unknown)
    registered = {}
    for claim in scenario.claim:
        words = digests[claim.name]
        older = known.get(words, words in shipped or claim.name not in seen)
        registered[words] = bool(older) and not claim.after_data
    note(run, registered)
    return {name: registered[words] for name, words in digests.items()}


def _seen(run: Run, scenario: Scenario, claims: list[Claim]) -> set[str]:
    """The names of the claims about points of which a finished cell is stored.

    Points are identified by their settings alone: a cell of another seed, or of an earlier model, was seen all the
    same. What cannot be read may be of any point.
    """
    finished = run.store.keys() if claims else []
    if not finished:
        return set()
    try:
        told = [json.loads(run.stored(key, "cell.json"))["settings"] for key in finished]
        texts = {json.dumps(settings, sort_keys=True) for settings in told}  # replicates share theirs
        stored = {_essence(Settings.model_validate_json(text)) for text in texts}
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ScenarioError):
        return {claim.name for claim in claims}
    rows = [point.row() for point in points(scenario) if _essence(point.settings) in stored]
    return {claim.name for claim in claims if any(concerns(claim, row) for row in rows)}


def _essence(settings: Settings) -> str:
    """What can matter of the settings, as a text that is the same for the same."""
    return json.dumps(canonical(settings), sort_keys=True)
