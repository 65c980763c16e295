"""All claims of the scenarios that come with evosim, and what their runs say: one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.table import Table
from rich.text import Text

from evosim import files
from evosim.claims.primaries import holm
from evosim.claims.verdicts import decided
from evosim.claims.words import COLOURS, estimate
from evosim.experiment.run import Run
from evosim.experiment.words import duration
from evosim.faults.problem import one_of
from evosim.scenario import Problem, Scenario, ScenarioError, load, packaged
from evosim.scenario.register import digest

LATEX = {
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "−": "$-$", "≥": r"$\ge$", "τ": r"$\tau$", "ρ": r"$\rho$",
}  # fmt: skip
GALLERY = "gallery"  # where finished tables and verdicts are kept, beside runs
HEADS = ("scenario", "claim", "source", "effect", "interval", "verdict", "weakest link", "replicates", "seconds")
LEVEL = 0.95  # of all primary claims together
DECIDED = ("supported", "refuted")
NOT_RUN, OTHER = "not run", "of another version of the claim"


class Entry(NamedTuple):
    """One claim and what is known of it; empty where its scenario has not been run."""

    scenario: str
    claim: str
    primary: bool
    says: str
    source: str
    weakest_link: str
    effect: str = ""
    interval: str = ""
    verdict: str = NOT_RUN
    together: bool | None = None  # of a primary claim: whether it is decided at the level of all of them (Holm)
    replicates: int | None = None
    seconds: float | None = None  # that all cells of its scenario took, on one processor

    @property
    def row(self) -> tuple[str, ...]:
        """Its texts, under ``HEADS``."""
        mark = " (primary)" if self.primary else ""
        alone = ", but not with all primary claims" if self.together is False and self.verdict in DECIDED else ""
        return (
            self.scenario,
            f"{self.says}{mark}",
            self.source,
            self.effect,
            self.interval,
            f"{self.verdict}{alone}",
            self.weakest_link,
            "" if self.replicates is None else str(self.replicates),
            "" if self.seconds is None else f"{self.seconds:.0f}",
        )


def ledger(out: Path) -> list[Entry]:
    """Every claim of every scenario that comes with evosim, in the order of their names.

    Runs are looked for in ``out`` and then in ``out/gallery``. A verdict counts if the claim's words are still those of
    the scenario. Of all primary claims whose table is there, Holm's procedure says which are decided at .95 together.

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6:65-70.
    """
    entries, primaries = [], {}
    for name in packaged():
        scenario = load(name)
        run = run_of(out, name) if scenario.claim else None
        for claim in scenario.claim:
            entry = Entry(name, claim.name, claim.primary, claim.says, claim.source, scenario.weakest_link)
            entries.append(_found(entry, run, digest(claim)) if run else entry)
            if run and claim.primary and entries[-1].replicates:
                primaries[name] = run.table, claim

    def at(name: str, alpha: float) -> bool:
        return decided(*primaries[name], 1 - alpha)

    together = holm(primaries, at, 1 - LEVEL)
    return [one._replace(together=together.get(one.scenario)) if one.primary else one for one in entries]


def unfinished(out: Path) -> list[Scenario]:
    """The scenarios with claims of which there is no finished run."""
    scenarios = [load(name) for name in packaged()]
    return [scenario for scenario in scenarios if scenario.claim and run_of(out, scenario.name) is None]


def run_of(out: Path, name: str) -> Run | None:
    """The run of a scenario in ``out``, or in its gallery; None if there is none."""
    for path in (out / name, out / GALLERY / name):
        if all((path / file).is_file() for file in ("scenario.toml", "table.parquet", "verdicts.json")):
            return Run(path)
    return None


def _found(entry: Entry, run: Run, words: str) -> Entry:
    verdict = next((one for one in run.verdicts if one["claim"] == entry.claim), None)
    if verdict is None or all(digest(claim) != words for claim in run.scenario.claim):
        return entry._replace(verdict=OTHER if verdict else NOT_RUN)
    seconds = sum(value for value in run.table["seconds"].to_pylist() if value is not None)
    difference, interval = verdict["difference"], verdict["interval"]
    return entry._replace(
        effect=f"{estimate(verdict)} {difference:+.2f}" if difference is not None else "",
        interval=f"{interval[0]:+.2f} to {interval[1]:+.2f}" if interval else "",
        verdict=str(verdict["verdict"]),
        replicates=int(verdict["replicates"]),
        seconds=seconds,
    )


# --- as a file ------------------------------------------------------------------------------------------------


def as_csv(entries: Sequence[Entry]) -> str:
    """The table with a column for each field."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(Entry._fields)
    writer.writerows(["" if value is None else value for value in entry] for entry in entries)
    return sink.getvalue()


