from __future__ import annotations

import string
import tomllib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evosim.faults.path import Path
from evosim.faults.toml import inline, quoted
from evosim.scenario.locate import line_of, locate

DOCUMENT = '''\
title = "a [b] # c" # [not.a.table]
"world.instances" = [1, 4] # one key

[world]
size = 7
layout = { kind = "open", walls = 0.3, "a.b" = { c = [ { d = 1 } ] } }
text = """
size = 9
[brain] "" \\""" ""
"""
raw = \'\'\'
steps = 3\'\'\'
[[world.object]] # first
name = "door"
[world.object.place]
like = "x"
[[world.object]]
name = 'key'
shows.red = 1
shows . blue = 1
[[claim]]
[claim.where]
"world.instances" = 64
[[claim]]
values = [
  1, # ], }
  [ 2,
    3 ],
  { a = 1 },
  """
  """, 5
]
'''

WANTED: dict[Path, int] = {
    ("title",): 1,
    ("world.instances",): 2,
    ("world.instances", 1): 2,
    ("world",): 4,
    ("world", "size"): 5,
    ("world", "layout", "walls"): 6,
    ("world", "layout", "a.b", "c", 0, "d"): 6,
    ("world", "text"): 7,
    ("world", "raw"): 11,
    ("world", "object"): 13,
    ("world", "object", 0): 13,
    ("world", "object", 0, "name"): 14,
    ("world", "object", 0, "place"): 15,
    ("world", "object", 0, "place", "like"): 16,
    ("world", "object", 1): 17,
    ("world", "object", 1, "name"): 18,
    ("world", "object", 1, "shows", "red"): 19,
    ("world", "object", 1, "shows", "blue"): 20,
    ("claim", 0): 21,
    ("claim", 0, "where", "world.instances"): 23,
    ("claim", 1): 24,
    ("claim", 1, "values"): 25,
    ("claim", 1, "values", 0): 26,
    ("claim", 1, "values", 1, 1): 28,
    ("claim", 1, "values", 2, "a"): 29,
    ("claim", 1, "values", 3): 30,
    ("claim", 1, "values", 4): 31,
}


def test_every_way_to_write_a_key() -> None:
    tomllib.loads(DOCUMENT)
    lines = locate(DOCUMENT)
    assert {path: lines.get(path) for path in WANTED} == WANTED
    assert ("brain",) not in lines
    assert ("world", "steps") not in lines


def test_the_longest_known_beginning_gives_the_line() -> None:
    lines = locate(DOCUMENT)
    assert line_of(lines, ("world", "object", 1, "shows", "gold", "deep")) == 19
    assert line_of(lines, ("world", "object", 7)) == 13
    assert line_of(lines, ("evolution", "elites")) is None


def test_line_ends_of_other_systems() -> None:
    lines = locate("a = 1\r\n\r\n[b]\r\nc = [\r\n1,\r\n2]\r\n")
    assert lines[("b", "c", 1)] == 6


def test_a_header_that_comes_late_wins_over_one_that_mentions_it() -> None:
    lines = locate("[a.b]\nc = 1\n[a]\nd = 2\n")
    assert lines[("a",)] == 3
    assert lines[("a", "b")] == 1


# --- documents that are written in many styles, with the line of each key noted while writing ---

NAMES = st.text("ab.\"'\\ é#[]={}\n\t-_0", min_size=0, max_size=4) | st.sampled_from(["a", "b-1", "_"])
STRINGS = st.text(string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", "") + "é\"'\\[]{}#=,")
SCALARS = st.integers(-(10**6), 10**6) | st.booleans() | st.floats(allow_nan=False) | STRINGS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
TABLES = st.dictionaries(NAMES, VALUES, max_size=4)


