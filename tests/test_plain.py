"""Texts that steer no terminal."""

from __future__ import annotations

import io
import unicodedata

from rich.text import Text

from evosim.console import Plain
from evosim.plain import plain

STEERING = [chr(code) for code in range(0x3000) if unicodedata.category(chr(code)) in ("Cc", "Zl", "Zp")]
BIDI = [c for c in map(chr, range(0x3000)) if unicodedata.bidirectional(c) in
        ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")]  # fmt: skip


def test_what_steers_a_terminal_is_written_as_an_escape() -> None:
    assert plain("a\x1b[31mb\u202ec\td") == "a\\x1b[31mb\\u202ec d"
    assert plain("Ünïcode – 日本語 “…”\nnext") == "Ünïcode – 日本語 “…”\nnext"
    assert not set(plain("".join(STEERING + BIDI))) & set(STEERING + BIDI) - {"\n"}


def test_a_console_colours_but_no_text_steers_it() -> None:
    console = Plain(file=io.StringIO(), force_terminal=True, color_system="standard", width=40)
    console.print(Text("a\x1b[2Jb", style="red"))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "a\\x1b[2Jb" in shown
    assert "\x1b[2J" not in shown
    assert "\x1b[31m" in shown
