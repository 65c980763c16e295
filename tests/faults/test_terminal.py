"""What scenarios and names of files hold never reaches a terminal as more than letters."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import evosim
from evosim import console, ledger
from evosim.cli import main
from evosim.experiment import work
from evosim.experiment.progress import Progress
from evosim.experiment.work import Outcome
from tests.golden import HERE

pytestmark = pytest.mark.filterwarnings("ignore:Glyph")  # pictures have no letters for them

EVIL = "\x1b[31;1m\x1b]0;owned\x07\x9b2J\u202e\u2066\r\x08"
QUOTED = json.dumps(EVIL)[1:-1].replace("\x9b", "\\u009b")
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
SCENARIO = (HERE / "plain.toml").read_text(encoding="utf-8").replace("[1, 3]", "[3]")
HOSTILE = (
    ("A small run", f"A small run{QUOTED}"), ("The funnel generalises.", f"It {QUOTED} does."),
    ('"funnel"\n', f'"funnel{QUOTED}"\n'), ('"generalises"', f'"generalises{QUOTED}"'), ('"test"', f'"{QUOTED}"'),
)  # fmt: skip


def call(*words: object) -> str:
    """What a command prints, which has nothing raw in it."""
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    assert not RAW.search(done.output), repr(done.output)
    return done.output


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "evil.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def finished(scenario: Path) -> evosim.Run:
    out = scenario.parent / f"out{EVIL}"
    assert r"\x1b" in call("run", scenario, "--out", out, "--workers", 1)
    return evosim.Run(out / "evil")


def test_commands_on_a_run(finished: evosim.Run) -> None:
    assert r"\x1b" in call("status", finished.path)
    assert call("verdicts", finished.path)
    assert call("compare", finished.path, "--only", "success")


@pytest.mark.parametrize("change", HOSTILE)
def test_texts_of_a_scenario_are_refused(change: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "evil.toml"
    path.write_text(SCENARIO.replace(*change, 1), encoding="utf-8")
    said = call("check", path)
    assert "printable" in said
    assert r"\u001b" in said
    assert "printable" in call("check", HERE / "plain.toml", "--set", f'title="{EVIL}"')


def test_names_of_runs(scenario: Path, finished: evosim.Run) -> None:
    assert r"x\u202ey" in call("run", scenario, "--out", finished.path.parent, "--name", f"x\u202e{'y'}")
    other = call("run", scenario, "--out", finished.path.parent, "--set", "seed=2", "--name", "evil", "--replace")
    assert "evil-evil" in other


def test_failures_of_cells(scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: Any, **more: Any) -> None:
        raise ValueError(EVIL)

    monkeypatch.setattr(work, "run_cell", fails)
    assert r"ValueError: \x1b[31;1m" in call("run", scenario, "--out", tmp_path, "--workers", 1).replace("\n", "")
    assert r"ValueError: \x1b[31;1m" in " ".join(call("status", tmp_path / "evil").split())


def test_errors_that_quote(scenario: Path, finished: evosim.Run, tmp_path: Path) -> None:
    evil = tmp_path / f"{EVIL.replace('/', '')}.toml"
    assert "no such file" in call("check", evil)
    evil.write_text(SCENARIO.replace("size = 5", f'"{QUOTED}" = 5\nsteps = "{QUOTED}"').replace("steps = 12\n", ""))
    assert "unknown key" in call("check", evil)
    for words in (
        ("check", scenario, "--set", f"world.size={EVIL}"), ("check", scenario, "--set", f"{EVIL}=1"),
        ("check", EVIL), ("status", EVIL), ("figures", finished.path, "--only", EVIL),
        ("compare", finished.path, "--by", EVIL), ("compare", finished.path, "--only", EVIL),
        ("replay", finished.path, "--cell", EVIL, "--out", "x.gif"), ("report", finished.path, "--to", f"{EVIL}/x"),
        ("run", scenario, "--out", scenario / EVIL), ("run", scenario, "--prereg", tmp_path / EVIL),
        ("ledger", "--to", EVIL), ("explain", EVIL), ("new", EVIL), ("bench", EVIL),
    ):  # fmt: skip
        assert call(*words)
    evil.unlink()
    shutil.copytree(finished.path, tmp_path / f"run{EVIL}")
    (tmp_path / f"run{EVIL}" / "table.parquet").write_bytes(b"")
    assert "damaged" in call("compare", tmp_path / f"run{EVIL}")


def test_the_ledger() -> None:
    evil = ledger.Entry("x", EVIL, True, EVIL, EVIL, EVIL, EVIL, EVIL, "supported")
    sink = io.StringIO()
    told = console.Outspoken(file=sink, width=200)
    told.print(ledger.table([evil]))
    assert r"\x1b" in sink.getvalue()
    assert not RAW.search(sink.getvalue())


def test_a_live_terminal(finished: evosim.Run) -> None:
    """The console's own escapes are all that is there."""
    sink = io.StringIO()
    terminal = console.Outspoken(file=sink, width=200, force_terminal=True)
    with Progress(finished.cells, set(), terminal, finished.store) as progress:
        for cell in finished.cells:
            progress.report(Outcome(cell, EVIL))
    said = sink.getvalue()
    assert r"\x1b]0;owned" in said
    own = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
    assert not RAW.search(own.sub("", said))
    assert "\x1b[31;1m\x1b]" not in said
