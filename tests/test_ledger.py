"""The table of all claims."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from evosim.claims.primaries import holm
from evosim.cli import main
from evosim.experiment.store import Store
from evosim.ledger import HEADS, as_csv, as_latex, as_markdown, ledger, summary, unfinished
from evosim.scenario import Scenario, load, packaged
from tests.golden import HERE

GALLERY = Path(__file__).parents[1] / "results" / "gallery"


def small(name: str) -> Scenario:
    """A scenario with a claim that takes seconds."""
    return load(HERE / "plain.toml", {"seed": len(name)}, label=name)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of two scenarios, of which one stands in the gallery beside them."""
    path = tmp_path_factory.mktemp("results")
    for name, place in (("fine_tuning", path), ("worst_case", path / "gallery")):
        shutil.copytree(GALLERY / name, place / name, ignore=shutil.ignore_patterns("figures"))
    return path


def test_every_claim_is_there_with_its_verdict(out: Path) -> None:
    entries = ledger(out)
    assert [(one.scenario, one.claim) for one in entries] == [
        (name, claim.name) for name in packaged() for claim in load(name).claim
    ]
    for entry in entries:
        assert (entry.verdict == "not run") == (entry.scenario not in ("fine_tuning", "worst_case")), entry
        assert entry.weakest_link, f"{entry.scenario}: a scenario with claims says its weakest link"
    verdicts = json.loads((out / "fine_tuning" / "verdicts.json").read_bytes())
    mine = [entry for entry in entries if entry.scenario == "fine_tuning"]
    assert [one.verdict for one in mine] == [one["verdict"] for one in verdicts]
    assert [one.replicates for one in mine] == [one["replicates"] for one in verdicts]
    assert [one.together is None for one in mine] == [not one.primary for one in mine]
    assert {one.scenario for one in entries if one.verdict == "not run"} == {one.name for one in unfinished(out)}
    first, second = summary(entries)
    assert f"{len(entries)} claims of" in first
    assert "of 2 primary claims" in second


def test_a_verdict_on_other_words_does_not_count(out: Path, tmp_path: Path) -> None:
    shutil.copytree(out / "fine_tuning", tmp_path / "fine_tuning")
    file = tmp_path / "fine_tuning" / "scenario.toml"
    name = load("fine_tuning").claim[0].name
    margin = f"margin = {load('fine_tuning').claim[0].margin}"
    assert margin in file.read_text()
    file.write_text(file.read_text().replace(margin, "margin = 0.77", 1))
    entry = next(one for one in ledger(tmp_path) if (one.scenario, one.claim) == ("fine_tuning", name))
    assert (entry.verdict, entry.interval, entry.replicates) == ("of another version of the claim", "", None)


def test_formats(out: Path) -> None:
    entries = ledger(out)
    rows = list(csv.DictReader(io.StringIO(as_csv(entries))))
    assert [row["claim"] for row in rows] == [entry.claim for entry in entries]
    lines = as_markdown(entries).splitlines()
    assert len(lines) == len(entries) + 2
    assert {line.replace("\\|", "").count("|") for line in lines} == {len(HEADS) + 1}
    tex = as_latex(entries)
    assert tex.count(r" \\" + "\n") == len(entries) + 1
    assert "_" not in tex.replace(r"\_", "")


def by(chances: dict[str, float], alpha: float) -> dict[str, bool]:
    """Holm of claims with these p-values."""
    return holm(chances, lambda name, level: chances[name] <= level, alpha)


def test_holm_by_hand() -> None:
    assert by({"a": 0.04, "b": 0.01, "c": 0.02}, 0.05) == {"a": True, "b": True, "c": True}
    assert by({"a": 0.04, "b": 0.01, "c": 0.03}, 0.05) == {"a": False, "b": True, "c": False}
    assert by({"a": 0.01, "b": 0.02}, 0.01) == {"a": False, "b": False}
    assert by({}, 0.05) == {}


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8), st.floats(0.01, 0.5))
def test_holm_is_the_step_down_procedure(chances: dict[str, float], alpha: float) -> None:
    expected, open_ = {}, True
    for rank, name in enumerate(sorted(chances, key=lambda name: chances[name])):
        open_ = open_ and chances[name] <= alpha / (len(chances) - rank)
        expected[name] = open_
    assert by(chances, alpha) == expected


def test_the_command(out: Path, tmp_path: Path) -> None:
    file = tmp_path / "ledger.md"
    done = CliRunner().invoke(main, ["ledger", "--out", str(out), "--to", str(file)])
    assert done.exit_code == 0, done.output
    assert "weakest link" in done.output
    assert file.read_text().startswith("| scenario | claim |")
    bad = CliRunner().invoke(main, ["ledger", "--out", str(out), "--to", "a.xls", "--to", "b"])
    assert bad.exit_code == 2
    assert "2 problems" in bad.output
    assert ".csv, .md, .tex" in bad.output


@pytest.mark.long
def test_in_two_parts_it_comes_to_the_same_digests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped within its second scenario, and begun again by the same command."""
    monkeypatch.setattr("evosim.ledger.packaged", lambda: ["one", "other"])
    monkeypatch.setattr("evosim.ledger.load", small)
    command = ["ledger", "--run", "--workers", "1", "--out"]
    assert CliRunner().invoke(main, [*command, str(tmp_path / "whole")]).exit_code == 0
    again = Store.write

    def stopped(self: Store, key: str, cell: Mapping[str, bytes], **more: bool) -> None:
        if self.path.parts[-2:] == ("plain-other", "cells") and len(list(self.keys())) == 2:
            raise KeyboardInterrupt
        again(self, key, cell, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", stopped)
        done = CliRunner().invoke(main, [*command, str(tmp_path / "parts")])
    assert done.exit_code not in (0, 1)
    assert sorted(path.name for path in (tmp_path / "parts").glob("*/digests.json")) == ["digests.json"]
    assert CliRunner().invoke(main, [*command, str(tmp_path / "parts")]).exit_code == 0
    for name in ("plain-one", "plain-other"):
        found = [tmp_path / part / name / "digests.json" for part in ("whole", "parts")]
        whole, parts = (json.loads(digests.read_bytes()) for digests in found)
        for key in ("cells", "table", "verdicts"):
            assert whole[key] == parts[key]
    sessions = json.loads((tmp_path / "parts" / "plain-other" / "provenance.json").read_bytes())
    assert [session["cells_computed"] for session in sessions][-1] == len(whole["cells"]) - 2
