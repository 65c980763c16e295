"""The examples run as their first lines say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import evosim

ROOT = Path(__file__).parents[1]


def run(name: str, *words: str) -> str:
    command = [sys.executable, str(ROOT / "scenarios" / "examples" / name), *words]
    environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def test_hinton_and_nowlan(tmp_path: Path) -> None:
    told = run("hinton_nowlan.py", "--runs", "4", "--out", str(tmp_path / "a.png"))
    assert (tmp_path / "a.png").stat().st_size > 10_000
    at_50 = next(line for line in told.splitlines() if line.split()[0] == "50").split()
    assert abs(float(at_50[1]) - float(at_50[2].strip("()"))) < 0.06


@pytest.mark.long
def test_onemax() -> None:
    lines = run("onemax.py").splitlines()[1:]
    best = [float(line.split()[-3]) for line in lines]
    assert len(best) == 3
    assert max(best) - min(best) < 3
    assert min(best) > 90


def test_three_questions() -> None:
    searches, wants, elsewhere = run("three_questions.py").splitlines()
    assert "planner: True" in searches
    assert "red" in wants
    assert elsewhere.startswith("What becomes of it")
    assert "aligned" in elsewhere


@pytest.mark.long
def test_luck(tmp_path: Path) -> None:
    told = run("luck.py", "--genomes", "13", "--json", str(tmp_path / "luck.json"))
    found = json.loads((tmp_path / "luck.json").read_text())
    assert list(found) == [line[:34].strip() for line in told.splitlines()]
    easy, hard = found["cortex alone, no bias"], found["whole brain, genes normal"]
    assert 5 < easy["interval"][0] < easy["bits"] < easy["interval"][1] < 7
    assert hard["planners"] == 0
    assert hard["bits"] is hard["interval"][1] is None
    assert hard["interval"][0] > 10


def test_the_heuristic_evolves_to_the_same_bits(tmp_path: Path) -> None:
    small = ("--replicates", "0", "1", "--population", "16", "--generations", "3")
    told = [run("evolve_heuristic.py", *small, "--out", str(tmp_path / name)) for name in ("a.csv", "b.csv")]
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 165
    assert len(told[0].splitlines()) == 4


@pytest.mark.slow
def test_the_stored_heuristic_is_what_the_example_evolves(tmp_path: Path) -> None:
    run("evolve_heuristic.py", "--replicates", "0", "--out", str(tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_text() == (ROOT / "evosim" / "probes" / "heuristic.csv").read_text()


@pytest.mark.long
def test_the_zoo_is_a_table_with_a_row_for_each_agent() -> None:
    head, line, *rows = run("zoo.py").splitlines()
    assert {text.count("|") for text in (head, line, *rows)} == {14}
    assert [row.split("|")[1].strip() for row in rows if row.split("|")[2].strip() == "yes"] == [
        "ideal cortex", "breadth-first walker",
    ]  # fmt: skip
    for row in rows:
        _, _, made, *_, planner, searcher, _, _, _, _ = (cell.strip() for cell in row.split("|"))
        assert made == planner == searcher


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "scenarios" / "examples").glob("*.toml")))
def test_scenarios_make_sense_and_have_a_primary_claim(name: str) -> None:
    scenario = evosim.load(ROOT / "scenarios" / "examples" / name)
    assert [claim.primary for claim in scenario.claim].count(True) == 1


@pytest.mark.parametrize("file", sorted((ROOT / "scenarios" / "examples").glob("*.toml")), ids=lambda file: file.stem)
def test_scenarios_among_the_examples_are_sound(file: Path) -> None:
    assert evosim.load(file).claim


@pytest.mark.long
def test_tutorials_tell_what_they_promise(tmp_path: Path) -> None:
    told = run("tutorial_1_first_verdict.py", str(tmp_path))
    assert "40 of 40 cells" in told
    assert any(f"{word}: " in told for word in ("supported", "refuted", "inconclusive"))
    assert (tmp_path / "tutorial" / "report.html").stat().st_size > 100_000
    assert (tmp_path / "tutorial" / "probes.png").stat().st_size > 10_000
    told = run("tutorial_2_own_scenario.py", str(tmp_path))
    at = "mine.toml:19: encoding.cell_typs", "mine.toml:23"
    for words in ("2 problems", *at, "supported: ", "holds another scenario"):
        assert words in told
    told = run("tutorial_3_reading_a_mind.py", str(tmp_path))
    assert (tmp_path / "tutorial" / "mind.png").stat().st_size > 10_000
    activity = next(line for line in told.splitlines() if line.startswith("activity by steps"))
    falling = [float(word) for word in activity.partition("[")[2].rstrip("]").split(", ")]
    assert falling[0] > falling[3] > falling[7]
    assert "quadrant_blue_doors" in told


def test_the_tutorial_on_objectives() -> None:
    told = run("tutorial_4_own_objective.py").splitlines()
    kept, torn = (float(line.split()[4]) for line in told[:2])
    assert kept > torn + 1
    assert "the same genomes follow: True" in told
    assert told[-1].startswith("Bits(bits=2")
