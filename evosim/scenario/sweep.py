"""Scenario → points: the grid of ``[sweep]`` crossed with the variants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evosim.encodings.options import Encoding, dials, kind_of, used
from evosim.faults.path import Path
from evosim.faults.problem import ScenarioError
from evosim.frozen import Frozen, freeze, thaw
from evosim.options import Section
from evosim.organs.options import Brain
from evosim.scenario.canonical import canonical
from evosim.scenario.draft import Draft, Sections, drafts
from evosim.scenario.schema import Scenario, Settings
from evosim.scenario.source import Source


@dataclass(frozen=True)
class Point:
    """One point of the design.

    Attributes
    ----------
    values : Mapping
        Swept key → its value here, in the order of the file.
    variant : str or None
        Name of the variant; None if the scenario has none.
    settings : Settings
        All that decides what happens at this point.
    """

    values: Mapping[str, Any]
    variant: str | None
    settings: Settings

    @cached_property
    def canonical(self) -> dict[str, Any]:
        """What can matter of the settings, as plain data; not to be changed."""
        return canonical(self.settings)

    @cached_property
    def written(self) -> str:
        """The same as JSON."""
        return written(self.canonical)

    def row(self) -> dict[str, Any]:
        """Return the columns that say which point this is: the variant, the swept keys and the encoding.

        What does not apply is None. ``encoding.kind`` is what was written, or else what it amounts to.
        """
        return row(self.variant, self.values, self.settings.brain, self.settings.encoding)


def written(plain: Any) -> str:
    """Plain data as JSON of which the bytes are always the same."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def row(variant: str | None, values: Mapping[str, Any], brain: Brain, encoding: Encoding) -> dict[str, Any]:
    """Return the columns of a point that has these parts; see ``Point.row``."""
    habits, rules = dials(encoding)
    cortex = "cortex" in brain.organs
    ways = used(encoding, brain.organs)
    return {
        "variant": variant,
        "encoding.kind": encoding.kind or kind_of(encoding),
        "encoding.habits": habits if "habits" in brain.organs else None,
        "encoding.rules": rules if cortex else None,
        "encoding.cell_types": encoding.cell_types if "types" in ways else None,
        "encoding.degree": encoding.degree if "position" in ways else None,
        "encoding.width": encoding.width if "net" in ways else None,
        "encoding.coefficients": encoding.coefficients if ways & {"dct", "projection"} else None,
        **values,
    }


def points(scenario: Scenario) -> tuple[Point, ...]:
    """Return the points of a scenario in its own order: variants outermost, the last swept key fastest.

    A variant's ``set`` is applied first, then the swept values. Where ``encoding.habits`` or
    ``encoding.rules`` are set they win over a swept ``encoding.kind``, as they do in a file.

    Raises
    ------
    ScenarioError
        If a point is not valid; never for a scenario that was loaded, as ``load`` has looked at each.
    """
    data = thaw(scenario.model_dump(by_alias=True, exclude_unset=True))
    design, found = drafts(data)
    sections = Sections()
    made = [(draft, *sections.of(draft)) for draft in design]
    found += [fault for _, _, bad in made for fault in bad]
    if found:
        raise ScenarioError(map(Source("scenario", data).problem, found))
    return tuple(point(draft, parts) for draft, parts, _ in made)


def point(draft: Draft, parts: Mapping[str, Any]) -> Point:
    """Make a point of a draft whose sections are all valid."""
    settings = Settings(**parts)
    return Point(swept_values(draft, parts), draft.variant, settings)


def swept_values(draft: Draft, parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the swept values as the schema understood them: 1 has become 1.0 where a float is expected."""
    return Frozen(
        {
            key: _value(parts[str(setting.path[0])], setting.path[1:]) if setting.path[0] in parts else setting.value
            for key, setting in draft.swept.items()
        }
    )


def _value(value: Any, path: Path) -> Any:
    for step in path:
        value = getattr(value, str(step)) if isinstance(value, Section) else value[step]
    return freeze(value)
