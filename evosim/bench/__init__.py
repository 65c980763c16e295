"""Throughput on named workloads, each after warm-up, several times, as ratios within one run where there is a rival."""

from collections.abc import Callable
from functools import partial

from evosim.bench.evolution import time_evolution
from evosim.bench.ga import ga
from evosim.bench.lives import RIVALS, time_lives
from evosim.bench.overhead import overhead
from evosim.bench.slopes import slopes
from evosim.bench.timing import Bench

EVOLUTIONS = ("flagship", "direct", "nucleotides")
BENCHES: dict[str, Callable[[], Bench]] = {
    "ga": ga,
    **{name: partial(time_lives, name) for name in RIVALS},
    **{name: partial(time_evolution, name) for name in EVOLUTIONS},
    "overhead": overhead,
    "slopes": slopes,
}

__all__ = ["BENCHES", "Bench"]
