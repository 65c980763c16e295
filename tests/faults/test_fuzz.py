"""A few of the inputs that ``python -m tests.faults.fuzz`` makes by the thousand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults import watch
from tests.faults.kinds import Kinds, clean
from tests.faults.watch import Fault, outcome

QUICK = ["load", "run", "Run", "Run.show", "Genome", "Lineage"]  # compile nothing


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinds]:
    """They are tried where no run is; those of finished runs take longer."""
    before, folder = os.getcwd(), tmp_path_factory.mktemp("fuzz")
    (folder / "plain").mkdir()
    made = Kinds(folder / "here", folder / "plain")
    made.calls = QUICK
    yield made
    os.chdir(before)


@given(st.sampled_from(["scenario", "scenario", "command", "python", "text"]), st.integers(0, 10**9))
@settings(max_examples=200, deadline=None)
def test_any_input_comes_to_a_result_or_an_error_in_words(kinds: Kinds, kind: str, number: int) -> None:
    kinds.attempt(kind, number, 1)()


def test_faults_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SECONDS", 0.2)

    def endless() -> None:
        while True:
            pass

    assert "ZeroDivisionError" in outcome(lambda: 1 / 0)[0]
    assert outcome(endless)[0].startswith("more than")
    assert outcome(lambda: None)[0] == ""
    with pytest.raises(Fault, match="raw"):
        clean("a\x1b[31mb", "here")


def test_an_input_can_be_had_again(kinds: Kinds) -> None:
    file = Path("fuzzed.toml")
    texts = []
    for number in (7, 8, 7):
        kinds.attempt("scenario", number, 1)
        texts.append(file.read_bytes())
    assert texts[0] == texts[2] != texts[1]
