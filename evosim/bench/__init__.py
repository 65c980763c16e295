"""Throughput on named workloads, each after warm-up, several times, as ratios within one run where there is a rival."""

from collections.abc import Callable

from evosim.bench.ga import ga
from evosim.bench.life import direct, flagship, habits, wave
from evosim.bench.slopes import slopes
from evosim.bench.timing import Bench

BENCHES: dict[str, Callable[[], Bench]] = {
    "ga": ga,
    "wave": wave,
    "habits": habits,
    "flagship": flagship,
    "direct": direct,
    "slopes": slopes,
}

__all__ = ["BENCHES", "Bench"]
