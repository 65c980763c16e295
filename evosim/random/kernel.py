"""Counter-based draws: SplitMix64 (Steele, Lea and Flood 2014, with Stafford's 13th mixer) started from a hashed key.

A *stream* is a 64-bit key folded from words that say what the draw is for; draw ``i`` of a stream is one mix of
``key + (i + 1)·γ``. Nothing is stored between draws, so any thread may ask for any draw.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

GAMMA = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
ONE = np.uint64(1)
S16 = np.uint64(16)
S27 = np.uint64(27)
S30 = np.uint64(30)
S31 = np.uint64(31)
S32 = np.uint64(32)
S48 = np.uint64(48)
LOW16 = np.uint64(0xFFFF)
LOW32 = np.uint64(0xFFFFFFFF)


@kernel
def mix(z):
    """Stafford's 13th mixer on 64 bits."""
    z = (z ^ (z >> S30)) * FIRST
    z = (z ^ (z >> S27)) * SECOND
    return z ^ (z >> S31)


@kernel
def fold(key, word):
    """The key of a sub-stream: ``key`` made specific to ``word``."""
    return mix((key + GAMMA) ^ mix(np.uint64(word)))


@kernel
def stream(root, generation, individual, purpose):
    """The key of what happens to an individual in a generation for a purpose."""
    return fold(fold(fold(np.uint64(root), generation), individual), purpose)


@kernel
def draw(key, i):
    """64 random bits."""
    return mix(key + (np.uint64(i) + ONE) * GAMMA)


@kernel
def below(key, i, n):
    """An integer in [0, n), n < 2³²; the bias is at most n·2⁻³²."""
    return np.int64(((draw(key, i) >> S32) * np.uint64(n)) >> S32)


@kernel
def threshold(rate):
    """What 32 bits are compared with, so that they lie below it with probability ``rate``."""
    return np.uint64(rate * 4294967296.0)


@kernel
def unit(key, i):
    """A float32 in [−1, 1), 24 bits."""
    return np.float32(np.int64(draw(key, i) >> np.uint64(40)) - 8388608) / np.float32(8388608.0)


@kernel
def normal(key, i):
    """A standard normal draw, float32: the sum of twelve 16-bit uniforms less 6 (each taken at its middle).

    Exact in integers before the one rounding, so it is the same on every processor. Range ±6.
    """
    total = np.int64(0)
    for word in range(3):
        bits = draw(key, np.int64(i) * 3 + word)
        total += np.int64(bits & LOW16)
        total += np.int64((bits >> S16) & LOW16)
        total += np.int64((bits >> S32) & LOW16)
        total += np.int64(bits >> S48)
    return np.float32((total + 6 - 393216) * (1.0 / 65536.0))
