"""Which columns the table of results has, known before anything runs: claims are checked against them.

Columns of measurements are declared by what measures them, in ``evosim.probes`` and by organs; here they are put
together with those of the design and of evolution.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import product

from evosim.column import Column, Kind, Span
from evosim.encodings import ENCODINGS
from evosim.evolution.options import Evolution
from evosim.organs.options import Brain
from evosim.probes import organ_probes, probes, shift_probes
from evosim.probes.options import Measure
from evosim.scenario.schema import Scenario, Shift
from evosim.scenario.sweep import points
from evosim.worlds import WORLDS
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.grid.planes import planes
from evosim.worlds.options import World

DESIGN = (
    Column("cell", "hash of the cell's own settings, the name of its directory", "text"),
    Column("replicate", "number of the replicate, from 0", "count"),
    Column("variant", "name of the variant", "text", null="scenarios without variants"),
    Column(
        "encoding.kind",
        "direct or funnel, as written or as the two dials amount to; null for a mixture",
        "text",
        null="mixtures, and funnels with several cell types",
    ),
    Column("encoding.habits", "how habits are grown: table or generator", "text", null="brains without habits"),
    Column(
        "encoding.rules",
        f"how rules of the cortex are grown: {', '.join(ENCODINGS)}",
        "text",
        null="brains without a cortex",
    ),
    Column(
        "encoding.cell_types",
        "number of rules that cells choose from, where rules are types",
        "count",
        null="rules are not types",
    ),
    Column(
        "encoding.degree",
        "degree of the polynomial of position, where rules go by position",
        "count",
        null="rules do not go by position",
    ),
    Column(
        "encoding.width",
        "hidden units of the net that grows habits or rules, where there is one",
        "count",
        null="neither habits nor rules are grown by a net",
    ),
    Column(
        "encoding.coefficients",
        "genes for each number of the rule, where rules are cosines or a projection",
        "count",
        null="rules are neither",
    ),
)
FITNESS = (Column("fitness", "of the champion, on the instances evolved on, less the prices"),)
EVOLUTION = (
    Column("born", "generation in which the champion's genome arose", "count"),
    Column("evaluations", "genomes that evolution has let live, each in every instance from every start", "count"),
    Column("seconds", "time taken", null="it was not kept"),
)
RENAMED = {"bits_lifetime": "bits_performance"}  # columns of earlier versions


def placed(declared: Iterable[Column]) -> list[Column]:
    """Columns as they stand in the table: in their order, but for those that follow another one."""
    found: list[Column] = []
    later: list[Column] = []
    for column in declared:
        (later if column.after else found).append(column)
    for column in later:
        names = [one.name for one in found]
        found.insert(names.index(column.after) + 1, column)
    return found


_OF_PROBES = tuple(column for probe in probes() for column in probe.COLUMNS)
_OF_ORGANS = {organ: probe.COLUMNS for organ, probe in organ_probes().items()}
_OF_SHIFTS = tuple(column for probe in shift_probes() for column in probe.SHIFT_COLUMNS)
_ALWAYS = (*DESIGN, *FITNESS, *placed(c for c in _OF_PROBES if not c.placeholders), *EVOLUTION)
_PATTERNS = tuple(column for column in _OF_PROBES if column.placeholders)
_ON_REQUEST = {column.asked for column in (*_OF_PROBES, *_OF_SHIFTS)} & Measure.model_fields.keys()

COLUMNS: dict[str, str] = {column.name: column.meaning for column in _ALWAYS if not column.asked}  # of every table


_OF_WORLD = {
    kind: (*DESIGN, *FITNESS, *placed(column for probe in probes(kind) for column in probe.COLUMNS), *EVOLUTION)
    for kind in WORLDS[1:]
}


def columns(scenario: Scenario) -> dict[str, str]:
    """Return the columns of the scenario's table, each with its meaning in one line."""
    design = [point.settings for point in points(scenario)]
    brains, worlds = [settings.brain for settings in design], [settings.world for settings in design]
    evolutions, measures = [settings.evolution for settings in design], [settings.measure for settings in design]
    return columns_of(brains, worlds, scenario.sweep, scenario.shift, measures, evolutions)


