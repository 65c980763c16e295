"""Workloads of whole evolutions, with where their time goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from evosim.bench.timing import Bench, Spread
from evosim.bench.workload import Workload
from evosim.evolution.log import Log
from evosim.evolution.stage import priced
from evosim.experiment.provenance import peak_memory
from evosim.life import Evaluator
from evosim.organs.plan import Plan
from evosim.worlds.grid.instances import Instances

TIMES = 15
EVOLUTIONS = 3


def time_evolution(name: str, changes: Mapping[str, Any] | None = None) -> Bench:
    """Evolve a few times, timing each step; then see what lives are made of, on the last generation.

    Development is what remains of lives without ticks and steps; it includes the drives of units at rest.
    """
    work = Workload.of(name, changes)
    way, training, plan = work.setup.way, work.training, work.plan
    evaluate = Evaluator(plan, training, work.threads)
    evaluate(work.optimizer().ask())
    took, spent = [], {"variation": 0.0, "lives": 0.0, "bookkeeping": 0.0}
    for _ in range(EVOLUTIONS):
        optimizer = work.optimizer()
        log = Log()
        began = perf_counter()
        for generation in range(way.generations):
            start = perf_counter()
            genomes = optimizer.ask(copy=False)
            bred = perf_counter()
            scores = evaluate(genomes)
            lived = perf_counter()
            fitness = priced(scores, work.setup.prices)
            optimizer.tell(fitness)
            log.write(generation, fitness, scores)
            spent["variation"] += bred - start
            spent["lives"] += lived - bred
            spent["bookkeeping"] += perf_counter() - lived
        took.append(perf_counter() - began)
    still, mute = replace(training, steps=0), plan.changed(ticks=0)

    def seconds(plan: Plan, world: Instances) -> float:
        evaluate = Evaluator(plan, world, work.threads)
        return median(_timed(lambda: evaluate(genomes)) for _ in range(TIMES))

    full, thinking, developing = seconds(plan, training), seconds(plan, still), seconds(mute, still)
    lives = spent.pop("lives")
    shares = {
        "thinking": lives * (thinking - developing) / full,
        "walking": lives * (full - thinking) / full,
        "development": lives * developing / full,
        **spent,
    }
    whole = median(took)
    evaluations = way.population * way.generations
    numbers = {
        **{f"share_{what}": much / sum(took) for what, much in shares.items()},
        "lives_per_second": evaluations * training.starts.size / whole,
        "developments_per_second": len(genomes) / seconds(mute, still.take([0])),
        "unit_updates_per_second": evaluations * len(training) * training.size**2 * work.ticks / whole,
        "genes": float(np.prod(genomes.shape[1:])),
        "peak_memory_mb": peak_memory(),
    }
    what = f"population {way.population:,}, {way.generations} generations"
    times = {"evosim": Spread(whole, min(took), max(took))}
    return Bench(name, f"{what}, N = {len(training)}, {work.threads.count} threads", times, numbers)


def _timed(run: Callable[[], object]) -> float:
    began = perf_counter()
    run()
    return perf_counter() - began
