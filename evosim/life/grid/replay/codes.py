"""Activities as codes of two bytes, exact in what they round to on every machine.

A code is the exponent of the number and the five binary digits after its first: code c stands for (32 + m) / 32 · 2^e
with m = c mod 32 and e = ⌊c / 32⌋ − 127 (and below 32 for m / 32 · 2^−126). 0 is silence, 4064 is 1. What is not silent
is never read back as silence, and within a 64th of itself. Steps are relative because agents read activities relative
to the largest around them: they follow gradients of 1e−12 and less, which even steps would make silence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DROPPED = 18  # of the 23 binary digits of a float32 that follow its first


def coded(activity: NDArray[np.float32]) -> NDArray[np.uint16]:
    """(…,) codes of activities (…,) in [0, 1], rounded to the nearest."""
    bits = np.ascontiguousarray(activity, np.float32).view(np.uint32)
    codes = (bits + np.uint32(1 << (DROPPED - 1))) >> np.uint32(DROPPED)
    return np.where(activity > 0, np.maximum(codes, 1), 0).astype(np.uint16)


def decoded(codes: NDArray[np.uint16]) -> NDArray[np.float32]:
    """(…,) the activities of codes (…,)."""
    found: NDArray[np.float32] = (codes.astype(np.uint32) << np.uint32(DROPPED)).view(np.float32)
    return found