class Writer:
    """Writes a document as TOML, taking each free choice from hypothesis, and notes where keys begin."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.text, self.lines = draw, "", dict[Path, int]()

    def choose(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def here(self) -> int:
        return self.text.count("\n") + 1

    def gap(self) -> None:
        """What may stand between the elements of an array."""
        self.text += self.choose("", "", " ", "\n", "\n  ", " # ] } , \" '''\n", "\n\n\t")

    def line_end(self) -> None:
        self.text += self.choose("\n", "\n\n", ' # [a] """ \'\n', "\r\n", "\t\n# a = 1\n")

    def key(self, key: str) -> None:
        literal = "'" not in key and "\n" not in key and self.choose(True, False)
        self.text += f"'{key}'" if literal and quoted(key) != key else self.choose(quoted(key), inline(key))

    def value(self, path: Path, value: Any) -> None:
        if isinstance(value, dict):
            self.text += "{"
            for index, (key, item) in enumerate(value.items()):
                self.text += ", " if index else " "
                self.pair(path, (), key, item)
            self.text += " }"
        elif isinstance(value, list):
            self.text += "["
            for index, item in enumerate(value):
                self.gap()
                self.lines[(*path, index)] = self.here()
                self.value((*path, index), item)
                self.gap()
                self.text += "," if index + 1 < len(value) else self.choose("", ",")
            self.gap()
            self.text += "]"
        elif isinstance(value, str) and self.choose(True, False):
            self.multiline(value)
        else:
            self.text += inline(value)

    def multiline(self, value: str) -> None:
        if "'''" not in value and not value.startswith("\n") and not value.endswith("'"):
            self.text += f"'''{self.choose('', chr(10))}{value}'''"
        else:
            tame = value.replace("\\", "\\\\").replace('""', '"\\"')
            self.text += f'"""\n{tame}"""'

    def pair(self, path: Path, before: tuple[str, ...], key: str, value: Any) -> None:
        """Write ``key = value``, or go on dotting where the value is a table."""
        start = self.here()
        for known in before:
            self.key(known)
            self.text += self.choose(".", " . ")
        self.key(key)
        self.lines.setdefault((*path, *before, key), start)
        if isinstance(value, dict) and len(value) == 1 and self.choose(True, False):
            # One key only: TOML may not open the same inline table twice.
            self.text += "."
            (inner, item), *_ = value.items()
            self.key(inner)
            self.lines.setdefault((*path, *before, key, inner), start)
            self.text += " = "
            self.value((*path, *before, key, inner), item)
        else:
            self.text += self.choose("=", " = ", "\t= ")
            self.value((*path, *before, key), value)

    def header(self, path: Path, opened: str, closed: str) -> None:
        self.text += opened + self.choose("", " ")
        for index, key in enumerate(key for key in path if isinstance(key, str)):
            self.text += self.choose(".", " . ") if index else ""
            self.key(key)
        self.text += closed
        self.line_end()

    def table(self, path: Path, table: dict[str, Any]) -> None:
        """Write the plain values of a table, then some of its tables under headers."""
        later = [
            key
            for key, value in table.items()
            if (
                isinstance(value, dict)
                or (isinstance(value, list) and value and all(isinstance(i, dict) for i in value))
            )
            and self.choose(True, False)
        ]
        for key, value in table.items():
            if key not in later:
                self.pair(path, (), key, value)
                self.line_end()
        for key in later:
            for index, item in enumerate(table[key] if isinstance(table[key], list) else [None]):
                below: Path = (*path, key) if item is None else (*path, key, index)
                self.lines.setdefault((*path, key), self.here())
                self.lines[below] = self.here()
                self.header(below, *(("[", "]") if item is None else ("[[", "]]")))
                self.table(below, table[key] if item is None else item)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any], dict[Path, int]]:
    writer = Writer(draw)
    document = draw(TABLES)
    writer.table((), document)
    return writer.text, document, writer.lines


@given(documents())
def test_each_key_is_found_on_the_line_where_it_was_written(
    written: tuple[str, dict[str, Any], dict[Path, int]],
) -> None:
    text, document, lines = written
    assert tomllib.loads(text) == document
    found = locate(text)
    assert {path: found.get(path) for path in lines} == lines


@given(st.text("ab=[]{}\"'\\#.,\n 1-", max_size=40))
@example("a = '''''''")
@example('a = """"""""')
@example("a = 1979-05-27 07:32:00 # ]")
@example("a = [" * 90 + "]" * 90)
@example("a" * 5000 + " = 1")
def test_it_never_raises(text: str) -> None:
    lines = locate(text)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    assert {path[0] for path in lines} == set(data)


def test_deep_brackets_do_not_overflow() -> None:
    assert locate("a = " + "[" * 100_000)[("a",)] == 1


@pytest.mark.parametrize("text", ["a = [}", "a = {]", "a = [#", "a = ", "a", "[", "[[a", "a.", "a = {b", "a = [\n}\n"])
def test_it_ends_on_what_is_not_toml(text: str) -> None:
    locate(text)
