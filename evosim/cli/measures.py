"""Commands that measure the program itself: its laws, its speed, its detectors."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from evosim import files
from evosim.cli.group import OUT, Directory, echo, main, unwritable
from evosim.guard import FAILED, guarded


@main.command()
@click.option("--effort", type=click.IntRange(min=4), default=100, show_default=True, help="Populations for each law.")
@guarded
def selftest(effort: int) -> None:
    """Measure the laws of evolution on this machine: law, expected, measured, standard error, passed or not."""
    from evosim.laws import LAWS
    from evosim.laws.words import HEAD, line

    echo(HEAD)
    failed = count = 0
    for law in LAWS.values():
        for found in law(effort):
            echo(line(found))
            count, failed = count + 1, failed + (not found.passed)
    echo(f"{count - failed} of {count} laws hold")
    if failed:
        echo("By chance alone a few populations miss three standard errors now and then: try a larger --effort.")
        sys.exit(FAILED)


@main.command()
@click.argument("name", required=False)
@click.option("--json", "file", type=Directory(), metavar="FILE", help="Write the numbers to this file.")
@click.option("--figure", type=Directory(), metavar="FILE", help="Draw the slopes to this file (svg, png or pdf).")
@guarded
def bench(name: str | None, file: Path | None, figure: Path | None) -> None:
    """Time named workloads, or all of them, each beside its rivals in one run."""
    import json

    from evosim.bench import BENCHES
    from evosim.faults.problem import did_you_mean, one_of
    from evosim.scenario import Problem, ScenarioError

    problems = []
    if name is not None and name not in BENCHES:
        cure = did_you_mean(name, BENCHES)
        problems.append(Problem("bench", None, "", one_of(BENCHES), name, cure, "no such workload"))
    if figure is not None and (figure.suffix not in (".svg", ".png", ".pdf") or name not in (None, "slopes")):
        expected = "the workload slopes, and a name that ends in .svg, .png or .pdf"
        problems.append(Problem("--figure", None, "", expected, f"{name or 'all'}, {figure.name}"))
    problems += [*unwritable("--json", file), *unwritable("--figure", figure)]
    if problems:
        raise ScenarioError(problems)
    found = []
    for one in BENCHES if name is None else (name,):
        found.append(BENCHES[one]())
        echo("\n".join(found[-1].lines()))
    if file is not None:
        files.write(file, json.dumps([one.json() for one in found], indent=1, allow_nan=False).encode())
    if figure is not None:
        from evosim.pictures.cost import write_cost

        write_cost(found[-1].json(), figure)


@main.command()
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@OUT
@click.option(
    "--most", type=click.IntRange(min=1), default=20, show_default=True, help="Champions of a run that are scored."
)
@click.option("--csv", "sheet", type=Directory(), metavar="FILE", help="Write the scores of each agent to this file.")
@click.option("--json", "file", type=Directory(), metavar="FILE", help="Write scores and detectors to this file.")
@guarded
def detectors(runs: tuple[str, ...], out: Path, most: int, sheet: Path | None, file: Path | None) -> None:
    """Score the detectors of optimizers on agents of which construction tells whether they search.

    These are agents built by hand, and those champions of each RUN whose making decides it: habits and reflexes never
    search, the organ search alone does, and a cortex alone if its sheet finds ways around walls, read from inside. Of
    all others it is not known; they are listed apart.
    """
    from evosim.scenario import ScenarioError

    problems = [*unwritable("--csv", sheet), *unwritable("--json", file)]
    if problems:
        raise ScenarioError(problems)
    # Linear probes solve systems too small for threads, which beside other work take six times as long.
    for library in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    from evosim.detection import as_csv, as_json, detect, lines, table

    found = detect(runs, out, most)
    from evosim.console import console

    console().print(table(found))
    for line in lines(found):
        echo(line)
    for target, words in ((sheet, as_csv), (file, as_json)):
        if target is not None:
            files.write(target, words(found).encode())
