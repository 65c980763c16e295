"""A column of the table of results: what a probe or an organ declares of what it measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

Kind = Literal["number", "count", "flag", "text"]
PLACEHOLDER = re.compile("<([a-z]+)>")
Span = tuple[float, float]


@dataclass(frozen=True)
class Column:
    """A column, or a pattern of columns.

    Parameters
    ----------
    name : a pattern holds placeholders: ``<organ>``, ``<plane>``, ``<place>``, ``<shift>`` and ``<object>`` stand for a
        name of the scenario, ``<channel>`` for the channels of a cortex that has several, any other for the values of
        ``each``.
    meaning : in one line; it may hold the same placeholders.
    kind : a number (float64), a count (int64), a flag (bool) or text (string).
    span : the least and the largest value that it can have by its definition, whatever was measured. Intervals of
        claims rest on it, so it must hold for every agent and world; None where that is not sure. Of a flag it is
        (0, 1).
    null : when it is null, besides in cells that are not finished; empty if it never is.
    after : the column that it follows in the table; empty if it comes after all that are declared before it.
    each : what a placeholder of its own stands for.
    asked : the key of section ``measure``, or the part of ``evolution``, without which the column is in no table; empty
        if it is in all of them.
    """

    name: str
    meaning: str
    kind: Kind = "number"
    span: Span | None = None
    null: str = ""
    after: str = ""
    each: tuple[str | int, ...] = ()
    asked: str = ""

    @property
    def limits(self) -> Span | None:
        """Its span, or that of truth values."""
        return (0.0, 1.0) if self.kind == "flag" else self.span

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders in its name, without brackets."""
        return tuple(PLACEHOLDER.findall(self.name))

    @cached_property
    def fixed(self) -> int:
        """How many letters of its name are not a placeholder's."""
        return len(PLACEHOLDER.sub("", self.name))

    @cached_property
    def _form(self) -> re.Pattern[str]:
        return re.compile("(.+)".join(re.escape(part) for part in PLACEHOLDER.split(self.name)[::2]))

    def stands_for(self, name: str) -> bool:
        """Whether a column of this name is one of the pattern."""
        return self._form.fullmatch(name) is not None

    def fit(self, name: str) -> tuple[int, int]:
        """How well the pattern fits a name that it stands for: the more fixed letters, the better.

        Of as many, one that lists what it stands for fits better than others if it lists the name, and worse if not.
        """
        found = self._form.fullmatch(name)
        listed = found is not None and bool(set(found.groups()) & set(map(str, self.each)))
        return self.fixed, 2 * listed - bool(self.each)

    def named(self, words: Mapping[str, str | int]) -> Column:
        """The column in which each placeholder is a word."""

        def fill(text: str) -> str:
            return PLACEHOLDER.sub(lambda found: str(words.get(found[1], found[0])), text)

        return replace(self, name=fill(self.name), meaning=fill(self.meaning))
