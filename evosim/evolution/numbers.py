"""What an objective returns, whatever kind of array it is, as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def numbers(given: Any) -> NDArray[np.float64]:
    """A copy as float64, NaN where values are masked.

    Raises
    ------
    TypeError
        That says why these are no real numbers.
    """
    try:
        masked = np.ma.isMA(given)
        array = np.asarray(np.ma.filled(np.ma.asarray(given, dtype=np.float64), np.nan) if masked else given)
        if array.dtype.kind not in "biufO":
            raise TypeError(f"an array of {array.dtype}")
        if array.dtype == object and any(isinstance(value, str | bytes) for value in array.flat):
            raise TypeError("words")
        return np.array(array, np.float64)
    except TypeError:
        raise
    except Exception as error:  # whatever somebody's own kind of array may raise
        raise TypeError(f"{type(error).__name__}: {error}") from None
