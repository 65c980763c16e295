"""The ledger's page: all claims, their verdicts, and a picture of each scenario that was run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from evosim.cli import main
from evosim.ledger import ledger
from evosim.report import write_ledger
from evosim.scenario import load, packaged
from tests.report.test_report import Elements

GALLERY = Path(__file__).parents[2] / "results" / "gallery"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("results")
    for name in ("fine_tuning", "worst_case"):
        shutil.copytree(GALLERY / name, path / "gallery" / name)
    return path


def test_all_claims_and_the_pictures_of_what_was_run(out: Path) -> None:
    entries = ledger(out)
    file = write_ledger(entries, out)
    text = file.read_text(encoding="utf-8")
    elements = Elements(text)
    assert elements.open == []
    assert text.count("<img ") == 2
    assert all(attributes["alt"] for tag, attributes in elements.found if tag == "img")
    assert text.count('class="scenario"') == len({entry.scenario for entry in entries})
    names = [attributes["id"] for _, attributes in elements.found if attributes.get("id")]
    assert len(names) == len(set(names))
    targets = {str(attributes["href"])[1:] for tag, attributes in elements.found if tag == "a"}
    assert targets <= set(names)
    assert {name for name in packaged() if load(name).claim} <= targets
    assert text.count('class="interval"') == sum(
        entry.verdict in ("supported", "refuted", "inconclusive") and bool(entry.interval) for entry in entries
    )


def test_the_command_without_a_run(out: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["report", "--out", str(out), "--to", str(tmp_path / "all.html")])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "all.html").read_text(encoding="utf-8")
    assert re.search(r"\d+ claims of \d+ scenarios", text)
    failed = CliRunner().invoke(main, ["report", "--to", str(tmp_path / "no" / "all.html")])
    assert failed.exit_code == 2


@pytest.mark.long
def test_the_page_of_the_gallery_is_small_enough(tmp_path: Path) -> None:
    file = write_ledger(ledger(GALLERY.parent), GALLERY.parent, tmp_path / "ledger.html")
    assert file.stat().st_size < 5_000_000
