from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evosim.cli import Directory, main
from tests.test_job import SMALL


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_main_job(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    words = ("run", small, "--out", out, "--workers", 1, "--set", "replicates=2", "--name", "mine")
    done = call(*words)
    assert done.exit_code == 0, done.output
    assert "The funnel generalises." in done.output
    assert (out / "small-mine" / "verdicts.json").exists()
    shown = call("verdicts", out / "small-mine")
    assert shown.output.startswith("Claims")
    assert shown.output.strip() in done.output
    drawn = call("figures", out / "small-mine", "--only", "learning", "--format", "svg")
    assert drawn.exit_code == 0, drawn.output
    assert "learning.svg" in drawn.output
    assert call("figures", out / "small-mine", "--only", "lerning").exit_code == 2
    assert call("figures", tmp_path / "nowhere").exit_code == 2
    checked = call("check", small, "--out", out, "--set", "replicates=2")
    assert "8 cells: 4 points × 2 replicates" in checked.output


def test_errors_come_all_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(
        SMALL.replace("size = 5", 'sise = 5\nsteps = "12"')
        .replace("steps = 12\n", "", 1)
        .replace('"world.instances" = [1, 3]', '"world.instance" = [1, 3]')
    )
    done = call("run", bad, "--out", tmp_path / "results")
    assert done.exit_code == 2
    for words in ("sise", 'did you mean "size"', "world.instance", "steps"):
        assert words in done.output
    assert done.output.count("bad.toml:") >= 3
    assert not (tmp_path / "results").exists()


def test_settings_are_checked_with_the_rest(small: Path) -> None:
    words = ("nonsense", "seed=2", "seed=3", "world.sise=3", "replicates=0")
    done = call("check", small, *(part for word in words for part in ("--set", word)))
    assert done.exit_code == 2
    for said in ("4 problems", "key=value", "given twice", "world.sise", "replicates"):
        assert said in done.output, done.output


def test_a_path_means_itself(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    assert call("run", small, "--out", out, "--workers", 1, "--set", "replicates=1", "--name", "x").exit_code == 0
    (tmp_path / "small-x").mkdir()
    assert call("status", "small-x", "--out", out).exit_code == 0
    done = call("status", tmp_path / "small-x", "--out", out)
    assert done.exit_code == 2
    assert "no such run" in done.output
    assert call("run", small, "--name", "", "--out", out).exit_code == 2
    assert call("run", small, "--name", "n" * 300, "--out", out).exit_code == 2
    assert call("figures", "small-x", "--out", out, "--width", "nan").exit_code == 2


def test_check_tells_what_run_would(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("nowhere")
    for command in ("check", "run"):
        done = call(command, small, "--out", tmp_path / "file")
        assert (done.exit_code, "a file at" in done.output) == (2, True)
        done = call(command, small, "--out", tmp_path / "link")
        assert (done.exit_code, "leads nowhere" in done.output) == (2, True)
        large = ("--set", "evolution.population=10000000", "--set", "evolution.generations=1000000")
        done = call(command, small, "--out", tmp_path / "out", *large)
        assert (done.exit_code, "GB of memory" in done.output) == (2, True)
    assert not (tmp_path / "out").exists()


def test_home_is_found_where_no_shell_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Directory().convert("~/results", None, None) == tmp_path / "results"


@pytest.mark.parametrize("what", ["worlds", "organs", "encodings", "probes", "scenarios"])
def test_lists(what: str) -> None:
    done = call("list", what)
    assert done.exit_code == 0
    assert done.output.strip()


def test_unknown_scenario_names_the_nearest() -> None:
    done = call("check", "one_mase")
    assert done.exit_code == 2
    assert "one_maze" in done.output


def test_checking_needs_no_compiler(small: Path) -> None:
    code = (
        "import sys; from evosim.cli import main\n"
        f"main(['check', {str(small)!r}], standalone_mode=False)\n"
        "assert not {'numba', 'matplotlib', 'deap', 'pyarrow', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_help_needs_only_click() -> None:
    code = (
        "import sys; from evosim.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'numpy', 'pydantic', 'rich', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_check_tells_how_many_replicates_there_may_be() -> None:
    checked = CliRunner().invoke(main, ["check", "hard_coded_bare"])
    assert checked.exit_code == 0, checked.output
    assert "400 cells: 4 points × 20 to 100 replicates, until claims are settled" in checked.output


@pytest.mark.long
def test_new_writes_a_scenario_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = call("new", "mine")
    assert made.exit_code == 0, made.output
    assert call("new", "mine").exit_code == 2
    assert call("new", "../mine").exit_code == 2
    small = ("replicates=2", "evolution.population=16", "evolution.generations=3")
    words = [word for setting in small for word in ("--set", setting)]
    assert call("run", "mine.toml", *words, "--name", "x", "--workers", 1).exit_code == 0
    told = call("compare", "results/mine-x").output
    assert told.splitlines()[0].split() == ["price", "no", "price", "difference"]
    assert "success_blue_doors" in told
    assert all(len(line) <= 80 for line in told.splitlines())
    assert call("compare", "results/mine-x", "--by", "encoding.kind").exit_code == 2
    state = call("status", "results/mine-x")
    assert "4 of 4 cells done, 0 running, 0 failed" in state.output
    assert call("compare", "results/mine-x", "results/mine-x").exit_code == 0
