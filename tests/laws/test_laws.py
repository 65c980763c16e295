"""The laws of evolution: a fast part here, all of it in ``evosim selftest``."""

from __future__ import annotations

from importlib import import_module
from itertools import islice

import pytest
from click.testing import CliRunner

from evosim.cli import main
from evosim.laws import LAWS, Law
from evosim.laws.words import line

FAST = {"selection": 10, "drift": 3, "variation": 10, "times": 20, "power": 10, "learning": 6, "rewards": 1}


@pytest.mark.parametrize("name", [pytest.param(law, marks=pytest.mark.long) if law == "drift" else law for law in LAWS])
def test_laws(name: str) -> None:
    found = list(LAWS[name](FAST[name]))
    assert found
    assert [line(law) for law in found if not law.passed] == []


@pytest.mark.slow
def test_selftest_in_full() -> None:
    done = CliRunner().invoke(main, ["selftest"])
    assert done.exit_code == 0, done.output


def test_a_law_can_fail() -> None:
    assert Law("a", "", "", 1.0, 1.2, 0.1).passed
    assert not Law("a", "", "", 1.0, 1.31, 0.1).passed
    assert not Law("a", "", "", 1.0, 1.2, 0.1, tolerance=0.1).passed
    assert not Law("a", "", "", 1.0, float("nan"), 0.1).passed


def test_selection_that_is_too_weak_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    selection = import_module("evosim.laws.selection")
    real = selection._parents
    monkeypatch.setattr(
        selection,
        "_parents",
        lambda select, *rest: real({**select, "size": select["size"] - 1} if "size" in select else select, *rest),
    )
    first = islice(selection.selection(10), 5)  # a tournament of one never lets the best take over
    failed = [law.case for law in first if not law.passed]
    assert failed == ["tournament of 2", "tournament of 3", "tournament of 5", "tournament of 7", "tournament of 10"]
