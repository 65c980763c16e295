"""Where an evolution stands, kept in a file now and then, so that it goes on from there with the same bits."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim import files

EVERY = 5.0  # seconds between checkpoints, at least
SHARE = 20  # times as long as it takes to write one, at least
SEAL = 32  # bytes of the hash before the rest

Arrays = dict[str, NDArray[Any]]


class Standing(NamedTuple):
    """Where an evolution stands after some generations, as plain arrays and numbers."""

    arrays: Arrays
    told: dict[str, Any]


class Checkpoint:
    """The file of an evolution's standing.

    Parameters
    ----------
    path : where it is kept.
    identity : of the evolution: what was kept for another, or by other sources, is not believed.
    """

    def __init__(self, path: Path, identity: str) -> None:
        self.path, self._identity = path, identity.encode()
        self._due = self._began = time.monotonic()
        self._due += EVERY
        self.before = 0.0  # seconds that the evolution took before what was loaded

    def keep(self, standing: Callable[[], Standing]) -> None:
        """Write where the evolution stands, if it is time for that; a disk that takes no more is no reason to stop."""
        if time.monotonic() < self._due:
            return
        began = time.monotonic()
        arrays, told = standing()
        sink = io.BytesIO()
        text = json.dumps({**told, "seconds": self.before + time.monotonic() - self._began})
        whole: dict[str, Any] = {"told": np.frombuffer(text.encode(), np.uint8), **arrays}
        np.savez(sink, **whole)
        data = sink.getvalue()
        with suppress(OSError):
            files.write(self.path, self._seal(data) + data)
        self._due = time.monotonic() + max(EVERY, SHARE * (time.monotonic() - began))

    def load(self) -> Standing | None:
        """What was kept; None if nothing was, or if it is damaged or another's."""
        try:
            content = files.read(self.path)
        except OSError:
            return None
        seal, data = content[:SEAL], content[SEAL:]
        if seal != self._seal(data):
            return None
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            arrays = dict(found)
        told = json.loads(arrays.pop("told").tobytes())
        self.before = float(told.pop("seconds"))
        return Standing(arrays, told)

    def _seal(self, data: bytes) -> bytes:
        return hashlib.sha256(self._identity + b" " + data).digest()


def prefixed(name: str, values: Mapping[str, Any]) -> Arrays:
    """Those values that are arrays, under names that begin with ``name``."""
    return {f"{name}.{key}": value for key, value in values.items() if isinstance(value, np.ndarray)}


def part(name: str, arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    """The arrays whose names begin with ``name``, without that."""
    return {key.removeprefix(f"{name}."): value for key, value in arrays.items() if key.startswith(f"{name}.")}
