"""What there is: the lists behind ``evosim list``."""

from __future__ import annotations

from collections.abc import Mapping


def catalogue(what: str) -> Mapping[str, str]:
    """Names and one line each of worlds, organs, encodings, probes (columns of the table), scenarios or claims."""
    if what == "organs":
        from evosim.organs.options import about

        return about()
    if what == "encodings":
        from evosim.encodings import ENCODINGS, HABITS, named

        habits = {f"habits = {name}": named(kind).about for name, kind in HABITS.items()}
        return habits | {f"rules = {name}": named(name).about for name in ENCODINGS}
    if what == "probes":
        from evosim.scenario.columns import registry

        return {name: column.meaning for name, column in registry().items()}
    if what == "scenarios":
        from evosim.scenario import load, packaged

        return {name: load(name).title for name in packaged()}
    if what == "claims":
        from evosim.scenario import load, packaged

        return {f"{name}.{claim.name}": claim.says for name in packaged() for claim in load(name).claim}
    from evosim.worlds.options import about as worlds

    return worlds()
