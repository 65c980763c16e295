"""Whatever a user names as an output is replaced only if it is absent or a regular file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure

import evosim
from evosim import files, ledger
from evosim.cli import main
from evosim.evolution.lineage import Lineage
from evosim.experiment.run import Run
from evosim.files import NotRegular
from evosim.pictures.cost import write_cost
from evosim.pictures.page import Drawing
from evosim.report import write_ledger, write_replay, write_report
from evosim.scenario import ScenarioError, register
from tests.faults.odd import ODD, at_once, state
from tests.golden import HERE

PLAIN = HERE / "plain.toml"
PICTURES = ("figures", "--only", "learning", "--format", "svg")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return evosim.run(PLAIN, out=tmp_path_factory.mktemp("made"), workers=1)


COMMANDS: dict[str, tuple[str, ...]] = {  # what is written → a command, of which RUN is a run's directory
    "x.md": ("prereg", str(PLAIN), "--to", "x.md"),
    "x.html": ("report", "RUN", "--to", "x.html"),
    "page.html": ("report", "--to", "page.html"),
    "x.csv": ("ledger", "--to", "x.csv"),
    "x.tex": ("ledger", "--to", "x.tex"),
    "x.gif": ("replay", "RUN", "--cell", "CELL", "--out", "x.gif"),
    "x.png": ("replay", "RUN", "--cell", "CELL", "--out", "x.png"),
    "bench.json": ("bench", "slopes", "--json", "bench.json"),
    "bench.svg": ("bench", "slopes", "--figure", "bench.svg"),
    "found.csv": ("detectors", "--csv", "found.csv"),
    "found.json": ("detectors", "--json", "found.json"),
    "mine.toml": ("new", "mine"),
    "figures/learning.svg": (*PICTURES, "RUN", "--to", "figures"),
    "figures/learning.csv": (*PICTURES, "RUN", "--to", "figures"),
    "figures": (*PICTURES, "RUN", "--to", "figures"),
}


@pytest.mark.parametrize(
    ("output", "kind"), [case for case in product(COMMANDS, ODD) if case != ("figures", "directory")]
)
def test_commands_replace_nothing_else(
    output: str, kind: str, finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(output).parent.mkdir(exist_ok=True)
    ODD[kind](Path(output))
    before = state(tmp_path)
    given = {"RUN": str(finished.path), "CELL": finished.cells[0].key}
    with at_once():
        done = CliRunner().invoke(main, [given.get(word, word) for word in COMMANDS[output]])
    assert done.exit_code == 2, (done.output, done.exception)
    assert output in done.output
    after = state(tmp_path)
    assert {path: after[path] for path in before} == before
    others = {Path(path).name for path in after.keys() - before.keys()}
    assert others <= {"learning.svg", "learning.csv"}, "something was left behind"


def _lineage(path: Path) -> object:
    return evosim.evolve(lambda genomes, chance: genomes.sum(axis=1), evosim.Genome(3), 4, 3, lineage=path)


def _drawing() -> Drawing:
    return Drawing(Figure(), pa.table({"a": [1]}))


def _champion(run: Run) -> Drawing:
    cell = run.cells[0]
    return run.champion(cell).show(run.worlds(cell)[1])  # type: ignore[no-any-return]


MEASURED = {"courses": {"ticks": {"8": {"seconds": 1.0, "memory": 2.0}}}}
CALLS: dict[str, Callable[[Run, Path], object]] = {
    "x.arrow": lambda run, path: _lineage(path),
    "export.csv": lambda run, path: Lineage(path.with_name("whole.arrow")).export(path),
    "record.arrow": lambda run, path: run.ancestry(run.cells[0]).record(path),
    "x.svg": lambda run, path: _drawing().save(path),
    "x.png": lambda run, path: _drawing().save(path),
    "life.png": lambda run, path: _champion(run).save(path),
    "run.svg": lambda run, path: run.show("learning").save(path),
    "cost.svg": lambda run, path: write_cost(MEASURED, path),
    "x.html": write_report,
    "page.html": lambda run, path: write_ledger([], run.path.parent, path),
    "ledger.md": lambda run, path: ledger.write([], path),
    "replay.html": lambda run, path: write_replay(run, run.cells[0].key, path),
    "claims.json": lambda run, path: register.write(path.parent),
    "any": lambda run, path: files.write(path, b"new"),
    "new": lambda run, path: files.create(path, b"new"),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("output", CALLS)
def test_functions_replace_nothing_else(output: str, kind: str, finished: Run, tmp_path: Path) -> None:
    if output == "export.csv":
        _lineage(tmp_path / "whole.arrow")
    ODD[kind](tmp_path / output)
    before = state(tmp_path)
    with at_once(), pytest.raises((ScenarioError, NotRegular, FileExistsError)) as caught:
        CALLS[output](finished, tmp_path / output)
    assert output in str(caught.value)
    assert state(tmp_path) == before


@pytest.mark.parametrize("output", [name for name in CALLS if name != "new"])
def test_regular_files_are_replaced(output: str, finished: Run, tmp_path: Path) -> None:
    """The same calls write where nothing stands in their way."""
    if output == "export.csv":
        _lineage(tmp_path / "whole.arrow")
    if output == "claims.json":
        shutil.copy(PLAIN, tmp_path)
    (tmp_path / output).write_bytes(b"old")
    before = set(tmp_path.iterdir())
    CALLS[output](finished, tmp_path / output)
    assert (tmp_path / output).read_bytes() != b"old"
    assert set(tmp_path.iterdir()) == before


def test_a_champion_s_lineage_is_whole(tmp_path: Path) -> None:
    """What fails while it is recorded leaves the old file, and an error of the objective stays as it is."""
    path = tmp_path / "x.arrow"
    _lineage(path)
    before = path.read_bytes()

    def broken(genomes: np.ndarray, chance: object) -> np.ndarray:
        raise FileNotFoundError(2, "No such file", "theirs.csv")

    with pytest.raises(FileNotFoundError, match=r"theirs\.csv"):
        evosim.evolve(broken, evosim.Genome(3), 4, 3, lineage=path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["x.arrow"]
