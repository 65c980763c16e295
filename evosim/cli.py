"""Commands. Only click is imported until one is chosen."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evosim.guard import FAILED, guarded
from evosim.worlds import WORLDS

if TYPE_CHECKING:

    from evosim.scenario import Problem, Scenario


class Directory(click.ParamType):
    """A path, in which ~ is the user's home even where no shell has said so."""

    name = "directory"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Take the text as it stands."""
        return Path(value).expanduser()


OUT = click.option(
    "--out",
    default="results",
    show_default=True,
    help="Where runs are kept.",
    type=Directory(),
)
SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a dotted key over the file's. Repeatable.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evosim-mesa", prog_name="evosim")
def main() -> None:
    """Evolve agents through an information funnel; measure whether they search, and what for.

    SCENARIO is a TOML file, or the name of one that comes with the package (evosim list scenarios).
    """


@main.command()
@click.argument("scenario")
@SET
@OUT
@click.option("--quick", is_flag=True, help="Two replicates at most; marked as such in every output.")
@click.option("--name", help="Label of the run's directory.")
@click.option(
    "--workers", type=click.IntRange(min=1), help="Processes (or threads); one for each processor by default."
)
@click.option("--executor", type=click.Choice(["serial", "processes"]), help="By default what is faster.")
@guarded
def run(
    scenario: str, settings: tuple[str, ...], out: Path, quick: bool, name: str | None, workers: int | None,
    executor: str | None,
) -> None:  # fmt: skip
    """Run what is not done yet, then show the claims with their verdicts.

    The same command again resumes; nothing is computed twice.
    """
    loaded = _load(scenario, settings, name)
    from evosim.console import console
    from evosim.job import run as run_job

    terminal = console()
    terminal.print(loaded.title, style="bold", highlight=False, markup=False)
    result = run_job(loaded, out, workers, quick=quick, executor=executor, console=terminal)
    from evosim.claims.words import claims_table

    unfinished = result.unfinished
    if result.scenario.claim and len(unfinished) < len(result.cells):
        terminal.print(claims_table(result.verdicts, quick=quick))
    if unfinished:
        sys.exit(FAILED)


@main.command()
@click.argument("scenario")
@SET
@OUT
@click.option("--workers", type=click.IntRange(min=1), help="Processes to reckon with.")
@guarded
def check(scenario: str, settings: tuple[str, ...], out: Path, workers: int | None) -> None:
    """Validate a scenario, list its cells, estimate time, memory and disk. Runs nothing."""
    loaded = _load(scenario, settings, None)
    from evosim.experiment.preflight import obstacles
    from evosim.experiment.preview import preview
    from evosim.scenario import ScenarioError

    workers = workers or os.cpu_count() or 1
    for line in preview(loaded, out, workers):
        click.echo(line)
    if problems := obstacles(loaded, out, workers):
        raise ScenarioError(problems)


@main.command()
@click.argument("run")
@OUT
@click.option("--only", help="Draw this figure alone.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["svg", "png", "pdf"]),
    help="SVG and PNG by default.",
)
@click.option(
    "--width", default=180, show_default=True, type=click.IntRange(150, 1000), help="Width in millimetres."
)
@guarded
def figures(run: str, out: Path, only: str | None, formats: tuple[str, ...], width: int) -> None:
    """Draw the figures of a finished run again, each with the CSV behind it."""
    from evosim.experiment.run import find
    from evosim.scenario import Problem, ScenarioError

    found = find(run, out)
    from evosim.faults.problem import did_you_mean, one_of
    from evosim.pictures import FIGURES, Undrawable, draw

    if only is not None and only not in FIGURES:
        raise ScenarioError(
            [Problem("--only", None, "", one_of(FIGURES), only, did_you_mean(only, FIGURES), "no such figure")]
        )
    quick, formats = found.quick, formats or ("svg", "png")
    try:
        drawn = draw(found.path, found.scenario, quick=quick, only=only, formats=formats, width=width)
    except Undrawable as error:
        raise ScenarioError([Problem("--only", None, str(only), str(error), "", what="cannot be drawn")]) from None
    for path in drawn:
        click.echo(path)


@main.command()
@click.argument("run")
@OUT
@guarded
def verdicts(run: str, out: Path) -> None:
    """Show the claims of a finished run with their verdicts again."""
    from evosim.claims.words import claims_table
    from evosim.console import console
    from evosim.experiment.run import find

    found = find(run, out)
    if found.verdicts:
        console().print(claims_table(found.verdicts, quick=found.quick))
    else:
        click.echo("the scenario claims nothing")


@main.command()
@click.argument("run")
@OUT
@click.option("--to", "file", type=Directory(), metavar="FILE", help="Write it there; by default RUN/report.html.")
@guarded
def report(run: str, out: Path, file: Path | None) -> None:
    """Write the report of a run: one HTML page with verdicts, replays, figures, table, scenario and provenance."""
    from evosim.experiment.run import find
    from evosim.report import write_report
    from evosim.scenario import ScenarioError

    if problems := _unwritable("--to", file):
        raise ScenarioError(problems)
    click.echo(write_report(find(run, out), file))


@main.command()
@click.argument("run")
@click.argument("other", required=False)
@OUT
@click.option("--by", help="Key whose values become columns; by default the variant, or the first swept key.")
@guarded
def compare(run: str, other: str | None, out: Path, by: str | None) -> None:
    """Show points of one run, or two runs, side by side: every probe with its interval, and the difference.

    RUN is a run's directory, or the scenario it came from.
    """
    from evosim.claims.compare import compare as compare_groups
    from evosim.claims.words import side_by_side
    from evosim.comparison import groups

    labels, tables, known = groups(run, other, out, by)
    for line in side_by_side(compare_groups(tables, known), labels):
        click.echo(line)


@main.command()
@OUT
@click.option("--run", "start", is_flag=True, help="Run first what has not been run; the same command goes on later.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; by default one for each processor.")
@click.option("--primary", is_flag=True, help="Only the claim that each scenario was made for.")
@click.option("--to", "files", multiple=True, type=Directory(), metavar="FILE", help="Write it: .csv, .md, .tex.")
@guarded
def ledger(out: Path, start: bool, workers: int | None, primary: bool, files: tuple[Path, ...]) -> None:
    """Show all claims of the scenarios that come with evosim, each with its verdict, in one table."""
    from evosim import ledger as book
    from evosim.console import console

    book.check(files)
    terminal = console()
    for scenario in book.unfinished(out) if start else ():
        from evosim.job import run as run_scenario

        run_scenario(scenario, out, workers, console=terminal)
    entries = [entry for entry in book.ledger(out) if entry.primary or not primary]
    terminal.print(book.table(entries))
    for line in book.summary(entries):
        click.echo(line)
    for file in files:
        book.write(entries, file)


@main.command()
@click.argument("run")
@OUT
@guarded
def status(run: str, out: Path) -> None:
    """Show how many cells of a run are done, running and failed, and the time left."""
    from evosim.experiment.run import find
    from evosim.experiment.status import status as lines

    for line in lines(find(run, out)):
        click.echo(line)


@main.command()
@click.argument("name")
@click.option(
    "--world", type=click.Choice(WORLDS), default=WORLDS[0], show_default=True, help="Kind of world."
)
@guarded
def new(name: str, world: str) -> None:
    """Write NAME.toml, a commented scenario to start from."""
    from evosim.scenario.template import write_template

    click.echo(f"{write_template(name, world)}: edit it, then: evosim check {name}.toml")


@main.command()
@click.option("--effort", type=click.IntRange(min=4), default=100, show_default=True, help="Populations for each law.")
@guarded
def selftest(effort: int) -> None:
    """Measure the laws of evolution on this machine: law, expected, measured, standard error, passed or not."""
    from evosim.laws import LAWS
    from evosim.laws.words import HEAD, line

    click.echo(HEAD)
    failed = count = 0
    for law in LAWS.values():
        for found in law(effort):
            click.echo(line(found))
            count, failed = count + 1, failed + (not found.passed)
    click.echo(f"{count - failed} of {count} laws hold")
    if failed:
        click.echo("By chance alone a few populations miss three standard errors now and then: try a larger --effort.")
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
    problems += [*_unwritable("--json", file), *_unwritable("--figure", figure)]
    if problems:
        raise ScenarioError(problems)
    found = []
    for one in BENCHES if name is None else (name,):
        found.append(BENCHES[one]())
        click.echo("\n".join(found[-1].lines()))
    if file is not None:
        file.write_text(json.dumps([one.json() for one in found], indent=1, allow_nan=False))
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

    problems = [*_unwritable("--csv", sheet), *_unwritable("--json", file)]
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
        click.echo(line)
    for target, words in ((sheet, as_csv), (file, as_json)):
        if target is not None:
            target.write_text(words(found), encoding="utf-8")


@main.command("list")
@click.argument("what", type=click.Choice(["worlds", "organs", "encodings", "probes", "scenarios"]))
@guarded
def list_(what: str) -> None:
    """List what there is of a kind, each with a line of explanation."""
    from evosim.catalogue import catalogue

    entries = catalogue(what)
    width = max((len(name) for name in entries), default=0)
    for name, words in entries.items():
        click.echo(f"{name:<{width}}  {words}")


@main.command()
@click.argument("word", nargs=-1)
@guarded
def explain(word: tuple[str, ...]) -> None:
    """Print the handbook's passage on WORD: a key, column, organ, encoding, world, picture, claim, error or term.

    Without WORD the pages and the kinds of words are listed.
    """
    from evosim.handbook import explain as passage

    click.echo(passage(" ".join(word)))


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
        raise ScenarioError([*problems, *error.problems]) from None
    if problems:
        raise ScenarioError(problems)
    return loaded


def _unwritable(option: str, target: Path | None) -> list[Problem]:
    """What is wrong with a file that is to be written, if one is."""
    from evosim.scenario import Problem

    if target is None or (not target.is_dir() and target.absolute().parent.is_dir()):
        return []
    return [Problem(option, None, "", "a file in a directory that exists", str(target))]


if __name__ == "__main__":
    main()
