"""An organ, an encoding, a picture, a probe and a world are each added to a copy of the package by files and a line."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

import evosim
from evosim.arrow import read_parquet
from evosim.experiment.run import Run

ROOT = Path(__file__).parent.parent
TOYS = Path(__file__).with_name("toys")
PACKAGE = Path(evosim.__file__).parent
pytestmark = pytest.mark.long
ADDED = (  # what is added, the toy and where it goes; a world has an organ, a folder of lives and a probe of its own
    ("organ", "scent", "organs/scent"),
    ("encoding", "pairs", "encodings/pairs"),
    ("picture", "scents.py", "pictures/scents.py"),
    ("probe", "visits.py", "probes/visits.py"),
    ("world", "targets", "worlds/targets"),
    ("", "lives", "life/targets"),
    ("organ", "answer", "organs/answer"),
    ("probe", "misses.py", "probes/misses.py"),
)
RECIPE = re.compile(r"[Oo]ne line in `(\w+)` in `(\S+)`: `([^`]+)`")
SCENARIO = """
title = "Toys"
replicates = 2
[world]
size = 5
min_path = 2
starts = 2
steps = 10
instances = 3
[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1.0
ends = true
[brain]
organs = ["reflex", "scent"]
[brain.scent]
reach = 4
[encoding]
reflex = "pairs"
[evolution]
population = 24
generations = 6
[[claim]]
name = "they_start"
says = "They begin at a start."
source = "test"
statistic = "visited_start"
expect = "more"
than = 0.5
margin = 0.0
"""
ENTRIES = {
    "model": """
### `organ: scent`

A preference by what is shown straight ahead.

### `organ: answer`

A number, which is its gene.

### `world: targets`

Numbers, to which an answer should come near.

### `encoding: rules = pairs`

Two cells have one rule between them.
""",
    "scenario": """
### `brain.scent`

Settings of the organ scent.

### `brain.scent.reach`

Type: a whole number from 1 to 8; default 2.

How many cells it is aware of in each direction.

### `brain.answer`

Settings of the organ answer; it has none.

### `world.low`

Type: a number from -1000000000 to 1000000000; default 0.

The least target, where the world is one of targets.

### `world.high`

Type: a number from -1000000000 to 1000000000; default 1.

The largest target, likewise.
""",
    "probes": """
### `scent_alone`

`success_novel` with the scent alone. Null for brains without it.

### `cells_visited`

Cells visited in all novel lives together. Never null.

### `miss`

Mean distance of the answer from targets never evolved on. Never null.

### `visited_<part>`

Share of novel lives that visit a start or a wall. Never null.

### `picture: scents`

Success with all organs against success with the scent alone.
""",
}
# The types of keys that list the parts there are: the handbook's test says what they have to be.
RETYPE = """
import re
from pathlib import Path
from textwrap import fill
import evosim.handbook
from tests.handbook import words

page = Path(evosim.handbook.__file__).with_name("scenario.md")
text = page.read_text()
for name, key in words.keys().items():
    told = fill(words.line(key), 80, break_long_words=False, break_on_hyphens=False)
    pattern = "(### `" + re.escape(name) + "`\\n\\n)Type: .*?(?=\\n\\n)"
    text = re.sub(pattern, lambda found: found[1] + told, text, flags=re.DOTALL) if told else text
page.write_text(text)
"""
SAME_LIVES = """
import numpy as np
from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.organs.reflex.organ import preferences as reflex, window
from evosim.organs.scent.organ import preferences as scent
from evosim.scenario import load
from evosim.worlds.grid.draw import draw_instances

settings = load("toys.toml")
blueprint = Blueprint.of(settings)
assert blueprint.names[0] == "reflex_in.u0·pair0"
reflex_genes = (2 * 9 + 1 + 1) // 2 * 8 + (8 + 1 + 1) // 2 * 4  # inputs by pairs, hidden units by pairs
assert blueprint.length == reflex_genes + 2 + 4, blueprint.length
instances = draw_instances(settings.world, 1, 0)
size = instances.size
moved = 0
for seed in range(20):
    agent = Agent(np.random.default_rng(seed).normal(size=blueprint.length).astype(np.float32), blueprint)
    grown = agent.parameters
    trails = agent.live(instances).trails
    for n in range(len(instances)):
        shown = instances.planes[n]
        known = shown[:, instances.cells].reshape(-1, size, size)
        for trail in trails[n]:
            for cell, after in zip(trail, trail[1:]):
                if instances.touch[n, cell]:
                    break
                row, column = divmod(int(cell), instances.stride)
                wish = np.zeros(4, np.float32)
                wish = wish + reflex(grown["reflex_in"], grown["reflex_out"], window(shown, int(cell), 1))
                wish = wish + scent(grown["scent_weights"], grown["scent_turns"], known, row - 1, column - 1, 4)
                ahead = cell + instances.moves[np.argmax(wish)]
                assert after == (cell if instances.walls[n, ahead] else ahead), (seed, n, cell)
                moved += after != cell
    silent = agent.genome.copy()
    silent[reflex_genes:] = 0
    np.testing.assert_array_equal(
        agent.live(instances, without=("scent",)).trails, Agent(silent, blueprint).live(instances).trails
    )
assert moved > 100
"""
Call = Callable[..., str]


def recipe(kind: str) -> tuple[str, str, str]:
    """What CONTRIBUTING.md says of the line that adds a part: the registry, its file and the line."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## Add an? {kind}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    ((registry, file, line),) = RECIPE.findall(" ".join(section.split()))
    return registry, file, line


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and the toys in it, as the recipes say."""
    folder = tmp_path_factory.mktemp("toys")
    unread = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder / "evosim", ignore=unread)
    shutil.copytree(ROOT / "scenarios", folder / "scenarios", ignore=unread)
    for kind, name, place in ADDED:
        toy, target = TOYS / name, folder / "evosim" / place
        (shutil.copytree if toy.is_dir() else shutil.copy)(toy, target)
        if not kind:
            continue
        registry, file, line = recipe(kind)
        text = (folder / file).read_text(encoding="utf-8")
        written, found = re.subn(
            rf"^({registry} = [({{].*?)^([)}}])", rf"\1    {line.replace('NAME', target.stem)}\n\2", text,
            flags=re.DOTALL | re.MULTILINE,
        )  # fmt: skip
        assert (found, written.count("\n") - text.count("\n")) == (1, 1)
        (folder / file).write_text(written, encoding="utf-8")
    for page, text in ENTRIES.items():
        with (folder / "evosim" / "handbook" / f"{page}.md").open("a", encoding="utf-8") as lines:
            lines.write(text)
    (folder / "tests").mkdir()
    for part in ("__init__.py", "conftest.py", "handbook"):
        source = TOYS.parent / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / "tests" / part)
    (folder / "toys.toml").write_text(SCENARIO)
    return folder


@pytest.fixture(scope="module")
def call(copy: Path) -> Call:
    """What a process prints that imports the copy; its kernels are compiled apart from those of the package."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "NUMBA_CACHE_DIR": str(copy / "kernels")}

    def of(*words: str, status: int = 0) -> str:
        done = subprocess.run([sys.executable, *words], env=environment, cwd=copy, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return of


@pytest.fixture(scope="module")
def command(call: Call) -> Call:
    """What the command line of the copy prints."""
    return partial(call, "-c", "from evosim.cli import main; main()")


@pytest.fixture(scope="module")
def finished(command: Call, copy: Path) -> Run:
    told = command("run", "toys.toml", "--out", "out", "--workers", "1")
    assert "They begin at a start." in told
    return Run(copy / "out" / "toys")


def test_the_command_line_knows_them(command: Call) -> None:
    assert "gene" in command("check", "toys.toml")
    command("check", "toys.toml", "--set", 'brain.organs=["cortex"]', "--set", 'encoding.rules="pairs"')
    wrong = command("check", "toys.toml", "--set", "brain.scent.reach=5", status=2)
    assert "at most 4 in this arena; got 5" in wrong
    assert "scent  " in command("list", "organs")
    assert "rules = pairs" in command("list", "encodings")
    listed = command("list", "probes")
    assert all(name in listed for name in ("scent_alone", "cells_visited", "visited_<part>"))
    assert "straight ahead" in command("explain", "organ: scent")
    assert "default 2" in command("explain", "brain.scent.reach")


def test_the_handbook_is_whole_with_their_entries(call: Call) -> None:
    call("-c", RETYPE)
    call("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/handbook", "-k", "everything or nothing or type")


def test_what_they_measure_stands_in_the_table(finished: Run) -> None:
    table = read_parquet(finished.path / "table.parquet")
    rows = table.to_pylist()
    assert len(rows) == 2
    names = table.column_names
    assert names[names.index("success_novel") + 1] == "cells_visited"
    assert table["cells_visited"].type == pa.int64()
    for row in rows:
        assert row["cells_visited"] > 0
        assert (row["visited_start"], row["visited_wall"]) == (1.0, 0.0)
        assert row["scent_alone"] == row["novel_without_reflex"]
        assert 0 <= row["success_without_scent"] <= 1
    assert any(row["novel_without_scent"] != row["success_novel"] for row in rows)


def test_the_figure_is_drawn_and_has_its_numbers(finished: Run, command: Call) -> None:
    figures = finished.path / "figures"
    assert (figures / "scents.svg").stat().st_size > 0
    alone = read_parquet(finished.path / "table.parquet")["scent_alone"].to_pylist()
    with (figures / "scents.csv").open(encoding="utf-8") as lines:
        assert [float(row["scent_alone"]) for row in csv.DictReader(lines)] == alone
    assert "scents.pdf" in command("figures", "toys", "--out", "out", "--only", "scents", "--format", "pdf")


def test_kernels_are_their_slow_twins_and_a_lesion_is_genes_of_zero(finished: Run, call: Call) -> None:
    call("-c", SAME_LIVES)


def test_a_world_of_another_kind_is_run(command: Call, copy: Path) -> None:
    assert "targets  Numbers between" in command("list", "worlds")
    command("new", "near", "--world", "targets")
    wrong = command("check", "near.toml", "--set", "world.low=9.0", status=2)
    assert "at most 3, which is high" in wrong
    assert "for world.kind" in command("check", "near.toml", "--set", 'brain.organs=["reflex"]', status=2)
    assert "Answers are nearer than one." in command("run", "near.toml", "--out", "out", "--workers", "1")
    run = Run(copy / "out" / "near")
    rows = read_parquet(run.path / "table.parquet").to_pylist()
    assert all(0.5 < row["miss"] < 1.0 for row in rows)  # ¾ at the median of targets from 0 to 3
    assert all("success_novel" not in row and row["genes"] == 1 for row in rows)
    for cell in (run.path / "cells").iterdir():
        assert 0 <= float((cell / "answer.txt").read_text()) <= 3