def columns_of(
    brains: Sequence[Brain],
    worlds: Sequence[World],
    swept: Iterable[str],
    shifts: Iterable[Shift] = (),
    measures: Iterable[Measure] = (),
    evolutions: Sequence[Evolution] = (),
) -> dict[str, str]:
    """Return the columns for these brains and worlds: those of every table, and those of organs, planes and shifts.

    Those that must be asked for are there if any of ``measures``, or of ``evolutions``, asks.
    """
    pairs = [(brain, world) for brain, world in zip(brains, worlds, strict=True) if isinstance(world, Grid)]
    objects = [thing.name for _, world in pairs for thing in world.object]
    others = [column for kind in dict.fromkeys(world.kind for world in worlds) for column in _OF_WORLD.get(kind, ())]
    asked = {"", *(key for measure in measures for key in _ON_REQUEST if getattr(measure, key))}
    asked |= {part for evolution in evolutions for part in ("carried", "rivals") if getattr(evolution, part)}
    phases = max((len(evolution.phase) for evolution in evolutions), default=0)
    own = [column for column in _ALWAYS if column.asked in asked] if pairs else []
    always = {column.name: column.meaning for column in (*own, *others)}
    channels = max((brain.cortex.channels for brain in brains if "cortex" in brain.organs), default=0)
    words: dict[str, Collection[str]] = {
        "organ": dict.fromkeys(organ for brain in brains for organ in brain.organs),
        "plane": dict.fromkeys(plane for brain, world in pairs for plane in planes(world, brain.all_senses)),
        "place": dict.fromkeys(place for brain, _ in pairs for place in brain.places),
        "object": dict.fromkeys(objects),
        "phase": [str(phase) for phase in range(1, phases + 1)],
        "channel": [str(channel) for channel in range(channels if channels > 1 else 0)],
    }
    found = [*_expanded(_PATTERNS if pairs else (), words)]  # of probes about agents in grids
    for organ in words["organ"]:
        found += _expanded(_OF_ORGANS.get(organ, ()), words)
    for shift in shifts:
        after = dict.fromkeys((*objects, *(thing.name for thing in shift.add)))
        found += _expanded(_OF_SHIFTS, {**words, "shift": [shift.name], "object": after})
    return {
        **always,
        **{key: "swept" for key in swept if key not in always},
        **{column.name: column.meaning for column in found if column.asked in asked},
    }


def _expanded(declared: Iterable[Column], words: Mapping[str, Collection[str]]) -> list[Column]:
    """Columns with each word in the place of each placeholder."""
    found = []
    for column in declared:
        choices = [words.get(placeholder, column.each) for placeholder in column.placeholders]
        found += [column.named(dict(zip(column.placeholders, chosen, strict=True))) for chosen in product(*choices)]
    return found


@cache
def registry() -> Mapping[str, Column]:
    """Every column and pattern of columns that there can be besides swept keys, by name."""
    organs = [column for declared in _OF_ORGANS.values() for column in declared]
    elsewhere = [column for declared in _OF_WORLD.values() for column in declared]
    return {column.name: column for column in (*elsewhere, *_ALWAYS, *_PATTERNS, *organs, *_OF_SHIFTS)}


@cache
def declared(name: str) -> Column | None:
    """Return what is declared of a column, by its own name or by the pattern that fits it best; None of a swept key."""
    if name in registry():
        return registry()[name]
    fitting = [column for column in registry().values() if column.placeholders and column.stands_for(name)]
    return max(fitting, key=lambda column: column.fit(name), default=None)


def kind(name: str) -> Kind | None:
    """Return the kind of values that a column holds; None of a swept key."""
    column = declared(name)
    return column.kind if column else None


def bounds(statistic: str, flags: Collection[str] = ()) -> Span | None:
    """Return the least and the largest value that a statistic can have; None if it has no known bounds.

    Parameters
    ----------
    statistic : a column, or "a - b" of two: its range is that of the difference.
    flags : columns that are known to hold truth values, besides those that are declared as such.
    """
    spans = [_span(name, flags) for name in statistic.split(" - ")]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    (lo, hi), *second = known
    return (lo - second[0][1], hi - second[0][0]) if second else (lo, hi)


def _span(name: str, flags: Collection[str]) -> Span | None:
    if name in flags:
        return 0.0, 1.0
    column = declared(name)
    return column.limits if column else None
