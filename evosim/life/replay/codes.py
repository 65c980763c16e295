"""Activities as codes of one byte, exact in what they round to on every machine.

A code is the exponent of the number and the three binary digits after its first: code c stands for (8 + m) / 8 · 2^e
with m = (c + 1) mod 8 and e = ⌊(c + 1) / 8⌋ − 32. 0 is silence, 255 is 1, and 1 stands for 3e-10 and all that is
fainter. An activity that is not silent is read back within a sixteenth of
itself. Steps are relative because agents read activities relative to the largest around them: in even steps of 1/255 a
gradient that an agent follows from afar would be silence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DROPPED = 20  # of the 23 binary digits of a float32 that follow its first
OFFSET = (0x3F800000 >> DROPPED) - 255  # so that the code of 1, which is 0x3F800000 as a float32, is 255


def coded(activity: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(…,) codes of activities (…,) in [0, 1], rounded to the nearest."""
    bits = np.ascontiguousarray(activity, np.float32).view(np.uint32).astype(np.int64)
    rounded = (bits + (1 << (DROPPED - 1)) >> DROPPED) - OFFSET
    return np.where(activity > 0, np.clip(rounded, 1, 255), 0).astype(np.uint8)


def decoded(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(…,) the activities of codes (…,)."""
    bits = (codes.astype(np.uint32) + np.uint32(OFFSET)) << np.uint32(DROPPED)
    return np.where(codes > 0, bits.view(np.float32), np.float32(0))
