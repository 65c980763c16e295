"""What a terminal would obey is written out, and all else stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.plain import plain

TURNING = {"AL", "AN", "R", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(st.text())
def test_nothing_is_left_that_is_obeyed(text: str) -> None:
    said = plain(text)
    for letter in said:
        assert unicodedata.category(letter) not in ("Cc", "Zl", "Zp") or letter in "\t\n"
        assert unicodedata.category(letter) != "Cf" or unicodedata.bidirectional(letter) not in TURNING
    assert plain(said) == said


@pytest.mark.parametrize("text", ["", "τ ≥ 0.5 — “näher”\n\tund 中文", "👩‍👩‍👧", "שלום", "\\x1b"])
def test_what_people_write_stays(text: str) -> None:
    assert plain(text) == text


def test_escapes() -> None:
    assert plain("a\x1b[2J\x07\r\x9b\u202eb") == r"a\x1b[2J\x07\r\x9b\u202eb"
