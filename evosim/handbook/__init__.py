"""The handbook: its pages, and the passage on a word.

The pages are the files ``*.md`` of this package. ``entries`` reads them, ``claims`` words the claims of the scenarios
that come with the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from textwrap import fill

from evosim.faults.problem import Problem, ScenarioError
from evosim.handbook.claims import claim_entries
from evosim.handbook.entries import KINDS, PAGES, Entry, entries, instances, page
from evosim.handbook.glossary import glossary

__all__ = [
    "KINDS", "PAGES", "Entry", "entries", "explain", "glossary", "keys", "page", "passage", "summaries",
]  # fmt: skip

WIDTH = 80
LISTS = ("world.object", "variant", "shift", "claim")  # tables with names: world.object.door.pays is world.object.pays
TABLES = ("sweep", "set", "only", "where", "shows", "hides")  # what follows one of these is a user's own word


def explain(word: str = "") -> str:
    """Return the passage of the handbook on a word, in lines of at most 80 characters.

    Parameters
    ----------
    word : a key of a scenario file (its last part will do where that is unambiguous), a column, organ, encoding,
        world, picture, claim, error or term, or a page. Without one the pages and the kinds of words are listed.

    Raises
    ------
    ScenarioError
        If nothing of that name is explained; it names the nearest words.
    """
    word = _normal(word)
    if not word:
        return _overview()
    if word.lower() in PAGES:
        return page(word.lower()).strip()
    known = [*entries(), *claim_entries()]
    exact = [entry for entry in known if entry.called(word)]
    tails = [entry for entry in known if entry.ends(word) and entry not in exact]
    if exact:
        return _passages(exact, known, tails)
    if len(tails) == 1:
        return _passages(tails, known)
    if tails:
        return _choice(word, tails)
    if found := _alike(word, known) or _addressed(word, known) or _quoted(word, known):
        return _passages(found, known)
    if found := instances(word, known):
        return _passages(found, known) + _doubt(word, known)
    if names := _of_kind(word, known):
        return names
    raise ScenarioError([Problem("explain", None, "", "", f'"{word}"', _nearest(word, known), "no such word")])


def passage(kind: str, name: str) -> str:
    """The text of the entry of a kind that is called so, or of the pattern that the name is best an instance of."""
    known = [entry for entry in entries() if entry.kind == kind]
    found = [entry for entry in known if entry.name == name] or instances(name, known)
    return found[0].text if found else ""


def summaries(kind: str) -> dict[str, str]:
    """The first sentence on each name of a kind."""
    return {entry.name: entry.summary for entry in entries() if entry.kind == kind}


def keys() -> str:
    """Every key of a scenario file as comments of one: its type, and what it is where it is not given."""
    lines = ["# All keys, as they are where they are not given. evosim explain KEY tells what each means."]
    for entry in entries():
        if entry.kind == "key":
            told = " ".join(entry.text.split("\n\n")[0].removeprefix("Type: ").split())
            line = fill(f"{entry.name}: {told}", WIDTH - 4, break_long_words=False, break_on_hyphens=False)
            lines += [f"# {'  ' * bool(at)}{part}" for at, part in enumerate(line.splitlines())]
    return "\n".join(lines) + "\n"


def _normal(word: str) -> str:
    """The word without quotes, repeated spaces and spaces around "="; the name of a pattern stays as it is."""
    word = re.sub(r"\s+", " ", word.replace("`", "").strip().strip("\"'")).strip()
    return re.sub(r" ?= ?", " = ", word)


def _alike(word: str, known: Sequence[Entry]) -> list[Entry]:
    """The entries whose name differs in hyphens, underscores, spaces, apostrophes or a plural s alone."""

    def bare(name: str) -> str:
        return "".join(part.removesuffix("s") for part in re.split(r"[-_ ]", re.sub("['’]", "", name.lower())))

    return [entry for entry in known if bare(entry.name) == bare(word)]


def _of_kind(word: str, known: Sequence[Entry]) -> str:
    """The names of all entries of a kind, where the word is that of a kind."""
    kind = next((kind for kind, about in KINDS.items() if word.lower() in (about.name, about.plural)), None)
    names = dict.fromkeys(entry.name for entry in known if entry.kind == kind)
    return _wrapped(f"{KINDS[kind].plural} ({KINDS[kind].words}): ", names) if kind and names else ""


def _addressed(word: str, known: Sequence[Entry]) -> list[Entry]:
    """The key that is meant where a table goes by its name, and where the last parts are a user's own words."""
    keys = {entry.name: entry for entry in known if entry.kind == "key"}
    for table in LISTS:
        first, dot, rest = word.removeprefix(f"{table}.").partition(".")
        if word.startswith(f"{table}.") and f"{table}.{first}" not in keys:
            word = f"{table}.{rest}" if dot else table
    if word.startswith("shift.add."):
        word = f"world.object.{word.rpartition('.')[2]}"
    parts = word.split(".")
    ends = [at + 1 for at, part in enumerate(parts) if part in TABLES]
    word = ".".join(parts[: ends[0]] if ends else parts)
    return [keys[word]] if word in keys else []


