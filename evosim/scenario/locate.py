"""The line of a TOML text on which each key is, which ``tomllib`` does not report."""

from __future__ import annotations

import bisect
import contextlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping

from evosim.faults.path import Path

# The order matters: three quotes are tried before one. Two more before the last three belong to the text.
STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'",
    re.DOTALL,
)
BLANK = re.compile(r"[ \t]*")
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SCALAR = re.compile(r"[^,\]}#\n]+")  # never nothing: each step gets on
BARE = re.compile(r"[A-Za-z0-9_-]+")


def locate(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, of every key, table and list element of a TOML text.

    Parameters
    ----------
    text : str
        A text that ``tomllib`` accepts; of any other the result is what was understood before it went wrong.

    Returns
    -------
    dict
        From paths such as ``("world", "object", 0, "pays")``. A quoted key with dots is one part of a path.
    """
    scanner = _Scanner(text)
    with contextlib.suppress(IndexError, RecursionError, tomllib.TOMLDecodeError):
        scanner.document()
    return scanner.lines


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """Return the line of the longest beginning of ``path`` that the text mentions."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scanner:
    """Reads keys and skips values. It relies on the text being TOML, so it need not check."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.elements: defaultdict[Path, int] = defaultdict(int)
        self.ends = [match.start() for match in re.finditer("\n", text)]

    def document(self) -> None:
        table: Path = ()
        while self.skip(SPACE) < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]``; the name of a list of tables means its last element."""
        start = self.at
        double = self.text.startswith("[[", start)
        self.at += 1 + double
        path: Path = ()
        keys = self.key()
        for place, key in enumerate(keys):
            path = (*path, key)
            self.lines.setdefault(path, self.line(start))
            if double and place == len(keys) - 1:
                self.elements[path] += 1
            if path in self.elements:
                path = (*path, self.elements[path] - 1)
        self.lines[path] = self.line(start)
        self.at += 1 + double
        return path

    def pair(self, table: Path) -> None:
        """Read ``a.b = value``."""
        start = self.at
        for key in self.key():
            table = (*table, key)
            self.lines.setdefault(table, self.line(start))
        self.at += 1  # the equals sign
        self.value(table)

    def key(self) -> list[str]:
        """Read a dotted key up to what follows it."""
        keys = []
        while True:
            self.skip(BLANK)
            start = self.at
            if self.text[start] in "\"'":
                # Escapes are left to tomllib, so that a key is spelt here as it is there.
                keys.append(tomllib.loads(f"key = {self.take(STRING)}")["key"])
            else:
                keys.append(self.take(BARE))
            self.skip(BLANK)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def value(self, path: Path) -> None:
        self.skip(BLANK)
        first = self.text[self.at]
        if first in "\"'":
            self.skip(STRING)
        elif first == "[":
            self.each("]", path)
        elif first == "{":
            self.each("}", path)
        else:
            self.skip(SCALAR)

    def each(self, end: str, path: Path) -> None:
        """Read the elements of an array or the pairs of an inline table."""
        self.at += 1
        index = 0
        while self.text[self.skip(SPACE)] != end:
            if self.text[self.at] == ",":
                self.at += 1
            elif end == "}":
                self.pair(path)
            else:
                self.lines[(*path, index)] = self.line(self.at)
                self.value((*path, index))
                index += 1
        self.at += 1

    def take(self, pattern: re.Pattern[str]) -> str:
        start = self.at
        return self.text[start : self.skip(pattern)]

    def skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise IndexError(self.at)
        self.at = match.end()
        return self.at

    def line(self, at: int) -> int:
        return bisect.bisect_left(self.ends, at) + 1
