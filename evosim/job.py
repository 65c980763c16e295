"""The main job, end to end: a scenario goes in; evolved agents, measurements, verdicts and figures come out."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Container
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console

from evosim.console import spoken
from evosim.evolution.genome import whole
from evosim.experiment import executors
from evosim.experiment.bundles import PACKED, bundled
from evosim.experiment.crate import write_crate
from evosim.experiment.estimate import START, total
from evosim.experiment.precompile import compiling, different, tiny
from evosim.experiment.preflight import load, obstacles
from evosim.experiment.preregistered import Preregistration
from evosim.experiment.progress import Progress
from evosim.experiment.provenance import provenance
from evosim.experiment.registration import register
from evosim.experiment.replacing import replaced
from evosim.experiment.run import QUICK, SUFFIX, Run
from evosim.experiment.store import sha256
from evosim.experiment.table import digest, gather
from evosim.experiment.trial import NOVEL, draw_shifts, draw_worlds, run_cell
from evosim.experiment.words import duration
from evosim.experiment.work import Work
from evosim.faults.arguments import MOST_WORKERS, brief, no_path
from evosim.kernel import compiled, mark_compiled
from evosim.scenario import Cell, Problem, Scenario, ScenarioError, cells, dump
from evosim.scenario.replicates import at_most, replicates, with_replicates
from evosim.worlds.grid.draw import Impossible
from evosim.worlds.grid.options import World as Grid

POLL = 1.0  # seconds between looks at what others are at work on
PATIENCE = 10.0  # seconds of drawing worlds before the first cell
AHEAD = 16  # cells for each worker, beyond the last look: workers are started anew each time


def run(
    scenario: Scenario | str | Path,
    out: Path | str = "results",
    workers: int | None = None,
    *,
    quick: bool = False,
    executor: str | Executor | None = None,
    replace: bool = False,
    prereg: Path | str | None = None,
    progress: bool | None = None,
    console: Console | None = None,
) -> Run:
    """Run what is not done yet, then gather the table, judge the claims, draw the figures and write the report.

    The same call again resumes: finished cells are never computed twice.

    Parameters
    ----------
    scenario : as ``evosim.load`` returns it, or what it takes.
    out : where the run's directory ``out/<scenario name>`` is made.
    workers : processes, or threads where one process is faster; by default one for each processor.
    quick : two replicates at most, in a directory of its own, and marked as such everywhere.
    executor : ``"serial"``, ``"processes"``, ``"dask=ADDRESS"``, or an ``Executor`` of ``concurrent.futures`` or of any
        library that has the like; by default serial or processes, what is faster.
    replace : let this scenario take the directory of another one of its name; finished cells of both stay there.
    prereg : file with a preregistration of the scenario, which the verdicts cite; it is copied beside them.
    progress : whether to print how it goes, in plain lines; by default in notebooks alone.

    Raises
    ------
    ScenarioError
        If something is wrong with what was asked for; then nothing has been written.
    """
    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter()
    problems = _odd(workers, executor, out, prereg, {"quick": quick, "replace": replace, "progress": progress})
    if problems:
        raise ScenarioError(problems)
    console = console or spoken(progress)
    workers = int(workers or os.cpu_count() or 1)
    scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
    if quick:
        name, few = f"{scenario.name.removesuffix(SUFFIX)}{SUFFIX}", min(QUICK, scenario.replicates)
        scenario = with_replicates(scenario.model_copy(update={"name": name}), [few])
    path = Path(out) / scenario.name
    planned = tuple({cell.key: cell for cell in cells(scenario)}.values())
    registered = Preregistration(Run.beginning(path), Path(prereg) if prereg is not None else None)
    here = executors.here(executor, workers)
    problems = [*obstacles(scenario, Path(out), here), *registered.problems(scenario, quick)]
    if problems := problems or ([] if replace else replaced(scenario, Run.beginning(path))):
        raise ScenarioError(problems)
    missing = {name: tiny(cell) for name, cell in different(planned).items() if not compiled(name)}
    if missing:
        console.print("compiling the kernels (once, less than a minute) …")
    with compiling(list(missing.values())) as ready:
        if problems := _impossible(planned, scenario.name):
            raise ScenarioError(problems)
        for name, cell in zip(missing, ready, strict=True):  # here, once: workers would all do the same at once
            run_cell(cell)
            mark_compiled(name)

    result = Run.beginning(path)
    try:
        result.store.path.mkdir(parents=True, exist_ok=True)
    except OSError as failure:  # what access rights do not tell: odd file systems, names too long
        where, why = str(failure.filename or path), failure.strerror or str(failure)
        problem = Problem("--out", None, where, "a directory that can be made", why, what="cannot be written")
        raise ScenarioError([problem]) from None
    with result.alone():
        result.store.sweep_up()
        older = register(result, scenario)
        registered.keep()
    scenario, computed, elsewhere = _compute(result, scenario, workers, executor, console, quick)
    result.elsewhere = elsewhere
    with result.alone():
        unfinished = set() if elsewhere else {cell.key for cell in result.unfinished}  # read by the last alone
        if not elsewhere:
            _tell(result, scenario, unfinished, older, quick)
        elapsed = time.perf_counter() - clock
        told = provenance(scenario.seed, sys.argv, started, elapsed, quick)
        told["cells_computed"] = computed
        result.note_session(told)
        if not elsewhere and len(unfinished) < len(result.cells):
            from evosim.report import write_report

            write_report(result)
        write_crate(result)
    if elsewhere:
        rest = f"other processes are at work on {elsewhere} more, and the last of them tells what came of all"
        said = f"{path}: {computed} cells computed here, {duration(elapsed)}; {rest}"
    else:
        every = cells(scenario)
        done = len([cell for cell in every if cell.key not in unfinished])
        said = f"{path}: {done} of {len(every)} cells, {duration(elapsed)}"
    console.print(said, highlight=False, markup=False, soft_wrap=True)
    return result


def _tell(result: Run, scenario: Scenario, unfinished: Container[str], older: dict[str, bool], quick: bool) -> None:
    """Make table, verdicts, figures and digests of the cells that are finished."""
    every = cells(scenario)
    finished = {cell.key for cell in every if cell.key not in unfinished}
    if not finished:
        result.discard()
        return
    from evosim.claims import judge  # scipy and matplotlib take their time: not while cells could run
    from evosim.pictures import draw

    rows = gather(scenario, every, finished, result.store)
    cited = Preregistration(result).citation
    verdicts = [one | cited for one in judge(rows, scenario.claim, before_data=older, quick=quick)]
    table = rows.filter(pa.array([cell.key in finished for cell in every]))
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, write_page_checksum=True)
    result.write("table.parquet", bytes(sink.getvalue()))
    result.write("verdicts.json", json.dumps(verdicts, indent=1))
    digests = {
        "cells": {key: result.store.digest(key) for key in sorted(finished)},
        "table": digest(table),
        "verdicts": sha256(json.dumps(verdicts).encode()),
        "scenario": sha256(dump(scenario).encode()),
    }
    result.seal("digests.json", digests)
    result.drawn(draw(result.path, scenario, quick=quick))


def _impossible(planned: tuple[Cell, ...], where: str) -> list[Problem]:
    """Draw the worlds that the cells need, for some seconds; what cannot be drawn is a problem."""
    problems: dict[str, Problem] = {}
    worlds = {id(cell.point): cell.point.settings.world for cell in planned}
    told = {point: world.model_dump_json() for point, world in worlds.items()}
    spots = {(told[id(cell.point)], cell.replicate): cell for cell in planned}
    limit = time.monotonic() + PATIENCE
    for (name, _), cell in spots.items():
        if time.monotonic() > limit:  # thousands of replicates: a cell whose world cannot be drawn will say so itself
            break
        world = cell.point.settings.world
        if not isinstance(world, Grid):
            continue  # games can always be drawn
        try:
            if name not in problems:
                draw_shifts(cell, *draw_worlds(cell))
        except Impossible as error:
            cure = "shorten min_path, ask for fewer starts or things, enlarge size, or change layout.walls"
            expected = f"a world of which {world.instances} + {NOVEL} different instances can be drawn"
            problems[name] = Problem(where, None, "world", expected, str(error), cure, "impossible world")
    return list(problems.values())


def _odd(workers: object, executor: object, out: object, prereg: object, flags: dict[str, object]) -> list[Problem]:
    found = no_path("evosim.run", "out", out, "the directory where runs are kept")
    found += [] if prereg is None else no_path("evosim.run", "prereg", prereg, "the file of a preregistration, or None")
    for name, value in flags.items():
        if not (isinstance(value, bool) or (name == "progress" and value is None)):
            found.append(Problem("evosim.run", None, name, "True or False", brief(value)))
    if workers is not None and not (whole(workers, 1, MOST_WORKERS)):
        expected = f"a whole number from 1 to {MOST_WORKERS:,}, or None"
        found.append(Problem("evosim.run", None, "workers", expected, brief(workers)))
    if isinstance(executor, str):
        found += executors.unknown(executor)
    elif executor is not None and not callable(getattr(executor, "submit", None)):
        expected = "the name of an executor, one that has a method submit, or None"
        found.append(Problem("evosim.run", None, "executor", expected, brief(executor)))
    return found


def _stored(result: Run, planned: tuple[Cell, ...], console: Console) -> set[str]:
    """The keys of cells that are done; damaged ones are set aside with a message."""
    done = set()
    there = result.store.names()
    for cell in planned:
        if cell.key not in there:
            continue
        fault = result.store.fault(cell.key)
        if fault is None:
            done.add(cell.key)
        elif fault != "absent":
            aside = result.store.set_aside(cell.key)
            console.print(
                f"cell {cell.key} is damaged ({fault}): set aside as {aside.name}, and run again",
                style="yellow", markup=False, highlight=False,
            )  # fmt: skip
    return done


def _compute(
    result: Run, scenario: Scenario, workers: int, executor: str | Executor | None, console: Console, quick: bool
) -> tuple[Scenario, int, int]:
    """Run what is not done yet, and, of claims that ask for it, replicate after replicate until they are settled.

    Cells run ahead of the looks, so that all workers have some; which replicates count does not depend on how many.

    Returns
    -------
    The scenario with the number of replicates that was needed, how many cells were computed, and on how many other
    processes are at work.
    """
    computed, settling = 0, bool(scenario.looks) and not quick
    reached = with_replicates(scenario, [scenario.fewest]) if settling else scenario
    most = replicates(at_most(scenario))
    while True:
        result.begin(reached)
        every = cells(reached)
        planned = tuple({cell.key: cell for cell in every}.values())
        while True:
            own, elsewhere = _execute(result, planned, _stored(result, planned, console), workers, executor, console)
            computed += own
            if not (settling and elsewhere):
                break
            time.sleep(POLL)  # whether it goes on depends on cells that others are at work on
        if not settling:
            return reached, computed, elsewhere
        finished = {cell.key for cell in planned if result.store.fault(cell.key) is None}
        if not finished:
            return reached, computed, elsewhere
        from evosim.claims.settling import needed  # scipy takes its time

        counts, still = needed(scenario, gather(reached, every, finished, result.store))
        if not any(still):
            reached = with_replicates(scenario, counts)
            result.begin(reached)
            return reached, computed, 0
        count = 1 + max(cell.replicate for cell in every) + -(-AHEAD * workers // sum(still))
        more = [count if open_ else settled for settled, open_ in zip(counts, still, strict=True)]
        reached = with_replicates(scenario, [min(pair) for pair in zip(more, most, strict=True)])


def _execute(
    result: Run,
    planned: tuple[Cell, ...],
    stored: set[str],
    workers: int,
    executor: str | Executor | None,
    console: Console,
) -> tuple[int, int]:
    """Run what is not stored; how many cells were computed here, and on how many other processes are at work."""
    pending = [cell for cell in planned if cell.key not in stored]
    if not pending:
        return 0, 0
    alone = total(pending, 1).seconds
    if executor is None:  # processes pay only if they save more than they take to start
        saved = alone - total(pending, workers).seconds
        executor = "processes" if workers > 1 and len(pending) > 1 and saved > START else "serial"
    size = bundled(len(pending), alone, workers)
    with Progress(planned, stored, console, result.store) as progress, result.store.leases:
        work = Work(pending, result.store, progress, size, packed=len(planned) > PACKED)
        try:
            executors.start(executor, work, workers)
        finally:
            result.store.close()
            result.store.look()
    return work.computed, len(work.elsewhere)
