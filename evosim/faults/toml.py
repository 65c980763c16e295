"""Keys and values as TOML on one line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def quoted(key: str) -> str:
    """Return a key as TOML requires it: bare if it can be."""
    return key if key and BARE.issuperset(key) else inline(key)


def inline(value: object) -> str:
    """Return a value as TOML on one line; what TOML cannot express is shown as Python shows it."""
    return "".join(pieces(value))


def pieces(value: object) -> Iterator[str]:
    """Yield a value as TOML on one line, piece by piece: the beginning of a large one does not take long."""
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str):
        # JSON escapes what TOML requires escaped, but for DEL.
        yield json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    elif isinstance(value, Mapping):
        yield "{ "
        for number, (key, item) in enumerate(value.items()):
            yield f"{', ' if number else ''}{quoted(str(key))} = "
            yield from pieces(item)
        yield " }"
    elif isinstance(value, list | tuple):
        yield "["
        for number, item in enumerate(value):
            yield ", " if number else ""
            yield from pieces(item)
        yield "]"
    else:
        yield python(value)


def python(value: object) -> str:
    """Return a value as Python shows it, if it does: numbers of thousands of digits it refuses to show."""
    try:
        return repr(value)
    except Exception as error:  # whatever somebody's own type may raise
        return f"a {type(value).__name__} that cannot be shown ({type(error).__name__})"
