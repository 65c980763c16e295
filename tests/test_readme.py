"""The README stays true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evosim
from evosim.ledger import as_markdown, ledger
from evosim.scenario import cells

TEXT = (Path(__file__).parents[1] / "README.md").read_text()


def block(language: str) -> str:
    return re.search(rf"```{language}\n(.*?)```", TEXT, re.S)[1]  # type: ignore[index]


def test_the_scenario_of_ones_own_loads(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(block("toml"))
    assert len(cells(evosim.load(path))) == 30


def test_the_python_runs(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    small = {"replicates": 1, "evolution.population": 8, "evolution.generations": 2, "variant": [], "claim": []}
    monkeypatch.chdir(tmp_path)
    code = block("python").replace('{"replicates": 2}', repr(small))
    names: dict[str, object] = {}
    exec(code, names)  # the README's own words
    assert names["agent"].genome.size == 154  # type: ignore[attr-defined]


def test_pictures_and_files_exist() -> None:
    root = Path(__file__).parents[1]
    for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", TEXT):
        assert (root / name).is_file(), name
    for name in re.findall(r"`((?:evosim|scenarios|results/gallery)/[\w/.]+)`", TEXT):
        assert (root / name).exists(), name


@pytest.mark.long  # it reads all tables
def test_the_ledger_is_that_of_the_gallery(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    (tmp_path / "gallery").symlink_to(root / "results" / "gallery")
    entries = ledger(tmp_path)
    assert as_markdown([entry for entry in entries if entry.primary]) in TEXT
    assert (root / "results" / "gallery" / "ledger.md").read_text() == as_markdown(entries)


def test_the_optimizer_s_example_is_true() -> None:
    import doctest

    test = doctest.DocTestParser().get_doctest(block("pycon"), {}, "README", None, 0)
    assert doctest.DocTestRunner().run(test).failed == 0
