"""Facts in JSON with a digest of themselves, by which it shows if a byte of them is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def sealed(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts with a digest."""
    text = json.dumps(dict(told), sort_keys=True)
    return {**told, "digest": hashlib.sha256(text.encode()).hexdigest()}


def whole(told: Mapping[str, Any]) -> bool:
    """Whether facts are as they were sealed; what has no digest was written by an earlier version."""
    rest = {key: value for key, value in told.items() if key != "digest"}
    return told.get("digest") in (None, sealed(rest)["digest"])
