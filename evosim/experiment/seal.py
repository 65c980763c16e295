"""Facts in JSON, and texts, with a digest of themselves, by which it shows if a byte of them is changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

LAST = "SHA-256 of the text above: "
CLOSED = re.compile(f"(.*\n){LAST}([0-9a-f]{{64}})\n", re.DOTALL)


def sealed(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts with a digest."""
    text = json.dumps(dict(told), sort_keys=True)
    return {**told, "digest": hashlib.sha256(text.encode()).hexdigest()}


def whole(told: Mapping[str, Any]) -> bool:
    """Whether facts are as they were sealed; what has no digest was written by an earlier version."""
    rest = {key: value for key, value in told.items() if key != "digest"}
    return told.get("digest") in (None, sealed(rest)["digest"])


def closed(text: str) -> str:
    """A text with its digest as the last line."""
    return f"{text}{LAST}{hashlib.sha256(text.encode()).hexdigest()}\n"


def seal(text: str) -> str | None:
    """The digest in the last line of a text, if it is that of what stands above."""
    found = CLOSED.fullmatch(text)
    return found[2] if found and closed(found[1]) == text else None
