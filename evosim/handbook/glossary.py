"""What the handbook says of the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evosim.handbook.entries import entries, instances


def glossary(text: str, columns: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Names and passages of the terms that occur in a text, and of some columns, in the order of the alphabet.

    Parameters
    ----------
    text : in which terms are looked for, in the singular and the plural, in capitals and small letters.
    columns : names of columns of the table; of these the first sentence is taken.

    Returns
    -------
    Names that share a passage stand together, separated by commas.
    """
    found: dict[str, list[str]] = {}
    for entry in entries():
        if entry.kind == "term" and _pattern(entry.name).search(text):
            found.setdefault(entry.text, []).append(entry.name)
    known = [entry for entry in entries() if entry.kind == "column"]
    terms = {name for names in found.values() for name in names}
    for column in dict.fromkeys(columns):
        named = [entry for entry in known if entry.name == column] or instances(column, known)
        for entry in named if column not in terms else ():
            found.setdefault(entry.summary, []).append(column)
    told = [(", ".join(names), " ".join(passage.split())) for passage, names in found.items()]
    return sorted(told, key=lambda one: one[0].lower())


def _pattern(name: str) -> re.Pattern[str]:
    """A name as it may be written in a text."""
    parts = (f"{re.escape(part)}s?" for part in re.split("[- ]", name))
    return re.compile(rf"\b{'[- ]'.join(parts)}\b".replace("'", "['’]"), re.IGNORECASE)
