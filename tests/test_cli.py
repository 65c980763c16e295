from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import evosim.job
from evosim.cli import Directory, main
from evosim.experiment.leases import Leases
from evosim.experiment.trial import run_cell
from evosim.plain import plain
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
    both = call("figures", out / "small-mine", "--only", "learning", "--only", "probes", "--format", "svg")
    assert ("learning.svg" in both.output, "probes.svg" in both.output) == (True, True)
    halted = call("figures", out / "small-mine", "--only", "learning", "--only", "valley", "--format", "svg")
    assert (halted.exit_code, "cannot be drawn" in halted.output) == (2, True)
    assert call("report", out / "small-mine").exit_code == 0  # what was drawn is known to the run
    wrong = call("figures", out / "small-mine", "--only", "lerning", "--only", "prbes")
    assert (wrong.exit_code, "2 problems" in wrong.output) == (2, True)
    assert call("figures", tmp_path / "nowhere").exit_code == 2
    checked = call("check", small, "--out", out, "--set", "replicates=2")
    assert "8 cells: 4 points × 2 replicates" in checked.output


def test_others_finish_after_this_one_looked(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cells are then stored, and the table is still being made by another process: no error, and nothing shown."""
    real = evosim.job.run

    def run(*given: Any, **options: Any) -> evosim.Run:
        cell = evosim.scenario.cells(given[0])[-1]
        others = Leases(tmp_path / "results" / "small" / "cells")
        others.path.mkdir(parents=True)
        assert others.take(cell.key)
        result = real(*given, **options)
        assert result.elsewhere == 1
        result.store.write(cell.key, run_cell(cell))
        others.release(cell.key)
        return result

    monkeypatch.setattr(evosim.job, "run", run)
    done = call("run", small, "--out", tmp_path / "results", "--workers", 1)
    assert done.exit_code == 0, done.output
    assert "other processes are at work on 1 more" in " ".join(done.output.split())
    assert "Claims" not in done.output
    monkeypatch.undo()
    again = call("run", small, "--out", tmp_path / "results", "--workers", 1)
    assert again.exit_code == 0, again.output
    assert "Claims" in again.output

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


def test_names_that_no_file_can_have() -> None:
    for words in (("report", "--to"), ("report", "--out"), ("status", "x", "--out")):
        done = call(*words, "\ud800")
        assert done.exit_code == 2
        assert "no file can have this name" in done.output
    for key in ("out", "prereg"):
        with pytest.raises(evosim.ScenarioError, match=key):
            evosim.run("one_maze", **{key: "\ud800"})  # type: ignore[arg-type]


def test_settings_are_checked_with_the_rest(small: Path) -> None:
    words = ("nonsense", "seed=2", "seed=3", "world.sise=3", "replicates=0")
    done = call("check", small, *(part for word in words for part in ("--set", word)))
    assert done.exit_code == 2
    for said in ("4 problems", "key=value", "given twice", "--set: world.sise: unknown key; did", "--set: replicates"):
        assert said in done.output, done.output
    assert "overrides" not in done.output
    assert "--name: name: expected a name" in call("run", small, "--name", "a/b").output


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


@pytest.mark.parametrize("what", ["keys", "worlds", "organs", "encodings", "probes", "figures", "scenarios", "claims"])
def test_lists(what: str) -> None:
    done = call("list", what)
    assert done.exit_code == 0
    known = {"figures": "phylogeny  ", "claims": "red_doors.the_others_do_not: "}
    assert known.get(what, "  ") in done.output


def test_unknown_scenario_names_the_nearest() -> None:
    done = call("check", "one_mase")
    assert done.exit_code == 2
    assert "one_maze" in done.output


def test_checking_needs_no_compiler(small: Path) -> None:
    code = (
        "import sys; from evosim.cli import main\n"
        f"main(['check', {str(small)!r}], standalone_mode=False)\n"
        "assert not {'numba', 'matplotlib', 'deap'} & set(sys.modules)"
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
    heads = [line.split() for line in told.splitlines() if line.startswith(" " * 8)]
    assert [word for head in heads for word in head][-4:] == ["price", "no", "price", "difference"]
    assert "success_blue_doors" in told
    assert all(len(line) <= 80 for line in told.splitlines())
    assert call("compare", "results/mine-x", "--by", "encoding.kind").exit_code == 2
    state = call("status", "results/mine-x")
    assert "4 of 4 cells done, 0 running, 0 failed" in state.output
    assert call("compare", "results/mine-x", "results/mine-x").exit_code == 0


@pytest.mark.long
def test_another_scenario_of_the_same_name_stops_with_a_message(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    words = ("run", small, "--out", out, "--workers", 1, "--quick")
    assert call(*words).exit_code == 0
    small.write_text(SMALL.replace("steps = 12", "steps = 11"))
    done = call(*words)
    assert done.exit_code == 2
    assert "world.steps (12 there, 11 here)" in done.output
    assert call(*words, "--replace").exit_code == 0
    assert call(*words).exit_code == 0


def test_figures_go_where_one_may_write(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    assert call("run", small, "--out", out, "--workers", 1, "--quick").exit_code == 0
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*")}
    words = ("figures", out / "small-quick", "--only", "learning", "--format", "svg", "--to")
    done = call(*words, tmp_path / "mine" / "deep")
    assert done.exit_code == 0, done.output
    assert {file.name for file in (tmp_path / "mine" / "deep").iterdir()} == {"learning.svg", "learning.csv"}
    assert {file: file.stat().st_mtime_ns for file in out.rglob("*")} == before
    (tmp_path / "file").write_text("")
    done = call(*words, tmp_path / "file" / "deep")
    assert done.exit_code == 2
    assert "--to" in done.output


def test_compare_shows_the_columns_that_are_asked_for(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    assert call("run", small, "--out", out, "--workers", 1).exit_code == 0
    done = call("compare", out / "small", "--only", "success_*, planner", "--only", "genes")
    assert done.exit_code == 0, done.output
    first, head, *rows = done.output.splitlines()[0], done.output.splitlines()[2], *done.output.splitlines()[3:]
    assert first.startswith("2 replicates that all have, paired")
    assert head.split() == ["funnel", "direct", "difference"]
    names = [row.split()[0] for row in rows]
    assert {"planner", "genes", "success_novel"} <= set(names)
    assert all(name.startswith("success_") or name in ("planner", "genes") for name in names)
    wrong = call("compare", out / "small", "--only", "plannr,genes,sucess")
    assert wrong.exit_code == 2
    assert 'did you mean "planner"?' in wrong.output
    assert "2 problems" in wrong.output


@pytest.mark.long
def test_status_names_a_command_that_goes_on(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "results with spaces"
    assert call("run", small, "--out", out, "--workers", 1, "--quick").exit_code == 0
    (out / "small-quick").rename(out / "other")
    gone = next(iter((out / "other" / "cells").glob("*/"))).name
    shutil.rmtree(out / "other" / "cells" / gone)
    monkeypatch.chdir(tmp_path)
    told = " ".join(call("status", out / "other").output.split())
    command = shlex.split(told.partition("evosim ")[2])
    done = call(*command)
    assert done.exit_code == 0, done.output
    assert [path.name for path in out.iterdir()] == ["other"]
    assert (out / "other" / "cells" / gone / "DONE.json").is_file()
    assert "it goes on" not in call("status", out / "other").output


def test_cells_are_reproduced(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("run", small, "--out", out, "--workers", 1, "--quick")
    key = next(iter((out / "small-quick" / "cells").glob("*/"))).name
    done = call("reproduce", out / "small-quick", "--cell", key[:12], "--workers", 1)
    assert (done.exit_code, "1 of 1 cells have the stored digest" in done.output) == (0, True), done.output
    done = call("reproduce", out / "small-quick", "--cell", "nothing")
    assert (done.exit_code, "no such cell" in done.output) == (2, True)


def test_a_preregistration_is_the_same_text_on_paper_and_on_screen(small: Path, tmp_path: Path) -> None:
    small.write_text(f"# Given by hand: the sheet.\n{SMALL}")
    file = tmp_path / "small.md"
    for _ in range(2):  # a regular file is replaced
        done = call("prereg", small, "--to", file)
        assert (done.exit_code, done.output) == (0, f"{file}\n")
    assert call("prereg", small).stdout_bytes == file.read_bytes()
    assert "    Given by hand: the sheet." in file.read_text(encoding="utf-8")
    assert call("prereg", small, "--set", "seed=2").stdout_bytes != file.read_bytes()
    assert call("prereg", small, "--set", "world.sise=2").exit_code == 2


@pytest.mark.parametrize("command", ["prereg", "report"])
def test_only_regular_files_are_replaced(command: str, small: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(small)
    for name in ("pipe", "link", "", "no/file"):
        done = call(command, small, "--to", tmp_path / name)
        assert (done.exit_code, "--to: expected a" in done.output) == (2, True), (name, done.output)
    assert small.read_text() == SMALL
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "pipe").is_fifo()


def test_an_unknown_command_names_the_nearest() -> None:
    done = call("comprae")
    assert done.exit_code == 2
    assert 'Did you mean "compare"?' in done.output


WARNED = """
[[claim]]
name = "worse"
says = "It generalises worse."
source = "test"
where = { "world.instances" = 3 }
compare = { key = "variant", high = "funnel", low = "direct" }
statistic = "success_novel"
expect = "less"
margin = 0.0
"""


def test_check_warns_of_what_cannot_be_found_out(small: Path) -> None:
    small.write_text(SMALL.replace("ticks = 10", "ticks = 2") + WARNED)
    done = call("check", small)
    assert done.exit_code == 0
    told = " ".join(done.output.split())
    assert "warning: claim generalises: 2 replicates give no verdict, which needs 8 or more" in told
    assert "warning: claims generalises and worse contradict: no result supports both" in told
    assert "warning: world.min_path is 3, and thoughts of 2 ticks reach 2 cells" in told
    quiet = call("check", small, "--set", "replicates=60", "--set", "brain.cortex.ticks=10")
    assert "contradict" in quiet.output
    assert quiet.output.count("warning") == 1


@pytest.mark.parametrize("words", [["list", "probes"], ["list", "keys"], ["list", "scenarios"], ["check", "red_doors"]])
def test_lines_fit_eighty_columns_without_cutting_words(words: list[str]) -> None:
    lines = call(*words).output.splitlines()
    assert lines
    assert max(map(len, lines)) <= 80
    whole = " ".join(call(*words).output.split())
    assert "…" not in whole
    for word in {"list": ["of"], "check": ["doors"]}[words[0]]:
        assert f" {word} " in f" {whole} "


@pytest.mark.long
def test_the_claims_fit_eighty_columns_and_say_what_was_expected(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    done = call("run", small, "--out", out, "--workers", 1, "--set", "replicates=8", "--name", "mine")
    assert done.exit_code == 0, done.output
    assert max(len(line) for line in done.output.splitlines() if str(out) not in line) <= 80
    told = " ".join(word for word in done.output.replace("│", " ").split())
    assert "expected more than +0.1" in told
    if "inconclusive" in told:
        assert "lies in the interval" in told


@pytest.mark.parametrize("given", ["", "1"])
def test_colours_only_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    from evosim.console import Outspoken

    monkeypatch.setenv("NO_COLOR", given)
    terminal = Outspoken(force_terminal=True, color_system="standard", width=80)
    with terminal.capture() as shown:
        terminal.print("supported", style="green")
    assert ("32m" in shown.get()) is not bool(given)


@pytest.mark.parametrize("words", [("check", "a\x1b[2J"), ("check", "a", "b\x9b"), ("no\x07",), ("list", "\u202e")])
def test_no_word_of_a_command_steers_the_terminal(words: tuple[str, ...]) -> None:
    told = call(*words)
    assert told.exit_code == 2
    assert plain(told.output).split() == told.output.split()  # click sets choices apart by tabs


def test_a_home_that_nobody_has() -> None:
    told = call("ledger", "--out", "~nobody-of-that-name")
    assert told.exit_code == 2
    assert "no home" in told.output
