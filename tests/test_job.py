"""The main job end to end, on a small scenario."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import evosim
from evosim.experiment import work
from evosim.experiment.run import CRATE
from evosim.experiment.seal import seal
from evosim.experiment.status import status
from evosim.experiment.store import DONE
from evosim.preregistration import preregistration
from evosim.scenario import cells, columns
from tests.golden import HERE, stored

SMALL = (HERE / "plain.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "small.toml"
    path.write_text(SMALL)
    return path


@pytest.fixture(scope="module")
def finished(small: Path, tmp_path_factory: pytest.TempPathFactory) -> evosim.Run:
    return evosim.run(evosim.load(small), out=tmp_path_factory.mktemp("results"), workers=1)


def results(path: Path) -> dict[str, Any]:
    told = json.loads((path / "digests.json").read_bytes())
    return {name: value for name, value in told.items() if name != "digest"}


def test_everything_is_there(finished: evosim.Run) -> None:
    assert finished.path.name == "small"
    for name in (
        "scenario.toml",
        "provenance.json",
        "table.parquet",
        "verdicts.json",
        "digests.json",
        "claims.json",
        "report.html",
        "ro-crate-metadata.json",
    ):
        assert (finished.path / name).is_file(), name
    assert {p.suffix for p in (finished.path / "figures").iterdir()} == {".svg", ".png", ".csv"}
    assert len(list(finished.store.path.iterdir())) == 8
    for cell in finished.store.path.iterdir():
        assert {p.name for p in cell.iterdir()} == {
            "cell.json", "history.arrow", "champion.npz", "lineage.csv", "probes.arrow", "lives.npz", "replay.npz",
            "timings.json", DONE,
        }  # fmt: skip


def test_the_table_is_the_contracts(finished: evosim.Run) -> None:
    table = finished.table
    assert table.num_rows == 8
    assert set(table.column_names) == set(columns(finished.scenario))
    assert table["variant"].to_pylist() == ["funnel", "funnel", "direct", "direct"] * 2
    assert table["world.instances"].to_pylist() == [1, 3] * 4
    assert table["encoding.habits"].to_pylist() == ["generator", "generator", "table", "table"] * 2
    assert table["encoding.cell_types"].to_pylist()[:4] == [1, 1, None, None]
    assert table.schema.field("planner").type == pa.bool_()
    assert table.schema.field("genes").type == pa.int64()
    assert table.schema.field("encoding.degree").type == pa.int64()
    assert all(0 <= value <= 1 for value in table["success_novel"].to_pylist())
    assert table["evaluations"].to_pylist() == [24 * 6] * 8


def test_agents_come_back(finished: evosim.Run) -> None:
    from evosim.experiment.trial import draw_worlds

    for cell in finished.cells:
        agent = finished.champion(cell)
        training, novel = draw_worlds(cell)
        row = finished.table.filter(pa.compute.equal(finished.table["cell"], cell.key)).to_pylist()[0]
        assert agent.live(training).success == row["success"]
        assert agent.live(novel).success == row["success_novel"]
        with np.load(finished.store.cell(cell.key) / "champion.npz") as arrays:
            np.testing.assert_array_equal(arrays["genome"], agent.genome)
            assert arrays["parameters"].size == row["parameters"]
        with np.load(finished.store.cell(cell.key) / "lives.npz") as lives:
            assert lives["activity"].shape == (4, 11, 5, 5)
            np.testing.assert_array_equal(lives["paths"][:, :, 0], lives["starts"])
            ends = lives["paths"][:, :, -1]
            for r in range(4):
                goal = np.argwhere(lives["objects"][r] == 1)[0]
                np.testing.assert_array_equal(lives["reached"][r] == 0, (ends[r] == goal).all(axis=1))
    with pytest.raises(KeyError):
        finished.champion("nothing")


def test_the_crate_lists_what_is_there_and_changes_no_digest(finished: evosim.Run) -> None:
    graph = json.loads((finished.path / CRATE).read_bytes())["@graph"]
    listed = {one["@id"] for one in graph if one["@type"] in ("File", "Dataset")} - {"./"}
    there = {path.name + "/" * path.is_dir() for path in finished.path.iterdir()} - {CRATE, ".lock"}
    assert listed == there | {f"figures/{path.name}" for path in (finished.path / "figures").iterdir()}
    assert set(results(finished.path)) == {"cells", "table", "verdicts", "figures", "scenario"}


def test_verdicts_cite_the_preregistration(small: Path, finished: evosim.Run, tmp_path: Path) -> None:
    scenario, file = evosim.load(small), tmp_path / "small.md"
    file.write_text(preregistration(scenario))
    with pytest.raises(evosim.ScenarioError, match="of another scenario"):
        evosim.run(evosim.load(small, {"claim.generalises.margin": 0.2}), tmp_path / "out", workers=1, prereg=file)
    assert not (tmp_path / "out").exists()
    run = evosim.run(scenario, tmp_path / "out", workers=1, prereg=file)
    cited = {"prereg": seal(file.read_text())}
    assert list(run.verdicts) == [verdict | cited for verdict in finished.verdicts]
    assert (run.path / "prereg.md").read_text() == file.read_text()
    told, plain = results(run.path), results(finished.path)
    assert told.pop("verdicts") != plain.pop("verdicts")
    assert told == plain


def test_digests_are_those_that_are_stored(finished: evosim.Run) -> None:
    """Where results are meant to change, ``python -m tests.golden`` makes them anew; see ``test_golden.py``."""
    found = results(finished.path)
    assert {name: found[name] for name in ("cells", "table")} == stored()["plain"]


def test_verdicts(finished: evosim.Run) -> None:
    verdict = finished.verdicts[0]
    assert verdict["claim"] == "generalises"
    assert "prereg" not in verdict
    assert verdict["before_data"] is True
    assert verdict["quick"] is False
    assert verdict["replicates"] == 2


def test_the_same_command_computes_nothing_again(
    small: Path, finished: evosim.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = results(finished.path)
    monkeypatch.setattr(work, "run_cell", lambda *_: pytest.fail("computed again"))
    evosim.run(evosim.load(small), out=finished.path.parent, workers=1)
    assert results(finished.path) == before


@pytest.mark.parametrize(("workers", "executor"), [(2, "serial"), (3, "serial"), (1, "processes"), (2, "processes")])
def test_same_digests_for_workers_and_threads(
    small: Path, finished: evosim.Run, tmp_path: Path, workers: int, executor: str
) -> None:
    again = evosim.run(evosim.load(small), out=tmp_path, workers=workers, executor=executor)
    assert results(again.path) == results(finished.path)


@pytest.mark.parametrize(("workers", "executor"), [(1, "serial"), pytest.param(2, "processes", marks=pytest.mark.long)])
def test_cells_in_packs_come_to_the_same(
    small: Path, finished: evosim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, executor: str
) -> None:
    monkeypatch.setattr(evosim.job, "PACKED", 0)
    run = evosim.run(evosim.load(small), out=tmp_path, workers=workers, executor=executor)
    assert [path.suffix for path in run.store.path.iterdir()] == [".tar"]
    assert results(run.path) == results(finished.path)
    again = evosim.Run(run.path)
    assert next(iter(status(again))).endswith("8 of 8 cells done, 0 running, 0 failed")
    cell = again.cells[0]
    assert (again.champion(cell).genome == finished.champion(cell).genome).all()
    monkeypatch.setattr(work, "run_cell", lambda *_, **more: pytest.fail("computed again"))
    evosim.run(evosim.load(small), out=tmp_path, workers=1)
    assert results(run.path) == results(finished.path)


def test_adding_replicates_and_mending_the_title_computes_only_the_new(
    small: Path, finished: evosim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(finished.path, tmp_path / "small")
    ran: list[int] = []
    real = work.run_cell

    def counted(cell: Any, threads: Any, **more: Any) -> Any:
        ran.append(cell.replicate)
        return real(cell, threads, **more)

    monkeypatch.setattr(work, "run_cell", counted)
    text = SMALL.replace("replicates = 2", "replicates = 3").replace("A small run", "Another title")
    (tmp_path / "small.toml").write_text(text)
    more = evosim.run(evosim.load(tmp_path / "small.toml"), out=tmp_path, workers=1)
    assert ran == [2] * 4
    assert more.table.num_rows == 12
    assert more.verdicts[0]["before_data"] is True
    assert results(finished.path)["cells"].items() <= results(more.path)["cells"].items()


def test_a_run_is_never_replaced_silently(small: Path, finished: evosim.Run, tmp_path: Path) -> None:
    """Another seed, fewer replicates, another claim: nothing is touched, and the message names what differs."""
    shutil.copytree(finished.path, tmp_path / "small")
    before = {file: file.read_bytes() for file in (tmp_path / "small").rglob("*") if file.is_file()}
    others = {
        "margin = 0.1": ("margin = 0.2", "claim.generalises.margin (0.1 there, 0.2 here)"),
        "replicates = 2": ("replicates = 1", "replicates (2 there, 1 here)"),
        "generations = 6": ("generations = 7", "evolution.generations (6 there, 7 here)"),
    }
    for old, (new, told) in others.items():
        (tmp_path / "small.toml").write_text(SMALL.replace(old, new))
        with pytest.raises(evosim.ScenarioError, match="holds another scenario") as caught:
            evosim.run(tmp_path / "small.toml", out=tmp_path, workers=1)
        assert told in str(caught.value)
        assert "--name LABEL to keep both, or --replace" in str(caught.value)
    assert {file: file.read_bytes() for file in (tmp_path / "small").rglob("*") if file.is_file()} == before
    (tmp_path / "small.toml").write_text(SMALL.replace("margin = 0.1", "margin = 0.2"))
    replaced = evosim.run(tmp_path / "small.toml", out=tmp_path, workers=1, replace=True)
    assert replaced.verdicts[0]["margin"] == 0.2
    assert replaced.verdicts[0]["before_data"] is False  # its margin changed after there were data
    assert results(replaced.path)["cells"] == results(finished.path)["cells"]


@pytest.mark.long
def test_replicates_until_claims_are_settled(tmp_path: Path) -> None:
    """As many as the last of the claims that ask for it needs, for any number of workers, and in two parts."""
    text = SMALL.partition("[sweep]")[0].replace("generations = 6", "generations = 1")
    claim = 'source = "test"\nsays = "s"\nstatistic = "success_novel"\nexpect = "less"\nmargin = 0.0\n'
    until = 'replicates = { least = 8, most = 40, until = "settled" }\n'
    text += f'[[claim]]\nname = "soon"\nthan = 0.95\n{claim}{until}'
    text += f'[[claim]]\nname = "late"\nthan = 0.4\n{claim}{until}'
    (tmp_path / "small.toml").write_text(text)
    scenario = evosim.load(tmp_path / "small.toml")
    runs = [evosim.run(scenario, out=tmp_path / f"{workers}", workers=workers) for workers in (1, 3)]
    first, other = ({**results(run.path)} for run in runs)
    assert first == other
    soon, late = runs[0].verdicts
    assert 8 <= soon["replicates"] < late["replicates"] <= 40
    assert runs[0].scenario.replicates == runs[0].table.num_rows == late["replicates"]
    shutil.rmtree(runs[0].path / "cells" / runs[0].cells[5].key)
    again = evosim.run(scenario, out=tmp_path / "1", workers=1)
    assert results(again.path) == first
    fewer = evosim.run(scenario, out=tmp_path / "quick", workers=1, quick=True)
    assert [verdict["replicates"] for verdict in fewer.verdicts] == [2, 2]


def test_a_damaged_cell_is_set_aside_and_run_again(
    small: Path, finished: evosim.Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    shutil.copytree(finished.path, tmp_path / "small")
    keys = sorted(results(finished.path)["cells"])
    cellar = tmp_path / "small" / "cells"
    (cellar / keys[0] / "probes.arrow").write_bytes(b"nonsense")
    (cellar / keys[1] / DONE).unlink()
    untouched = {key: (cellar / key / "timings.json").read_bytes() for key in keys[2:]}
    again = evosim.run(evosim.load(small), out=tmp_path, workers=1, console=Console(width=200))
    told = capsys.readouterr().out
    assert (
        f"cell {keys[0]} is damaged (probes.arrow does not match its hash): set aside as .damaged-{keys[0]}-1" in told
    )
    assert f"cell {keys[1]} is damaged (DONE.json is missing)" in told
    assert results(again.path) == results(finished.path)
    assert {key: (cellar / key / "timings.json").read_bytes() for key in keys[2:]} == untouched
    assert (cellar / f".damaged-{keys[0]}-1" / "probes.arrow").read_bytes() == b"nonsense"


def test_a_failed_cell_is_recorded_and_the_rest_go_on(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = evosim.load(small)
    broken = cells(scenario)[1].key
    real = work.run_cell

    def fragile(cell: Any, threads: Any, **more: Any) -> Any:
        if cell.key == broken:
            raise ZeroDivisionError("on purpose")
        return real(cell, threads, **more)

    monkeypatch.setattr(work, "run_cell", fragile)
    run = evosim.run(scenario, out=tmp_path, workers=1)
    record = json.loads((run.store.path / f"{broken}.failed.json").read_bytes())
    assert record["error"] == "ZeroDivisionError: on purpose"
    assert run.table.num_rows == 7
    monkeypatch.setattr(work, "run_cell", real)
    mended = evosim.run(scenario, out=tmp_path, workers=1)
    assert mended.table.num_rows == 8
    assert not (run.store.path / f"{broken}.failed.json").exists()


def test_what_was_made_of_another_scenario_does_not_outlive_it(
    small: Path, finished: evosim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(finished.path, tmp_path / "small")

    def broken(cell: Any, threads: Any, **more: Any) -> Any:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(work, "run_cell", broken)
    other = evosim.load(small, {"seed": 2, "name": "small"})
    run = evosim.run(other, out=tmp_path, workers=1, replace=True)
    assert len(run.unfinished) == 8
    assert not any((run.path / name).exists() for name in ("table.parquet", "verdicts.json", "digests.json", "figures"))
    with pytest.raises(evosim.ScenarioError, match="not finished"):
        run.verdicts  # noqa: B018
    monkeypatch.undo()
    again = evosim.run(evosim.load(small), out=tmp_path, workers=1)  # failures of other cells are none of its business
    assert not again.unfinished
    assert results(again.path) == results(finished.path)


def test_a_mean_says_which_points_it_is_over(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = small.read_text().replace('where = { "world.instances" = 3 }\n', "")
    (tmp_path / "mean.toml").write_text(text)
    real = work.run_cell

    def fragile(cell: Any, threads: Any, **more: Any) -> Any:
        if cell.point.values["world.instances"] == 3 and cell.point.variant == "funnel":
            raise ZeroDivisionError("on purpose")
        return real(cell, threads, **more)

    monkeypatch.setattr(work, "run_cell", fragile)
    run = evosim.run(tmp_path / "mean.toml", out=tmp_path, workers=1)
    assert run.table.num_rows == 6
    (verdict,) = run.verdicts
    assert (verdict["verdict"], verdict["replicates"], verdict["high"]) == ("inconclusive", 0, None)
    assert "0 of 2 replicates have a value" in verdict["note"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"3", b"[[[" * 50_000, b"\xff\xfe"])
def test_damaged_files_of_a_run(small: Path, finished: evosim.Run, tmp_path: Path, content: bytes) -> None:
    shutil.copytree(finished.path, tmp_path / "small")
    for name in ("table.parquet", "verdicts.json", "provenance.json", "claims.json"):
        (tmp_path / "small" / name).write_bytes(content)
    for cell in (tmp_path / "small" / "cells").iterdir():
        (cell / "timings.json").write_bytes(content)
    run = evosim.Run(tmp_path / "small")
    assert not run.quick
    with pytest.raises(evosim.ScenarioError, match="damaged"):
        run.table  # noqa: B018
    if content != b"[]":
        with pytest.raises(evosim.ScenarioError, match="damaged"):
            run.verdicts  # noqa: B018
    assert "8 of 8 cells done" in next(status(run))
    if content != b"{}":  # an earlier version's, in which nothing is noted yet
        with pytest.raises(evosim.ScenarioError, match=r"claims.json: damaged.*remove it"):
            evosim.run(evosim.load(small), out=tmp_path, workers=1)
        (tmp_path / "small" / "claims.json").unlink()
    mended = evosim.run(evosim.load(small), out=tmp_path, workers=1)
    cells = json.loads((mended.path / "digests.json").read_bytes())["cells"]
    assert cells == results(finished.path)["cells"]
    assert mended.verdicts[0]["before_data"] is False  # nothing proves any longer that it was


def test_a_run_with_odd_names(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "s3:[bold]x"
    name = "ü [red] 100%"
    run = evosim.run(evosim.load(small, {"replicates": 1}, label=name), out=out, workers=1)
    assert run.table.num_rows == 4


def test_quick_runs_are_marked_and_apart(small: Path, tmp_path: Path) -> None:
    scenario = evosim.load(small, {"replicates": 5})
    run = evosim.run(scenario, out=tmp_path, workers=1, quick=True)
    assert run.path.name == f"{scenario.name}-quick"
    assert run.quick
    assert run.table.num_rows == 8
    assert run.verdicts[0]["quick"] is True


def test_nothing_is_written_when_the_input_is_bad(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    narrow = {"world.size": 16, "world.layout.walls": 0.0, "world.min_path": 30, "world.steps": 40, "world.starts": 60}
    impossible = evosim.load(small, {"world.instances": 1, "sweep": {}, "variant": [], "claim": [], **narrow})
    with pytest.raises(evosim.ScenarioError, match="impossible world"):
        evosim.run(impossible, out=out, workers=1)
    with pytest.raises(evosim.ScenarioError, match="GB"):
        evosim.run(
            evosim.load(small, {"evolution.population": 10_000_000, "evolution.generations": 1000}),
            out=out,
            workers=1,
        )
    (tmp_path / "file").write_text("")
    with pytest.raises(evosim.ScenarioError, match="cannot be written"):
        evosim.run(evosim.load(small), out=tmp_path / "file", workers=1)
    for given in ({"out": 5}, {"workers": "2"}, {"workers": 10**30}, {"quick": "no"}, {"prereg": 5}, {"replace": None}):
        with pytest.raises(evosim.ScenarioError, match=next(iter(given))):
            evosim.run(small, **{"out": out, **given})  # type: ignore[arg-type]
    with pytest.raises(evosim.ScenarioError, match=r"evosim\.Run: path"):
        evosim.Run(5)  # type: ignore[arg-type]
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.long
def test_a_users_script_needs_no_guard(small: Path, tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(
        "import evosim\n"
        f"run = evosim.run(evosim.load({str(small)!r}), out={str(tmp_path)!r}, workers=2, executor='processes')\n"
        "print('rows', run.table.num_rows)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=240, check=False)
    assert done.stdout == "rows 8\n", done.stderr
