"""Claims' words as digests, and those that were committed with the packaged scenarios before their runs.

``python -m evosim.scenario.register`` writes the digests of all claims in ``scenarios/`` to ``scenarios/claims.json``.
Commit that file, with the scenarios, before the run whose data judge the claims.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from evosim import files
from evosim.faults.problem import ScenarioError
from evosim.scenario.load import load, package_folder
from evosim.scenario.schema import Claim, Scenario

FILE = "claims.json"


def digest(claim: Claim) -> str:
    """Return the SHA-256 (hexadecimal) of the content of a claim: words, points, statistic, margin, level.

    Keys at their defaults are left out, so that a key which is added to the schema later changes no digest. So is
    ``after_data``: an admission does not change what is claimed.
    """
    words = claim.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"after_data"})
    text = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def digests(scenario: Scenario) -> dict[str, str]:
    """Return claim → digest, but for claims whose author says that they are younger than data."""
    return {claim.name: digest(claim) for claim in scenario.claim if not claim.after_data}


def committed(name: str) -> frozenset[str]:
    """Return the digests that came with the package for a scenario, also where a label or a hash ends its name.

    None in a checkout: there the file can be written at any time, so it proves nothing.
    """
    folder = package_folder()
    if isinstance(folder, Path) and (folder.parent / ".git").exists():
        return frozenset()
    try:
        known = json.loads((folder / FILE).read_bytes())
        found = [claims.values() for scenario, claims in known.items() if f"{name}-".startswith(f"{scenario}-")]
        return frozenset(str(each) for values in found for each in values)
    except (OSError, ValueError, AttributeError, RecursionError):  # none came, or it is damaged: then it proves nothing
        return frozenset()


def write(folder: Path) -> list[str]:
    """Write the digests of the claims of a folder's scenarios to its ``claims.json``; return what has changed.

    Raises
    ------
    ScenarioError
        If a scenario is wrong; then nothing has been written.
    """
    file = folder / FILE
    try:
        before = json.loads(files.read(file))
    except (FileNotFoundError, ValueError):  # none yet, or one in which two branches were merged
        before = {}
    scenarios = [load(path) for path in sorted(folder.glob("*.toml"))]
    after = {scenario.name: found for scenario in scenarios if (found := digests(scenario))}
    files.write(file, (json.dumps(after, indent=1, sort_keys=True) + "\n").encode())
    return _changes(before, after)


def _changes(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> list[str]:
    changes = []
    for scenario in sorted(before.keys() | after.keys()):
        old, new = before.get(scenario, {}), after.get(scenario, {})
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                what = "gone" if name not in new else "changed" if name in old else "new"
                changes.append(f"{scenario}: {name} is {what}")
    return changes


if __name__ == "__main__":
    try:
        for line in write(Path("scenarios")) or ["nothing has changed"]:
            print(line)
    except ScenarioError as error:
        sys.exit(str(error))
