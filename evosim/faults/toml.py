"""Keys and values as TOML on one line."""

from __future__ import annotations

import json
from collections.abc import Mapping

BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def quoted(key: str) -> str:
    """Return a key as TOML requires it: bare if it can be."""
    return key if key and BARE.issuperset(key) else inline(key)


def inline(value: object) -> str:
    """Return a value as TOML on one line; what TOML cannot express is shown as Python shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON escapes what TOML requires escaped, but for DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{quoted(str(key))} = {inline(item)}' for key, item in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return repr(value)
