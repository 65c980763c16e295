"""Timing: a few repetitions of something, in turn with its rival, so that a busy machine is unfair to neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite, isnan
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple


class Spread(NamedTuple):
    """Seconds: the median, the least and the most of some repetitions."""

    median: float
    least: float
    most: float


class Sample(NamedTuple):
    """Seconds (NaN where a difference of two times was lost in their noise), and the most memory in MB."""

    seconds: float
    memory: float


Course = Mapping[str, Sample]  # by what varies


class Bench(NamedTuple):
    """One workload: what it is, times by competitor (the first is ours), further numbers, who was absent and why."""

    name: str
    what: str
    times: Mapping[str, Spread]
    numbers: Mapping[str, float]
    absent: Mapping[str, str] = {}
    courses: Mapping[str, Course] = {}

    def json(self) -> dict[str, Any]:
        """Plain data; what could not be measured is null."""
        times = {who: spread._asdict() for who, spread in self.times.items()}
        courses = {of: {at: _plain(one._asdict()) for at, one in course.items()} for of, course in self.courses.items()}
        about = {"name": self.name, "what": self.what, "seconds": times, "absent": dict(self.absent)}
        plain = {**about, **_plain(self.numbers)}
        return {**plain, "courses": courses} if courses else plain

    def lines(self) -> list[str]:
        """What a reader wants to know."""
        wide = max(map(len, [*self.times, *self.numbers, *self.absent]))
        ours = next((spread.median for spread in self.times.values()), 0.0)
        told = [f"{self.name}: {self.what}"]
        for who, spread in self.times.items():
            ratio = "" if spread.median == ours else f", {spread.median / ours:,.1f} times ours"
            most = f"({_time(spread.least)} … {_time(spread.most)})"
            told.append(f"  {who:<{wide}}  {_time(spread.median)} {most}{ratio}")
        told += [f"  {who:<{wide}}  skipped: {why}" for who, why in self.absent.items()]
        for name, course in self.courses.items():
            told.append(f"  against {name}")
            told += [f"    {at:<{wide - 2}}  {_time(one.seconds)}, {one.memory:,.0f} MB" for at, one in course.items()]
        return [*told, *(f"  {name:<{wide}}  {value:,.4g}" for name, value in self.numbers.items())]


def alternate(runs: Mapping[str, tuple[Callable[[], object], int]]) -> dict[str, Spread]:
    """Time each run after one to warm up, so many times as it says, the competitors taking turns."""
    for run, _ in runs.values():
        run()
    seconds: dict[str, list[float]] = {who: [] for who in runs}
    for turn in range(max(times for _, times in runs.values())):
        for who, (run, times) in runs.items():
            if turn < times:
                began = perf_counter()
                run()
                seconds[who].append(perf_counter() - began)
    return {who: Spread(median(found), min(found), max(found)) for who, found in seconds.items()}


def _plain(numbers: Mapping[str, float]) -> dict[str, float | None]:
    return {name: value if isfinite(value) else None for name, value in numbers.items()}


def _time(seconds: float) -> str:
    if isnan(seconds):
        return "lost in noise"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