def as_markdown(entries: Sequence[Entry]) -> str:
    """The table for a page."""
    rows = [HEADS, ("---",) * len(HEADS), *(tuple(_piped(text) for text in entry.row) for entry in entries)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def as_latex(entries: Sequence[Entry]) -> str:
    """The table for a paper: a ``longtable``, with the packages ``longtable`` and ``booktabs``."""
    widths = (0.09, 0.24, 0.13, 0.09, 0.09, 0.09, 0.17)
    columns = "".join(f"p{{{width}\\linewidth}}" for width in widths) + "rr"
    head = " & ".join(HEADS)
    body = "".join(f"{' & '.join(map(_escaped, entry.row))} \\\\\n" for entry in entries)
    begin = f"\\begin{{longtable}}{{{columns}}}\n\\toprule\n{head} \\\\\n\\midrule\n\\endhead\n"
    return f"{begin}{body}\\bottomrule\n\\end{{longtable}}\n"


FORMATS = {".csv": as_csv, ".md": as_markdown, ".tex": as_latex}


def odd(file: Path) -> list[Problem]:
    """A problem if a file's name ends with none of the formats."""
    expected = f"a name that ends with {one_of(FORMATS)}"
    return [] if file.suffix in FORMATS else [Problem("--to", None, str(file), expected, file.suffix or "no ending")]


def write(entries: Sequence[Entry], file: Path) -> None:
    """Write the table in the format that the file's name ends with.

    Raises
    ------
    ScenarioError
        If it ends with none of these, or cannot be written.
    """
    if problems := odd(file):
        raise ScenarioError(problems)
    try:
        files.write(file, FORMATS[file.suffix](entries).encode())
    except OSError as failure:
        why = failure.strerror or str(failure)
        problem = Problem("--to", None, str(file), "a file that can be written", why, what="cannot be written")
        raise ScenarioError([problem]) from None


# --- in the terminal --------------------------------------------------------------------------------------------


def table(entries: Sequence[Entry]) -> Table:
    """A row for each claim, and before those of a scenario its weakest link."""
    found = Table(title="Ledger", title_justify="left", expand=False)
    found.add_column("verdict", width=max(map(len, COLOURS)))
    found.add_column("claim", ratio=3)
    found.add_column("measured", ratio=1)
    before = ""
    for entry in entries:
        if entry.scenario != before:
            found.add_section()
            link = f"\nweakest link: {entry.weakest_link}" if entry.weakest_link else ""
            found.add_row("", Text.assemble((entry.scenario, "bold"), (link, "dim")), "")
            before = entry.scenario
        _, says, _, effect, interval, verdict, _, replicates, _ = entry.row
        said = Text(verdict, style=COLOURS.get(entry.verdict, "dim"))
        measured = "\n".join(filter(None, (effect, interval, f"{replicates} replicates" if replicates else "")))
        found.add_row(said, Text(says), Text(measured))
    return found


def summary(entries: Sequence[Entry]) -> Iterable[str]:
    """Yield what the table says in all, in two lines."""
    counts = {word: sum(entry.verdict == word for entry in entries) for word in COLOURS}
    told = ", ".join(f"{count} {word}" for word, count in counts.items())
    missing = len(entries) - sum(counts.values())
    scenarios = len({entry.scenario for entry in entries})
    yield f"{len(entries)} claims of {scenarios} scenarios: {told}, {missing} without a run"
    primary = [entry for entry in entries if entry.primary and entry.together is not None]
    decided = sum(bool(entry.together) for entry in primary)
    seconds = {entry.scenario: entry.seconds for entry in entries if entry.seconds is not None}
    yield (
        f"{decided} of {len(primary)} primary claims are decided at {LEVEL:g} together (Holm); "
        f"cells took {duration(sum(seconds.values()))} of one processor"
    )


def _piped(text: str) -> str:
    return text.replace("|", "\\|")


def _escaped(text: str) -> str:
    return "".join(LATEX.get(letter, letter) for letter in text)
