"""Pages read into entries.

A heading of the second or third level with a name in backticks begins an entry, which ends at the next heading. The
name is one of a key on the pages ``scenario`` and ``claims``, one of a column on the page ``probes``; anywhere it may
say its kind: ```organ: cortex```. Several names, separated by commas, share a passage. ``<…>`` in a name stands for
any word: ```success_<shift>```. Headings without backticks are sections, which go by their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

PAGES = {
    "model": "worlds, brains, encodings, the base optimizer, prices; what is given",
    "scenario": "every key of a scenario file: meaning, type, range, default",
    "probes": "every column of the table: definition, null rule, what misleads it; pictures",
    "claims": "claims, intervals, verdicts; the claims that come with evosim",
    "findings": "what runs of the scenarios said, with pictures",
    "extend": "how to add an organ, encoding, world, probe, picture or claim",
    "repeat": "randomness, arithmetic, storage: why results are the same bits",
    "errors": "messages about users' input, and what to do about each",
}


class Kind(NamedTuple):
    """A kind of words: in the singular, in the plural, in a few words, and one of them."""

    name: str
    plural: str
    words: str
    example: str


KINDS = {
    "key": Kind("key", "keys", "of a scenario file", "brain.cortex.ticks"),
    "column": Kind("column", "columns", "of the table of results", "deliberation, success_blue_doors"),
    "organ": Kind("organ", "organs", "parts of a brain", "cortex"),
    "encoding": Kind("encoding", "encodings", "from genes to parameters", '"rules = types", funnel'),
    "world": Kind("world", "worlds", "families of tasks", "grid"),
    "layout": Kind("layout", "layouts", "arrangements of walls", "maze"),
    "select": Kind("selection", "selections", "how parents are chosen", "tournament"),
    "cross": Kind("crossover", "crossovers", "how two parents make a child", "uniform"),
    "mutate": Kind("mutation", "mutations", "how genes change", "gaussian"),
    "operator": Kind("operator", "operators", "of DEAP", "deap:mutShuffleIndexes"),
    "picture": Kind("picture", "pictures", "of a finished run", "learning"),
    "claim": Kind("claim", "claims", "of the scenarios that come with evosim", "one_maze_is_enough"),
    "scenario": Kind("scenario", "scenarios", "that come with evosim", "red_doors"),
    "error": Kind("error", "errors", "about users' input", '"unknown key"'),
    "term": Kind("term", "terms", "used throughout", "champion, mesa-optimizer"),
    "section": Kind("section", "sections", "of the pages", "randomness"),
}
DEFAULT = {"scenario": "key", "claims": "key", "probes": "column"}  # of names that do not say their kind, by page
HEADING = re.compile(r"^(#{2,3}) +(.*?)\s*$")


@dataclass(frozen=True)
class Entry:
    """A passage of the handbook under one of its names; ``of`` says what it is, where its kind says too little."""

    kind: str
    name: str
    text: str
    page: str = ""
    of: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What it can be asked for by: its name, of an encoding also what stands after "="."""
        return (self.name, *([self.name.rpartition(" = ")[2]] if " = " in self.name else []))

    def called(self, word: str) -> bool:
        """Whether the word is its name, or its kind and its name."""
        low = word.lower()
        return any(low in (name.lower(), f"{self.kind}: {name}".lower(), f"{self.kind} {name}".lower())
                   for name in self.names)  # fmt: skip

    def ends(self, word: str) -> bool:
        """Whether the word is the end of its dotted name, or all of a pattern that stands before a placeholder."""
        low = word.lower()
        return self.kind in ("key", "column") and (
            self.name.lower().endswith(f".{low}") or self.name.startswith(f"{low}_<")
        )

    def stands_for(self, word: str) -> bool:
        """Whether its name is a pattern and the word an instance of it."""
        if "<" not in self.name:
            return False
        return re.fullmatch("(.+)".join(map(re.escape, re.split("<[^>]*>", self.name))), word) is not None

    @property
    def fixed(self) -> int:
        """How many letters of its name are not a placeholder's."""
        return len(re.sub("<[^>]*>", "", self.name))

    @property
    def summary(self) -> str:
        """Its first sentence, without the line on its type."""
        blocks = [block for block in self.text.split("\n\n") if not block.startswith("Type: ")]
        return re.split(r"(?<=\.) ", " ".join((blocks or [""])[0].split()))[0]


@cache
def page(name: str) -> str:
    """The text of a page, in Markdown."""
    return files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8")


@cache
def entries() -> tuple[Entry, ...]:
    """All entries of all pages, in their order; headings of nothing but entries are none."""
    read = [entry for name in PAGES for entry in parse(name, page(name))]
    return tuple(entry for entry in read if entry.text or entry.kind != "section")


def instances(word: str, known: Iterable[Entry]) -> list[Entry]:
    """The entries of which the word is an instance: of those with the most fixed letters."""
    found = [entry for entry in known if entry.stands_for(word)]
    most = max((entry.fixed for entry in found), default=0)
    return [entry for entry in found if entry.fixed == most]


def parse(name: str, text: str) -> list[Entry]:
    """The entries of one page."""
    found: list[Entry] = []
    titles: list[str] = []
    lines: list[str] = []
    for line in [*text.splitlines(), "## end"]:
        heading = HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        for title in titles:
            found.append(_entry(name, title, "\n".join(lines).strip()))
        titles, lines = re.findall(r"`([^`]+)`", heading[2]) or [heading[2]], []
        if "`" not in heading[2]:
            titles = [f"section: {heading[2]}"]
    return found


def _entry(page: str, title: str, text: str) -> Entry:
    kind, colon, name = title.partition(": ")
    if colon and kind in KINDS:
        return Entry(kind, name, text, page)
    return Entry(DEFAULT.get(page, "section"), title, text, page)
