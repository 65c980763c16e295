"""A run's directory as a Process Run Crate: what lies in it and what made it, for programs that do not know evosim.

References
----------
RO-Crate 1.1, https://w3id.org/ro/crate/1.1. Process Run Crate 0.5, https://w3id.org/ro/wfrun/process/0.5.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from evosim.experiment.preregistered import FILE as PREREGISTRATION
from evosim.experiment.run import CRATE, Run

SPECIFICATION, PROFILE = "https://w3id.org/ro/crate/1.1", "https://w3id.org/ro/wfrun/process/0.5"
LICENSE = "None is stated: whoever publishes these results chooses one and writes it here."
INPUTS = {
    "scenario.toml": "the effective scenario: every key with its value",
    PREREGISTRATION: "the preregistration: claims, design and stopping rule as they were before data",
}
RECORDS = {
    "claims.json": "digests of the claims, and whether each was noted before data",
    "provenance.json": "versions, commit, processor and command of each session",
}
RESULTS = {
    "table.parquet": "a row for each evolved population, a column for each measurement",
    "verdicts.json": "what the data say of each claim",
    "digests.json": "a hash of each result but the timings",
    "report.html": "all of it on one page",
}
CELLS, FIGURES = "cells/", "figures/"
FOLDERS = {
    CELLS: "a folder for each evolved population: its history, champion, line of descent and measurements",
    FIGURES: "the figures, each with the numbers behind it",
}
MEDIA = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
}
TOLD = {"sources", "commit", "patch", "evosim", "command", "started", "elapsed", "cells_computed"}  # of a session
Entity = dict[str, Any]


def write_crate(run: Run) -> None:
    """Describe the files of a run, and the sessions that made them, in ``ro-crate-metadata.json``."""
    run.write(CRATE, json.dumps(crate(run), indent=1))


def crate(run: Run) -> Entity:
    """The description, in JSON-LD. What a run does not have is left out, and so is who ran it, which is not known."""
    files = [_file(name, words) for name, words in (INPUTS | RECORDS | RESULTS).items() if (run.path / name).is_file()]
    drawn = sorted(file.name for file in (run.path / FIGURES).glob("*") if file.suffix in MEDIA)
    figures = [_file(FIGURES + name, "part of a figure") for name in drawn]
    folders = [_folder(name, figures) for name in FOLDERS if (run.path / name).is_dir()]
    sessions = [session for session in run.sessions if session.keys() >= TOLD]  # earlier versions told less
    parts = [*files, *folders]
    actions = [_action(number, session, len(sessions), parts) for number, session in enumerate(sessions, 1)]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": run.scenario.title,
        "description": f"Run of the scenario {run.scenario.name} by evosim{', a quick one' * run.quick}.",
        "datePublished": actions[-1]["endTime"],
        "license": LICENSE,
        "conformsTo": {"@id": PROFILE},
        "hasPart": _ids(parts),
        "mentions": _ids(actions),
    }
    about = {"about": {"@id": root["@id"]}, "conformsTo": {"@id": SPECIFICATION}}
    profile = {"name": "Process Run Crate", "version": PROFILE.rpartition("/")[2]}
    graph = [
        {"@id": CRATE, "@type": "CreativeWork", **about},
        root,
        {"@id": PROFILE, "@type": "CreativeWork", **profile},
        *parts,
        *figures,
        *{session["sources"]: _software(session) for session in sessions}.values(),
        *actions,
    ]
    return {"@context": f"{SPECIFICATION}/context", "@graph": graph}


def _ids(entities: Iterable[Entity]) -> Entity | list[Entity]:
    """References to entities; to a single one without a list, as the specification asks."""
    found = [{"@id": entity["@id"]} for entity in entities]
    return found[0] if len(found) == 1 else found


def _file(name: str, words: str) -> Entity:
    ending = name[name.rindex(".") :]
    described = {"name": name, "description": words, "encodingFormat": MEDIA[ending]}
    return {"@id": quote(name), "@type": "File", **described}


def _folder(name: str, figures: Iterable[Entity]) -> Entity:
    told = {"@id": name, "@type": "Dataset", "name": name, "description": FOLDERS[name]}
    return {**told, "hasPart": _ids(figures)} if name == FIGURES else told


def _software(session: Entity) -> Entity:
    """The version of evosim that a session ran; the same version may have other sources, which is another entity."""
    commit = f", commit {session['commit']}" if session["commit"] else ""
    changed = ", with changes since" if session["patch"] else ""
    return {
        "@id": f"#evosim-{session['sources']}",
        "@type": "SoftwareApplication",
        "name": "evosim",
        "softwareVersion": session["evosim"] or "unknown",
        "description": f"sources {session['sources']}{commit}{changed}",
    }


def _action(number: int, session: Entity, last: int, parts: Iterable[Entity]) -> Entity:
    """What a session did. All but the cells was made anew by the last one."""
    made = {*RESULTS, FIGURES} if number == last else set()
    made |= {CELLS} if session["cells_computed"] else set()
    begun = datetime.fromisoformat(session["started"])
    return {
        "@id": f"#session-{number}",
        "@type": "CreateAction",
        "name": f"session {number} of {last}",
        "description": shlex.join(["evosim", *session["command"][1:]]),
        "instrument": {"@id": _software(session)["@id"]},
        "startTime": session["started"],
        "endTime": (begun + timedelta(seconds=session["elapsed"])).isoformat(timespec="seconds"),
        "object": _ids(part for part in parts if part["name"] in INPUTS),
        "result": _ids(part for part in parts if part["name"] in made),
    }
