"""Workloads of whole lives of random brains, beside the same in C and in JAX where there is such a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from evosim.bench import rivals
from evosim.bench.rivals import Absent, Rival
from evosim.bench.timing import Bench, alternate
from evosim.bench.workload import Workload
from evosim.experiment.provenance import peak_memory
from evosim.life import Evaluator
from evosim.organs.plan import Plan

TIMES = 15
JAX_TIMES = 5
ROUNDED = 1e-6  # of scores: JAX adds in float32
Competitors = Mapping[str, Callable[[Workload, Any], Rival]]
RIVALS: Mapping[str, Competitors] = {
    "wave": {"c": rivals.wave_in_c, "jax": rivals.wave_in_jax},
    "habits": {},
    "reflex": {"c": rivals.reflex_in_c},
    "memory": {"c": rivals.memory_in_c},
    "search": {},
    "learner": {},
    "sight": {"c": rivals.sight_in_c},
    "moving": {"c": rivals.moving_in_c},
}


def time_lives(name: str, changes: Mapping[str, Any] | None = None) -> Bench:
    """Let random brains live: lives a second, and unit updates a second of those that think in ticks.

    A unit update counts whether it is worked out or, activity being at rest, known to change nothing. A rival's scores
    must be ours: the share of brains whose score differs is told, and its time over ours.
    """
    work = Workload.of(name, changes)
    genomes, training = work.optimizer().ask(), work.training

    def ours(plan: Plan) -> Rival:
        evaluate = Evaluator(plan, training, work.threads)
        return lambda: evaluate(genomes).score

    runs: dict[str, tuple[Rival, int]] = {"evosim": (ours(work.plan), TIMES)}
    if work.ticks:
        runs["evosim, every tick"] = (ours(work.plan.changed(stops=False)), TIMES)
    expected = runs["evosim"][0]()
    absent, numbers = {}, {"lives_per_second": 0.0}
    for who, rival in RIVALS[name].items():
        try:
            runs[who] = (rival(work, genomes), JAX_TIMES if who == "jax" else TIMES)
        except Absent as reason:
            absent[who] = str(reason)
        else:
            differs = np.abs(runs[who][0]() - expected) > (ROUNDED if who == "jax" else 0)
            numbers[f"scores_that_differ_{who}"] = float(np.mean(differs))
    times = alternate(runs)
    seconds = times["evosim"].median
    for who in RIVALS[name].keys() - absent.keys():
        numbers[f"{who}_over_evosim"] = times[who].median / seconds
    count = len(genomes) * training.starts.size
    numbers["lives_per_second"] = count / seconds
    what = f"{count:,} lives, {work.threads.count} threads"
    if work.ticks and not work.plan.general:  # which thinks before each step, as long as there are lives
        updates = len(genomes) * len(training) * training.size**2 * work.ticks
        numbers["unit_updates_per_second"] = updates / seconds
        numbers["unit_updates_per_second_every_tick"] = updates / times["evosim, every tick"].median
        what = f"{updates:,} unit updates, {what}"
    return Bench(name, what, times, {**numbers, "peak_memory_mb": peak_memory()}, absent)