def _quoted(word: str, known: Sequence[Entry]) -> list[Entry]:
    """The errors that a message quotes, as ``unknown key`` in ``mine.toml:4: world.sise: unknown key; wanted …``."""
    parts = [part.strip() for part in re.split(r"[:;]", word)]
    return [entry for entry in known if entry.kind == "error" and entry.name in parts[1:]]


def _doubt(word: str, known: Sequence[Entry]) -> str:
    """A last line for words that are an instance of a pattern, but nearly some other word."""
    close = get_close_matches(word, [entry.name for entry in known], n=1, cutoff=0.85)
    return f'\n\nOr did you mean "{close[0]}"?' if close and "<" not in close[0] and close[0] != word else ""


def _nearest(word: str, known: Iterable[Entry]) -> str:
    """A question that names up to three words which are nearest: those that contain it, then those spelt alike."""
    names = list(dict.fromkeys(name for entry in known for name in entry.names))
    low = {name.lower(): name for name in names}
    inside = [name for name in names if len(word) > 2 and word.lower() in name.lower()]
    alike = [low[name] for name in get_close_matches(word.lower(), low, n=3, cutoff=0.5)]
    close = list(dict.fromkeys([*sorted(inside, key=len), *alike]))[:3]
    if not close:
        return "evosim explain lists the pages and the kinds of words"
    *first, last = (f'"{name}"' for name in close)
    return f"did you mean {' or '.join(filter(None, [', '.join(first), last]))}?"


def _passages(found: Sequence[Entry], known: Sequence[Entry], also: Sequence[Entry] = ()) -> str:
    """The entries one after another, the keys below each, and where else the word stands."""
    parts = [part for entry in found for part in (_head(entry), entry.text, _below(entry, known)) if part]
    if also:
        parts.append(_wrapped("See also: ", (f"{entry.name} ({KINDS[entry.kind].name})" for entry in also)))
    return "\n\n".join(parts)


def _head(entry: Entry) -> str:
    where = f"handbook: {entry.page}" if entry.page else ""
    return fill(f"{entry.name} ({'; '.join(filter(None, (entry.of or KINDS[entry.kind].name, where)))})", WIDTH)


def _below(entry: Entry, known: Iterable[Entry]) -> str:
    """The keys of a table of the scenario file."""
    if entry.kind != "key":
        return ""
    below = [other.name for other in known if other.kind == "key" and other.name.rpartition(".")[0] == entry.name]
    return _wrapped("Keys: ", below) if below else ""


def _choice(word: str, found: Sequence[Entry]) -> str:
    """What there is to choose from where the word is the end of several names, or their beginning."""
    width = max(len(entry.name) for entry in found)
    lines = [f'"{word}" is part of {len(found)} names; ask for one of them:']
    lines += [f"  {entry.name:<{width}}  {KINDS[entry.kind].name}: {entry.summary}" for entry in found]
    return "\n".join(line if len(line) <= WIDTH else f"{line[: WIDTH - 1].rstrip()}…" for line in lines)


def _overview() -> str:
    """The pages, and the kinds of words with their number."""
    width = max(map(len, PAGES))
    lines = ["Pages (evosim explain PAGE prints one):"]
    lines += [f"  {name:<{width}}  {words}" for name, words in PAGES.items()]
    lines += ["", "Words (evosim explain WORD prints the passage on one):"]
    known = [*entries(), *claim_entries()]
    for kind, about in KINDS.items():
        names = [entry.name for entry in known if entry.kind == kind]
        if names:
            lines.append(f"  {about.plural}: {about.words} ({len(names)}), such as {about.example}")
    return "\n".join(fill(line, WIDTH, subsequent_indent="    ") for line in lines)


def _wrapped(head: str, names: Iterable[str]) -> str:
    return fill(head + ", ".join(names), WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
