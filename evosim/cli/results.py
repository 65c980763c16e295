"""Commands that show what runs have found."""

from __future__ import annotations

from pathlib import Path

import click

from evosim.cli.group import OUT, WORKERS, Directory, echo, main, say, unwritable
from evosim.guard import guarded


@main.command()
@click.argument("run")
@OUT
@click.option("--only", multiple=True, metavar="FIGURE", help="Draw this figure alone. Repeatable.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["svg", "png", "pdf"]),
    help="SVG and PNG by default.",
)
@click.option(
    "--width", default=180, show_default=True, type=click.IntRange(60, 1000), help="Width in millimetres."
)
@click.option("--to", "folder", type=Directory(), metavar="DIR", help="Write them there; by default RUN/figures.")
@guarded
def figures(
    run: str, out: Path, only: tuple[str, ...], formats: tuple[str, ...], width: int, folder: Path | None
) -> None:  # fmt: skip
    """Draw the figures of a finished run again, each with the CSV behind it."""
    from evosim.experiment.lookup import find
    from evosim.experiment.preflight import unwritable as forbidden
    from evosim.scenario import Problem, ScenarioError

    found = find(run, out)
    from evosim.faults.problem import did_you_mean, one_of
    from evosim.pictures import FIGURES, Undrawable, draw

    if unknown := [
        Problem("--only", None, "", one_of(FIGURES), name, did_you_mean(name, FIGURES), "no such figure")
        for name in only
        if name not in FIGURES
    ]:
        raise ScenarioError(unknown)
    if problems := forbidden(folder or found.path / "figures", "--to"):
        raise ScenarioError(problems)
    quick, formats = found.quick, formats or ("svg", "png")
    for name in only or (None,):
        try:
            drawn = draw(found.path, found.scenario, quick=quick, only=name, formats=formats, width=width, to=folder)
        except Undrawable as error:
            raise ScenarioError([Problem("--only", None, str(name), str(error), "", what="cannot be drawn")]) from None
        if folder is None:
            found.drawn(drawn)
        for path in drawn:
            echo(path)


@main.command()
@click.argument("run")
@OUT
@guarded
def verdicts(run: str, out: Path) -> None:
    """Show the claims of a finished run with their verdicts again."""
    from evosim.claims.words import claims_table
    from evosim.console import console
    from evosim.experiment.lookup import find

    found = find(run, out)
    if found.verdicts:
        console().print(claims_table(found.verdicts, found.scenario.claim, quick=found.quick))
    else:
        echo("the scenario claims nothing")


@main.command()
@click.argument("run", required=False)
@OUT
@click.option(
    "--to", "file", type=Directory(), metavar="FILE", help="Write it there; by default RUN/report.html or ledger.html."
)
@guarded
def report(run: str | None, out: Path, file: Path | None) -> None:
    """Write the report of a run: one HTML page with verdicts, replays, figures, table, scenario and provenance.

    Without RUN it is the page of the ledger: all claims of the scenarios that come with evosim, with pictures.
    """
    from evosim.experiment.lookup import find
    from evosim.experiment.preflight import unwritable as forbidden
    from evosim.report import write_ledger, write_report
    from evosim.scenario import ScenarioError

    if problems := unwritable("--to", file):
        raise ScenarioError(problems)
    found = None if run is None else find(run, out)
    if problems := [] if file else forbidden(found.path if found else out, "--to" if found else "--out"):
        raise ScenarioError(problems)
    if found:
        echo(write_report(found, file))
        return
    from evosim.ledger import ledger as entries

    echo(write_ledger(entries(out), out, file))


@main.command()
@click.argument("run")
@click.option("--cell", required=True, metavar="ID", help="Key of a cell, or how it begins: see the table.")
@click.option("--out", "file", required=True, type=Directory(), metavar="FILE", help="Ends in .gif, .png or .html.")
@click.option("--shift", default="", help="Lives after this shift.")
@click.option("--maze", default=1, show_default=True, help="Number of the maze, of a film or a picture.")
@click.option("--start", default=1, show_default=True, help="Number of the start.")
@click.option("--results", default="results", show_default=True, type=Directory(), help="Where runs are kept.")
@guarded
def replay(run: str, cell: str, file: Path, shift: str, maze: int, start: int, results: Path) -> None:
    """Write a recorded life as a film (.gif) or a picture (.png), or all that a cell has as a page (.html)."""
    from evosim.experiment.lookup import find
    from evosim.report import write_replay
    from evosim.scenario import ScenarioError

    if problems := unwritable("--out", file):
        raise ScenarioError(problems)
    echo(write_replay(find(run, results), cell, file, shift, maze, start))


@main.command()
@click.argument("run")
@click.argument("other", required=False)
@OUT
@click.option("--by", help="Key whose values become columns; by default the variant, or the first swept key.")
@click.option(
    "--only", multiple=True, metavar="COLUMNS", help="Only these, separated by commas; * for any letters. Repeatable."
)
@guarded
def compare(run: str, other: str | None, out: Path, by: str | None, only: tuple[str, ...]) -> None:
    """Show points of one run, or two runs, side by side: every probe with its interval, and the difference.

    RUN is a run's directory, or the scenario it came from. All columns are taken over the same replicates.
    """
    from evosim.claims.compare import compare as compare_groups
    from evosim.claims.words import side_by_side
    from evosim.comparison import groups, paired, wanted

    labels, tables, known = groups(run, other, out, by)
    asked = wanted(tables, [name.strip() for names in only for name in names.split(",") if name.strip()])
    for line in paired(tables, labels):
        say(line)
    for line in side_by_side(compare_groups(tables, known, asked), labels):
        echo(line.rstrip())


@main.command()
@OUT
@click.option("--run", "start", is_flag=True, help="Run first what has not been run; the same command goes on later.")
@click.option("--workers", type=WORKERS, help="Processes; by default one for each processor.")
@click.option("--primary", is_flag=True, help="Only the claim that each scenario was made for.")
@click.option("--to", "files", multiple=True, type=Directory(), metavar="FILE", help="Write it: .csv, .md, .tex.")
@guarded
def ledger(out: Path, start: bool, workers: int | None, primary: bool, files: tuple[Path, ...]) -> None:
    """Show all claims of the scenarios that come with evosim, each with its verdict, in one table."""
    from evosim import ledger as book
    from evosim.console import console
    from evosim.scenario import ScenarioError

    problems = [problem for file in files for problem in (book.odd(file) or unwritable("--to", file))]
    if problems:
        raise ScenarioError(problems)
    terminal = console()
    for scenario in book.unfinished(out) if start else ():
        from evosim.job import run as run_scenario

        run_scenario(scenario, out, workers, console=terminal)
    entries = [entry for entry in book.ledger(out) if entry.primary or not primary]
    terminal.print(book.table(entries))
    for line in book.summary(entries):
        say(line)
    for file in files:
        book.write(entries, file)
