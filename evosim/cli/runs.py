"""Commands that look at scenarios, and run them."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evosim.cli.group import OUT, SET, WORKERS, Directory, echo, main, say, unwritable
from evosim.guard import FAILED, guarded
from evosim.worlds import WORLDS

if TYPE_CHECKING:
    from evosim.scenario import Problem, Scenario


@main.command()
@click.argument("scenario")
@SET
@OUT
@click.option("--quick", is_flag=True, help="Two replicates at most; marked as such in every output.")
@click.option("--name", help="Label of the run's directory.")
@click.option(
    "--workers", type=WORKERS, help="Processes (or threads); one for each processor by default."
)
@click.option(
    "--replace", is_flag=True, help="Take the directory of another scenario of this name; finished cells stay."
)
@click.option(
    "--executor", metavar="NAME", help="serial, processes, or dask=ADDRESS; by default the faster of the first two."
)
@click.option(
    "--prereg", type=Directory(), metavar="FILE", help="Preregistration of the scenario, which the verdicts will cite."
)
@guarded
def run(
    scenario: str, settings: tuple[str, ...], out: Path, quick: bool, name: str | None, workers: int | None,
    replace: bool, executor: str | None, prereg: Path | None,
) -> None:  # fmt: skip
    """Run what is not done yet, then show the claims with their verdicts.

    The same command again resumes; nothing is computed twice. Any number of processes, on machines that share a file
    system, may run the same command at once: each takes cells that no other is at work on, and the last one shows the
    claims.
    """
    loaded = _load(scenario, settings, name)
    from evosim.console import console
    from evosim.job import run as run_job

    terminal = console()
    terminal.print(loaded.title, style="bold", highlight=False, markup=False)
    result = run_job(
        loaded, out, workers, quick=quick, executor=executor, replace=replace, prereg=prereg, console=terminal
    )
    from evosim.claims.words import claims_table

    if result.elsewhere:
        return
    unfinished = result.unfinished
    if result.scenario.claim and len(unfinished) < len(result.cells):
        terminal.print(claims_table(result.verdicts, result.scenario.claim, quick=quick))
    if unfinished:
        sys.exit(FAILED)


@main.command()
@click.argument("scenario")
@SET
@OUT
@click.option("--workers", type=WORKERS, help="Processes to reckon with, here or on a cluster.")
@click.option(
    "--failures", type=click.FloatRange(0.01), metavar="HOURS", help="Simulate workers that are lost so often each."
)
@guarded
def check(scenario: str, settings: tuple[str, ...], out: Path, workers: int | None, failures: float | None) -> None:
    """Validate a scenario, list its cells, estimate time, memory and disk. Runs nothing.

    With more workers than this machine has processors it also says what they ask of a cluster.
    """
    loaded = _load(scenario, settings, None)
    from evosim.experiment.preflight import obstacles
    from evosim.experiment.preview import preview
    from evosim.scenario import ScenarioError

    processors = os.cpu_count() or 1
    workers = workers or processors
    for line in preview(loaded, out, workers, failures):
        say(line)
    if loaded.claim:
        from evosim.claims.caveats import caveats

        for line in caveats(loaded):
            say(f"warning: {line}")
    if problems := obstacles(loaded, out, min(workers, processors)):  # more than that are on other machines
        raise ScenarioError(problems)


@main.command()
@click.argument("scenario")
@SET
@click.option("--to", "file", type=Directory(), metavar="FILE", help="Write it there; by default it is printed.")
@guarded
def prereg(scenario: str, settings: tuple[str, ...], file: Path | None) -> None:
    """Write the claims, the design and the stopping rule of a scenario as a preregistration, in Markdown.

    It ends with its own digest. Runs that are given it (run --prereg FILE) cite that in their verdicts.
    """
    loaded = _load(scenario, settings, None)
    from evosim.files import write
    from evosim.preregistration import header_of, preregistration
    from evosim.scenario import ScenarioError
    from evosim.scenario.load import read

    if problems := unwritable("--to", file):
        raise ScenarioError(problems)
    text = preregistration(loaded, header_of(read(scenario)[1])).encode()
    if file is None:
        if sys.stdout.isatty():
            echo(text.decode().rstrip("\n"))
        else:
            click.echo(text, nl=False)  # as bytes: the same for every encoding, as its digest is
    else:
        write(file, text)
        echo(file)


@main.command()
@click.argument("run")
@OUT
@guarded
def status(run: str, out: Path) -> None:
    """Show how many cells of a run are done, running and failed, and the time left."""
    from evosim.experiment.lookup import find
    from evosim.experiment.status import status as lines

    for line in lines(find(run, out)):
        say(line)


@main.command()
@click.argument("run")
@OUT
@click.option("--cell", metavar="ID", help="This cell alone: its key, or how it begins.")
@click.option("--workers", type=WORKERS, help="Processes; one for each processor by default.")
@guarded
def reproduce(run: str, out: Path, cell: str | None, workers: int | None) -> None:
    """Run the finished cells of a run again, and compare their digests with the stored ones.

    Nothing is written. Where digests differ it says in which files, and what is otherwise in versions, processor and
    sources.
    """
    from evosim.console import console
    from evosim.experiment.lookup import find, key_of
    from evosim.experiment.reproduce import reproduce as again
    from evosim.experiment.reproduce import told

    found = find(run, out)
    key = key_of(found, cell) if cell is not None else None
    chosen = [one for one in found.cells if key in (None, one.key)]
    results = again(found, chosen, workers or os.cpu_count() or 1, console())
    for line in told(found, results):
        say(line)
    if not all(one.same for one in results):
        sys.exit(FAILED)


@main.command()
@click.argument("name")
@click.option("--world", type=click.Choice(WORLDS), default=WORLDS[0], show_default=True, help="Kind of world.")
@guarded
def new(name: str, world: str) -> None:
    """Write NAME.toml, a commented scenario to start from."""
    from evosim.handbook import keys
    from evosim.scenario.template import write_template

    file = write_template(name, world, keys())
    echo(f"{file}: edit it, then: evosim check {file}")


def _load(scenario: str, settings: tuple[str, ...], label: str | None) -> Scenario:
    from evosim.experiment.preflight import load
    from evosim.scenario import Problem, ScenarioError, parse_setting

    problems: list[Problem] = []
    given: dict[str, Any] = {}
    for text in settings:
        try:
            key, value = parse_setting(text)
        except ScenarioError as error:
            problems += error.problems
            continue
        if key in given:
            problems.append(Problem("--set", None, key, "one value", text, "leave one out", "given twice"))
        given[key] = value
    try:
        loaded = load(scenario, given, label=label)
    except ScenarioError as error:
        raise ScenarioError([*problems, *(_typed(problem, label) for problem in error.problems)]) from None
    if problems:
        raise ScenarioError(problems)
    return loaded


def _typed(problem: Problem, label: str | None) -> Problem:
    """The problem, under the option of the command line that gave what is wrong, if one did."""
    option = "--name" if problem.key == "name" and label is not None else "--set"
    return dataclasses.replace(problem, where=option) if problem.where == "overrides" else problem
