"""What a generation costs against the number of instances, individuals, ticks and units, and kinds of rules.

Each point is measured in a process of its own, so that the most memory it took is known.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from math import isnan, nan
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from evosim.bench.timing import Bench, Course, Sample
from evosim.bench.workload import Workload
from evosim.evolution.loop import evolve
from evosim.experiment.provenance import peak_memory
from evosim.life import Evaluator

Changes = Mapping[str, Any]
TIMES = 7
RULES: Mapping[str, Changes] = {
    "one rule": {"encoding.rules": "types", "encoding.cell_types": 1},
    "2 types": {"encoding.rules": "types", "encoding.cell_types": 2},
    "8 types": {"encoding.rules": "types", "encoding.cell_types": 8},
    "position, degree 1": {"encoding.rules": "position", "encoding.degree": 1},
    "position, degree 3": {"encoding.rules": "position", "encoding.degree": 3},
    "own": {"encoding.rules": "own"},
}
COURSES: Mapping[str, Mapping[str, Changes]] = {
    "instances": {f"{n}": {"world.instances": n} for n in (16, 64, 256, 1024)},
    "population": {f"{p}": {"evolution.population": p} for p in (256, 1024, 4096, 16384, 100_000)},
    "ticks": {f"{t}": {"brain.cortex.ticks": t} for t in (8, 32, 128, 512)},
    "units": {f"{s * s}": {"world.size": s} for s in (7, 11, 15, 23, 31)},
    "generations": {f"{g}": {"evolution.generations": g, "world.instances": 16} for g in (20, 200, 2000)},
    "rules": RULES,
}


def slopes() -> Bench:
    """Seconds and memory around ``flagship`` along each course, and the slope of their logarithms.

    ``ticks`` is thought alone, every tick of it; ``generations`` a whole evolution; the others one generation.
    """
    courses: dict[str, Course] = {}
    name, points = next(iter(COURSES.items()))
    _elsewhere(next(iter(points.values())), name)  # compiles: the first point would pay for it, in memory too
    for name, points in COURSES.items():
        courses[name] = {at: _elsewhere(changes, name) for at, changes in points.items()}
    slope = {f"slope_{name}": _slope(course) for name, course in courses.items() if name != "rules"}
    return Bench("slopes", "what a generation costs", {}, slope, courses=courses)


def measure(changes: Changes, course: str) -> Sample:
    """One point of a course."""
    work = Workload.of("flagship", changes)
    training, threads = work.training, work.threads
    if course == "generations":
        began = perf_counter()
        evolve(work.setup, training, work.cell.root, threads)
        return Sample(perf_counter() - began, peak_memory())
    plan = work.plan.changed(stops=course != "ticks")
    optimizer = work.optimizer()

    def generation(evaluate: Evaluator) -> float:
        began = perf_counter()
        optimizer.tell(evaluate(optimizer.ask(copy=False)).score)
        return perf_counter() - began

    whole = Evaluator(plan, training, threads)
    generation(whole)  # compiles
    if course != "ticks":
        return Sample(median(generation(whole) for _ in range(TIMES)), peak_memory())
    still = replace(training, steps=0)
    thinking, mute = Evaluator(plan, still, threads), Evaluator(plan.changed(ticks=0), still, threads)
    thought = median(generation(thinking) - generation(mute) for _ in range(TIMES))
    return Sample(thought if thought > 0 else nan, peak_memory())


def _elsewhere(changes: Changes, course: str) -> Sample:
    """Measure a point in a fresh process."""
    command = "import sys, json; from evosim.bench.slopes import measure; print(*measure(*json.load(sys.stdin)))"
    done = subprocess.run(
        [sys.executable, "-c", command], input=json.dumps([changes, course]), capture_output=True, text=True, check=True
    )
    return Sample(*map(float, done.stdout.split()))


def _slope(course: Course) -> float:
    """Of the logarithm of seconds against that of the number, by least squares; NaN with fewer than two points."""
    known = {float(at): sample.seconds for at, sample in course.items() if not isnan(sample.seconds)}
    if len(known) <= 1:
        return nan
    return float(np.polyfit(np.log(list(known)), np.log(list(known.values())), 1)[0])

