"""States of optimizers as plain data with a seal: what was changed, or belongs to another, is not believed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

SEAL = "seal"


def sealed(state: Mapping[str, Any], identity: bytes) -> dict[str, Any]:
    """A state with the seal of the optimizer of that ``identity``."""
    return {**state, SEAL: _seal(state, identity)}


def unsealed(state: Any, kinds: Mapping[str, DTypeLike], identity: bytes) -> dict[str, Any]:
    """What was sealed: ``generation``, and an array, or None, of each of the ``kinds``.

    Raises
    ------
    ValueError
        That says what is strange about it.
    """
    if not isinstance(state, Mapping):
        raise ValueError(type(state).__name__)
    if set(state) != {"generation", *kinds, SEAL}:
        raise ValueError(", ".join(map(str, state)) or "nothing")
    found: dict[str, Any] = {}
    for name, kind in {"generation": np.int64, **kinds}.items():
        try:
            array = _array(state[name], kind)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} that cannot be read: {str(state[name])[:60]}") from None
        found[name] = int(array) if name == "generation" and array is not None and array.ndim == 0 else array
    if str(state[SEAL]) != _seal(found, identity):
        raise ValueError("one of another optimizer, or changed since")
    return found


def _array(value: Any, kind: DTypeLike) -> NDArray[Any] | None:
    found = np.array(value)
    if found.dtype == object and found.ndim == 0 and found.item() is None:
        return None
    if found.dtype.kind not in "biuf":
        raise TypeError
    with np.errstate(invalid="ignore", over="ignore"):
        return found.astype(kind)


def _seal(state: Mapping[str, Any], identity: bytes) -> str:
    digest = hashlib.sha256(identity)
    for name, value in state.items():
        array = None if value is None else np.asarray(value)
        if array is not None and array.dtype.kind == "f":
            array = np.where(np.isnan(array), np.array(np.nan, array.dtype), array)  # of which there are many kinds
        shape = None if array is None else array.shape
        digest.update(f"{name} {shape}".encode() + (b"" if array is None else array.tobytes()))
    return digest.hexdigest()
