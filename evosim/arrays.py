"""Arrays for kernels to work in: made once, and aligned, because vectors that cross cache lines take longer."""

from __future__ import annotations

import io
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = 64  # bytes of a cache line


def aligned(shape: int | tuple[int, ...], dtype: type[Any], fill: float = 0) -> NDArray[Any]:
    """A C-contiguous array that begins at a multiple of 64 bytes, filled with one number."""
    shape = (shape,) if isinstance(shape, int) else shape
    wide = prod(shape) * np.dtype(dtype).itemsize
    room = np.empty(wide + LINE, np.uint8)
    begin = -room.ctypes.data % LINE
    array: NDArray[Any] = room[begin : begin + wide].view(dtype).reshape(shape)
    array[...] = fill
    return array


def rounded(count: int, multiple: int) -> int:
    """The least multiple of a number that is not below ``count``."""
    return -(-count // multiple) * multiple


def unpacked(data: bytes) -> dict[str, NDArray[Any]]:
    """The arrays in the bytes of a file of NumPy."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return dict(arrays)


def packed(**arrays: NDArray[Any]) -> bytes:
    """Arrays as a compressed file of NumPy; equal arrays make equal files, for dates inside are constant."""
    sink = io.BytesIO()
    save: Any = np.savez_compressed  # before NumPy 2.1 what its stubs ask for, ``allow_pickle``, would be an array too
    save(sink, **arrays)
    return sink.getvalue()
