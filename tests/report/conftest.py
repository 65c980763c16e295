"""A small run with a shift, made once for all tests of reports."""

from __future__ import annotations

from pathlib import Path

import pytest

import evosim
from evosim.experiment.run import Run

SCENARIO = """
title = "<script>alert(1)</script> & doors"
note = "Both: <b>bold</b>."
weakest_link = "It is small."
seed = 7
replicates = 2

[world]
size = 5
layout = { kind = "open", walls = 0.2 }
instances = 2
starts = 2
steps = 8
min_path = 2

[[world.object]]
name = "door"
shows = { door = 1, red = 1 }
pays = 1.0
ends = true

[brain]
organs = ["cortex"]
[brain.cortex]
ticks = 6
readout = "greedy"

[encoding]
rules = "types"
cell_types = 1

[evolution]
population = 16
generations = 6

[[variant]]
name = "one"
set = {}

[[variant]]
name = "another"
set = { "evolution.mutate.rate" = 0.2 }

[[shift]]
name = "blue"
set = { "world.object.door.shows" = { door = 1 } }
add = [{ name = "decoy", shows = { red = 1 }, ends = true, place = { like = "door", within = 2 } }]

[[claim]]
name = "they_do"
primary = true
says = "One <em>is</em> better."
source = "a test"
compare = { key = "variant", high = "one", low = "another" }
statistic = "success"
expect = "more"
margin = 0.1
"""


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of eight cells and a shift, whose title is markup."""
    home = tmp_path_factory.mktemp("report")
    file = home / "doors.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    return evosim.run(file, home / "results", workers=1)


@pytest.fixture(scope="session")
def page(finished: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its report."""
    from evosim.report import write_report

    return write_report(finished, tmp_path_factory.mktemp("page") / "report.html")
