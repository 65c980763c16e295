"""Which preregistration a run takes for its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from evosim.experiment.preregistered import FILE, Preregistration, marks, registered
from evosim.experiment.registration import noted, register
from evosim.experiment.run import Run
from evosim.experiment.seal import seal
from evosim.scenario import Scenario, cells, dump
from tests.scenario.conftest import CLAIM, SWEPT, Read

TEXT = f"{SWEPT}{CLAIM}than = 0.5\n"
LOOKS = 'replicates = { least = 8, most = 30, until = "settled" }\n'


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = Run.beginning(tmp_path / "run")
    run.store.path.mkdir(parents=True)
    return run


@pytest.fixture
def mine(read: Read) -> Scenario:
    return read(TEXT)


@pytest.fixture
def file(tmp_path: Path, mine: Scenario) -> Path:
    path = tmp_path / "mine.md"
    path.write_text(registered("What we expect.\n", mine))
    return path


def said(run: Run, scenario: Scenario, given: Path | None, quick: bool = False) -> str:
    return "\n".join(map(str, Preregistration(run, given).problems(scenario, quick)))


def finish(run: Run, scenario: Scenario) -> None:
    run.store.write(cells(scenario)[0].key, {"cell.json": b"{}"})


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ('title = "Doors"', 'title = "Other doors"\nseed = 1', []),
        ('source = "003"', 'source = "003"\nafter_data = "seen"', []),
        ("margin = 0.3", "margin = 0.2", ["claim `more_planners`"]),
        ("replicates = 2", "replicates = 3", ["design"]),
        ("replicates = 2", "replicates = 2\nseed = 2", ["design"]),
        ("min_path = 4", "min_path = 5", ["design"]),
        ("\n[[claim]]", '\n[[shift]]\nname = "far"\nset = { "world.steps" = 9 }\n[[claim]]', ["design"]),
        ('kind" = "funnel" }', 'kind" = "funnel", "evolution.elites" = 2 }', ["design"]),
        ("more_planners", "others", ["claim `more_planners`", "claim `others`"]),
    ],
)
def test_claims_and_design_are_what_it_is_of(
    read: Read, run: Run, mine: Scenario, file: Path, old: str, new: str, differs: list[str]
) -> None:
    assert TEXT.count(old) == 1
    assert said(run, mine, file) == ""
    told = said(run, read(TEXT.replace(old, new)), file)
    assert told.count("of another scenario") == bool(differs)
    assert not differs or f"got one that differs in {', '.join(differs)};" in told


def test_arms_that_changed_names_are_another_design(read: Read, mine: Scenario) -> None:
    swapped = TEXT.replace('"funnel"\n', '"x"\n').replace('"direct"\n', '"funnel"\n').replace('"x"\n', '"direct"\n')
    assert {cell.key for cell in cells(read(swapped))} == {cell.key for cell in cells(mine)}
    assert marks(read(swapped)) != marks(mine)


def test_it_holds_of_a_run_that_has_had_more_replicates(read: Read) -> None:
    looked = read(TEXT + LOOKS)
    assert marks(read(dump(looked.model_copy(update={"replicates": 21})))) == marks(looked)


def test_what_was_changed_is_none(run: Run, mine: Scenario, file: Path) -> None:
    text = file.read_text()
    assert seal(text) is not None
    for other in (text.replace("expect", "hope"), f"{text}\n", text.replace(text[-9:], "00000000\n"), "", "Words.\n"):
        file.write_text(other)
        assert "not a preregistration" in said(run, mine, file) or not other
    file.write_text(text.replace("\n", "\r\n"))  # as a checkout may have it
    assert said(run, mine, file) == ""


def test_what_cannot_be_read_is_said(run: Run, mine: Scenario, file: Path, tmp_path: Path) -> None:
    assert "cannot be read" in said(run, mine, tmp_path / "nothing.md")
    assert "cannot be read" in said(run, mine, tmp_path)
    file.write_bytes(b"\xff\xfe")
    assert "cannot be read" in said(run, mine, file)


def test_a_quick_run_has_none(run: Run, mine: Scenario, file: Path) -> None:
    assert "a run of all replicates" in said(run, mine, file, quick=True)
    assert said(run, mine, None, quick=True) == ""


def test_it_must_be_there_before_data(run: Run, mine: Scenario, file: Path) -> None:
    finish(run, mine)
    assert "younger than its data" in said(run, mine, file)
    (run.path / FILE).write_bytes(file.read_bytes())
    assert "younger than its data" in said(run, mine, None)


def test_it_stays_that_of_the_run(read: Read, run: Run, mine: Scenario, file: Path) -> None:
    assert Preregistration(run).citation == {}
    register(run, mine)
    Preregistration(run, file).keep()
    finish(run, mine)
    assert said(run, mine, file) == said(run, mine, None) == ""
    assert Preregistration(run).citation == {"prereg": seal(file.read_text())}
    register(run, mine)
    assert len(noted(run)) == 2
    other = read(TEXT.replace("margin = 0.3", "margin = 0.2"))
    assert f"{run.path / FILE}: of another scenario" in said(run, other, None)
    second = file.with_name("second.md")
    second.write_text(registered("Other words for the same.\n", mine))
    assert "younger than its data" in said(run, mine, second)


def test_without_one_nothing_is_noted(run: Run, mine: Scenario) -> None:
    assert said(run, mine, None) == ""
    Preregistration(run).keep()
    assert [path.name for path in run.path.iterdir()] == ["cells"]
