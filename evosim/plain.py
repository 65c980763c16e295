"""Text of files, names and scenarios on a terminal: what a terminal would obey is written out instead."""

from __future__ import annotations

import re

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    r"""The text with control characters, and those that turn its direction, as escapes; tabs and new lines stay.

    Examples
    --------
    >>> plain("\x1b[31mred\x07")
    '\\x1b[31mred\\x07'
    """
    return OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
