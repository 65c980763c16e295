"""Texts that steer no terminal, wherever they came from: titles, names of files, words of a command."""

from __future__ import annotations

import re

# Control characters but the new line, and marks that change the line or turn the order of what is shown.
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text with an escape, such as ``\\x1b``, in the place of each character that steers; of a tab a space."""
    return _STEERING.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return " " if code == 9 else f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
