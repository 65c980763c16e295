"""Workloads of whole lives: thinking alone, and one cell of a scenario with where its time goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from evosim.bench.rivals import Absent, Rival, in_c, in_jax
from evosim.bench.timing import Bench, Spread, alternate
from evosim.evolution.log import Log
from evosim.evolution.loop import Setup, genome, priced
from evosim.evolution.optimizer import Optimizer
from evosim.experiment.provenance import peak_memory
from evosim.experiment.trial import draw_worlds
from evosim.life import Evaluator
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.scenario import Cell, cells, load, packaged
from evosim.threads import Threads
from evosim.worlds.grid.instances import Instances

TIMES = 15
TOLERANCE = 1e-6  # of scores: JAX adds in float32
EVOLUTIONS = 3


def wave() -> Bench:
    """512 cortices settle for 32 ticks in 64 arenas of 11 × 11, and walk: unit updates a second, beside C and JAX.

    A unit update counts whether it is worked out or, activity being at rest, known to change nothing.
    """
    cell, blueprint, threads = begin("wave")
    training, _ = draw_worlds(cell)
    plan, way = blueprint.plan, cell.point.settings.evolution
    whole, ticks = plan.changed(stops=False), _ticks(blueprint)
    genomes = Optimizer.of(genome(Setup(blueprint, way), cell.root), way, cell.root, threads).ask()

    def ours(plan: Plan) -> Rival:
        evaluate = Evaluator(plan, training, threads)
        return lambda: evaluate(genomes).score

    runs: dict[str, tuple[Rival, int]] = {"evosim": (ours(plan), TIMES), "evosim, every tick": (ours(whole), TIMES)}
    absent, differs = {}, {}
    for who, rival, turns in (("C, strict", in_c, TIMES), ("JAX", in_jax, 5)):
        try:
            runs[who] = (rival(genomes, ticks, training), turns)
        except Absent as reason:
            absent[who] = str(reason)
    expected = runs["evosim"][0]()
    for who, (run, _) in runs.items():
        differs[f"scores_that_differ_{who}"] = float(np.mean(np.abs(run() - expected) > TOLERANCE))
    times = alternate(runs)
    updates = len(genomes) * len(training) * training.size**2 * ticks
    lives = len(genomes) * training.starts.size
    numbers = {
        "unit_updates_per_second": updates / times["evosim"].median,
        "unit_updates_per_second_every_tick": updates / times["evosim, every tick"].median,
        "lives_per_second": lives / times["evosim"].median,
        "peak_memory_mb": peak_memory(),
        **{name: share for name, share in differs.items() if "evosim" not in name},
    }
    return Bench("wave", f"{updates:,} unit updates, {lives:,} lives, {threads.count} threads", times, numbers, absent)


def habits() -> Bench:
    """512 brains of generated habits alone walk in 64 arenas of 11 × 11."""
    cell, blueprint, threads = begin("habits")
    training, _ = draw_worlds(cell)
    way = cell.point.settings.evolution
    evaluate = Evaluator(blueprint.plan, training, threads)
    genomes = Optimizer.of(genome(Setup(blueprint, way), cell.root), way, cell.root, threads).ask()
    times = alternate({"evosim": (lambda: evaluate(genomes), TIMES)})
    lives = len(genomes) * training.starts.size
    numbers = {"lives_per_second": lives / times["evosim"].median, "peak_memory_mb": peak_memory()}
    return Bench("habits", f"{lives:,} lives, {threads.count} threads", times, numbers)


def flagship() -> Bench:
    """One cell of funnel_vs_direct at N = 64, population 1,024, 400 generations."""
    return _evolution("flagship")


def direct() -> Bench:
    """The same, encoded directly: about 13,000 genes."""
    return _evolution("direct")


def begin(name: str, changes: Mapping[str, Any] | None = None) -> tuple[Cell, Blueprint, Threads]:
    """The one cell of a workload, its blueprint, and all the threads there are."""
    file = Path(str(packaged()["one_maze"])).parent / "bench" / f"{name}.toml"
    (cell,) = cells(load(file, changes))
    return cell, Blueprint.of(cell.point.settings), Threads(os.cpu_count() or 1)


def _evolution(name: str) -> Bench:
    """Evolve a few times, timing each step; then see what lives are made of, on the last generation."""
    cell, blueprint, threads = begin(name)
    way, prices = cell.point.settings.evolution, cell.point.settings.prices
    training, _ = draw_worlds(cell)
    plan = blueprint.plan
    form, evaluate = genome(Setup(blueprint, way), cell.root), Evaluator(plan, training, threads)
    evaluate(Optimizer.of(form, way, cell.root, threads).ask())
    took, spent = [], {"variation": 0.0, "lives": 0.0, "bookkeeping": 0.0}
    for _ in range(EVOLUTIONS):
        optimizer = Optimizer.of(form, way, cell.root, threads)
        log = Log()
        began = perf_counter()
        for generation in range(way.generations):
            start = perf_counter()
            genomes = optimizer.ask(copy=False)
            bred = perf_counter()
            scores = evaluate(genomes)
            lived = perf_counter()
            fitness = priced(scores, prices)
            optimizer.tell(fitness)
            log.write(generation, fitness, scores)
            spent["variation"] += bred - start
            spent["lives"] += lived - bred
            spent["bookkeeping"] += perf_counter() - lived
        took.append(perf_counter() - began)
    still, mute = replace(training, steps=0), plan.changed(ticks=0)

    def seconds(plan: Plan, world: Instances) -> float:
        evaluate = Evaluator(plan, world, threads)
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
        "unit_updates_per_second": evaluations * len(training) * training.size**2 * _ticks(blueprint) / whole,
        "genes": float(np.prod(genomes.shape[1:])),
        "peak_memory_mb": peak_memory(),
    }
    what = f"population {way.population:,}, {way.generations} generations"
    times = {"evosim": Spread(whole, min(took), max(took))}
    return Bench(name, f"{what}, N = {len(training)}, {threads.count} threads", times, numbers)


def _timed(run: Callable[[], object]) -> float:
    began = perf_counter()
    run()
    return perf_counter() - began


def _ticks(blueprint: Blueprint) -> int:
    """The ticks of a thought, which is no gene in a benchmark."""
    ticks = blueprint.brain.cortex.ticks
    assert isinstance(ticks, int)
    return ticks
