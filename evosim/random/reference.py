"""The same draws as ``kernel.py`` in plain Python integers: for tests, and for code that must not import numba."""

from __future__ import annotations

from hashlib import sha256

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z: int) -> int:
    """Stafford's 13th mixer on 64 bits."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def fold(key: int, word: int) -> int:
    """The key of a sub-stream: ``key`` made specific to ``word``."""
    return mix(((key + GAMMA) & MASK) ^ mix(word & MASK))


def stream(root: int, generation: int, individual: int, purpose: int) -> int:
    """The key of what happens to an individual in a generation for a purpose."""
    return fold(fold(fold(root, generation), individual), purpose)


def draw(key: int, i: int) -> int:
    """64 random bits, as an integer."""
    return mix((key + (i + 1) * GAMMA) & MASK)


def below(key: int, i: int, n: int) -> int:
    """An integer in [0, n)."""
    return ((draw(key, i) >> 32) * n) >> 32


def threshold(rate: float) -> int:
    """What 32 bits are compared with, so that they lie below it with probability ``rate``."""
    return int(rate * 4294967296.0)


def unit(key: int, i: int) -> float:
    """A number in [−1, 1) with 24 bits: exact in float32."""
    return ((draw(key, i) >> 40) - 8388608) / 8388608.0


def normal(key: int, i: int) -> float:
    """A standard normal draw before its rounding to float32: twelve 16-bit uniforms less 6."""
    total = 0
    for word in range(3):
        bits = draw(key, 3 * i + word)
        total += sum((bits >> shift) & 0xFFFF for shift in (0, 16, 32, 48))
    return (total + 6 - 393216) / 65536.0


def name_key(text: str) -> int:
    """64 bits that stand for a name, so that draws for one object never depend on which others there are."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")
