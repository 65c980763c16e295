"""What RO-Crate 1.1 and the profile Process Run Crate 0.5 require of the description of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from evosim.experiment.crate import crate, write_crate
from evosim.experiment.run import CRATE, Run
from evosim.scenario import dump
from tests.scenario.conftest import BASE, Read

OUTSIDE = {"https://w3id.org/ro/crate/1.1"}  # the one reference that need not be an entity
SESSION = {
    "sources": "ab12",
    "commit": None,
    "patch": None,
    "evosim": "0.2.0",
    "command": ["/somewhere/evosim", "run", "my own.toml"],
    "started": "2026-11-28T23:59:00+00:00",
    "elapsed": 61.5,
    "cells_computed": 4,
}
OUTPUTS = ("table.parquet", "verdicts.json", "digests.json", "report.html", "claims.json")


@pytest.fixture
def run(read: Read, tmp_path: Path) -> Run:
    run = Run.beginning(tmp_path / "my")
    (run.path / "cells").mkdir(parents=True)
    (run.path / "figures").mkdir()
    run.write("scenario.toml", dump(read(BASE)))
    run.note_session(SESSION)
    for name in (*OUTPUTS, "figures/learning.svg", "figures/learning.csv", "figures/two words.png", "figures/.hidden"):
        run.write(name, b"")
    run.seal("digests.json", {"cells": {}, "table": "", "verdicts": ""})
    return run


def entities(run: Run) -> dict[str, dict[str, Any]]:
    graph = crate(run)["@graph"]
    assert len({one["@id"] for one in graph}) == len(graph)
    return {one["@id"]: one for one in graph}


def references(value: Any, inside: bool = False) -> Iterator[str]:
    """Every @id that something refers to."""
    if isinstance(value, dict):
        if inside and set(value) == {"@id"}:
            yield value["@id"]
        for key, item in value.items():
            yield from references(item, key != "@graph")
    elif isinstance(value, list):
        for item in value:
            yield from references(item, inside)


def ids(value: Any) -> list[str]:
    return [one["@id"] for one in (value if isinstance(value, list) else [value])]


def test_descriptor_root_and_profile(run: Run) -> None:
    found = entities(run)
    assert crate(run)["@context"] == "https://w3id.org/ro/crate/1.1/context"
    descriptor, root, profile = found[CRATE], found["./"], found["https://w3id.org/ro/wfrun/process/0.5"]
    assert descriptor["@type"] == "CreativeWork"
    assert (descriptor["about"], descriptor["conformsTo"]) == ({"@id": "./"}, {"@id": "https://w3id.org/ro/crate/1.1"})
    assert root["@type"] == "Dataset"
    assert all(root[key] for key in ("name", "description", "license"))
    assert datetime.fromisoformat(root["datePublished"]).isoformat() == "2026-11-29T00:00:01+00:00"
    assert root["conformsTo"] == {"@id": profile["@id"]}
    assert (profile["@type"], profile["name"], profile["version"]) == ("CreativeWork", "Process Run Crate", "0.5")


def test_every_reference_is_to_an_entity_and_every_part_exists(run: Run) -> None:
    found = entities(run)
    assert set(references(crate(run))) - OUTSIDE <= set(found)
    parts = [name for one in found.values() if "hasPart" in one for name in ids(one["hasPart"])]
    assert sorted([*parts, "./"]) == sorted(name for name, one in found.items() if one["@type"] in ("File", "Dataset"))
    for name in parts:
        path = run.path / unquote(name)
        assert path.is_dir() if found[name]["@type"] == "Dataset" else path.is_file(), name
        assert name.endswith("/") is path.is_dir()
        assert found[name]["@type"] == "Dataset" or found[name]["encodingFormat"]
    assert set(parts) == {
        "scenario.toml", "provenance.json", *OUTPUTS, "cells/", "figures/", "figures/learning.svg",
        "figures/learning.csv", "figures/two%20words.png",
    }  # fmt: skip


def test_sessions_are_actions_of_the_version_that_ran(run: Run) -> None:
    run.note_session({**SESSION, "sources": "cd34", "commit": "1234", "patch": "+", "cells_computed": 0})
    run.note_session({**SESSION, "cells_computed": 0})
    found = entities(run)
    actions = [found[name] for name in ids(found["./"]["mentions"])]
    assert [one["@type"] for one in actions] == ["CreateAction"] * 3
    tools = [found[one["instrument"]["@id"]] for one in actions]
    assert [tool["@type"] for tool in tools] == ["SoftwareApplication"] * 3
    assert {(tool["name"], tool["softwareVersion"]) for tool in tools} == {("evosim", "0.2.0")}
    assert tools[0] is tools[2] is not tools[1]
    assert "commit 1234, with changes since" in tools[1]["description"]
    first, second, last = actions
    assert first["description"] == "evosim run 'my own.toml'"
    assert (first["startTime"], first["endTime"]) == ("2026-11-28T23:59:00+00:00", "2026-11-29T00:00:01+00:00")
    assert ids(first["object"]) == ["scenario.toml"]
    assert ids(first["result"]) == ["cells/"]
    assert second["result"] == []
    assert set(ids(last["result"])) == {*OUTPUTS[:4], "figures/"}
    assert not any("agent" in one for one in actions)


def test_one_session_has_made_it_all(run: Run) -> None:
    run.write("prereg.md", b"")
    found = entities(run)
    action = found[found["./"]["mentions"]["@id"]]
    assert set(ids(action["result"])) == {*OUTPUTS[:4], "figures/", "cells/"}
    assert ids(action["object"]) == ["scenario.toml", "prereg.md"]


def test_sessions_that_told_less_are_left_out(run: Run) -> None:
    run.write("provenance.json", json.dumps([{"evosim": "0.1.0"}, SESSION]))
    assert ids(entities(run)["./"]["mentions"]) == ["#session-1"]


def test_a_run_without_results_is_described_too(read: Read, tmp_path: Path) -> None:
    run = Run.beginning(tmp_path / "empty")
    (run.path / "cells").mkdir(parents=True)
    run.write("scenario.toml", dump(read(BASE)))
    run.note_session({**SESSION, "cells_computed": 0})
    write_crate(run)
    written = json.loads((run.path / CRATE).read_bytes())
    assert written == crate(run)
    assert {one["@id"] for one in written["@graph"] if one["@type"] == "File"} == {"scenario.toml", "provenance.json"}
