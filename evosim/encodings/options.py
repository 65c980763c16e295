"""Options of an encoding: two of its dials are set together by its ``kind`` (handbook: model, encodings)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evosim.encodings import ENCODINGS, HABITS
from evosim.options import Section

if TYPE_CHECKING:
    Habits = str
    Rules = str
    Part = str
else:
    Habits, Rules = Literal[tuple(HABITS)], Literal[tuple(ENCODINGS)]
    Part = Literal[tuple(name for name in ENCODINGS if name != "nucleotides")]  # which grow the whole brain


class Nucleotides(Section):
    """A string of ``length`` letters; a product acts on a site if ``match`` letters of six are alike."""

    length: Annotated[int, Field(strict=True, ge=100, le=100_000)] = 1200
    match: Annotated[int, Field(strict=True, ge=3, le=6)] = 5
    steps: Annotated[int, Field(strict=True, ge=0, le=64)] = 4


class Encoding(Section):
    """The dials between genome and brain: how habits are grown, how far the cortex shares its rule.

    Any other organ whose parameters can be grown has a dial of its name. ``brains`` says how a genome makes the brains
    of several tasks (``evolution.task``): the same for all, each by genes of its own, or all by the same genes.
    """

    kind: Literal["direct", "funnel"] | None = None
    habits: Habits | None = None
    rules: Rules | None = None
    reflex: Part = "own"
    memory: Part = "own"
    learner: Part = "own"
    player: Part = "own"
    classifier: Part = "own"
    cell_types: Annotated[int, Field(strict=True, ge=1, le=64)] = 1
    degree: Annotated[int, Field(strict=True, ge=0, le=8)] = 1
    width: Annotated[int, Field(strict=True, ge=1, le=256)] = 11
    coefficients: Annotated[int, Field(strict=True, ge=1, le=4096)] = 6
    nucleotides: Nucleotides = Nucleotides()
    brains: Literal["one", "own", "made"] = "one"


DIAL_OF = {"habits": "habits", "cortex": "rules", "reflex": "reflex"}  # organ → the dial of its parameters
KINDS: dict[str, tuple[Habits, Rules]] = {"direct": ("table", "own"), "funnel": ("generator", "types")}


def dials(encoding: Encoding) -> tuple[Habits, Rules]:
    """Return how habits are grown and how far the cortex shares its rule.

    ``kind`` sets both; ``habits`` or ``rules`` given alone wins over it. If nothing is given it is a funnel.

    Examples
    --------
    >>> dials(Encoding(kind="direct", rules="types"))
    ('table', 'types')
    """
    habits, rules = KINDS[encoding.kind or "funnel"]
    return encoding.habits or habits, encoding.rules or rules


def is_string(encoding: Encoding, organs: Collection[str]) -> bool:
    """Return whether the genomes of a brain with these organs are strings of letters."""
    return "cortex" in organs and dials(encoding)[1] == "nucleotides"


def chosen(encoding: Encoding, dial: str) -> str:
    """Return the name of the encoding that a dial chooses; parameters without a dial have a gene each."""
    habits, rules = dials(encoding)
    name: str = {"": "own", "habits": HABITS[habits], "rules": rules}.get(dial) or getattr(encoding, dial)
    return name


def dial_of(organ: str) -> str | None:
    """Return the dial of an organ's parameters, which has its name, but for the cortex; None if it has none."""
    dial = {"cortex": "rules"}.get(organ, organ)
    return dial if dial in Encoding.model_fields else None


def used(encoding: Encoding, organs: Collection[str]) -> set[str]:
    """Return the names of the encodings that grow the organs of a brain."""
    if is_string(encoding, organs):
        return {"nucleotides"}
    return {chosen(encoding, dial) for dial in map(dial_of, organs) if dial}


def kind_of(encoding: Encoding) -> str | None:
    """Return the ``kind`` whose dials these are; None for a mixture, which has no name.

    A funnel with more than one type of cell is no longer the funnel that ``kind`` means.
    """
    chosen = dials(encoding)
    if chosen == KINDS["funnel"] and encoding.cell_types > 1:
        return None
    return next((kind for kind, its in KINDS.items() if its == chosen), None)
