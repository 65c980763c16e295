"""The preregistration of a run: a text that says at its end what it was written for, and that nobody has changed it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evosim.experiment.registration import note, noted
from evosim.experiment.seal import closed, seal
from evosim.experiment.store import sha256
from evosim.files import read
from evosim.frozen import thaw
from evosim.scenario import Problem, Scenario, cells
from evosim.scenario.register import digest
from evosim.scenario.replicates import with_replicates

if TYPE_CHECKING:
    from evosim.experiment.run import Run

FILE = "prereg.md"
HEAD = "## Digests"


def registered(text: str, scenario: Scenario) -> str:
    """A text with what it was written for below it, and the digest of all that as the last line."""
    told = "\n".join(f"- {mark}" for mark in marks(scenario))
    return closed(f"{text}\n{HEAD}\n\n{told}\n\n")


def marks(scenario: Scenario) -> list[str]:
    """A digest of each claim, and one of the design: points, seed, shifts, and the most replicates that there may be.

    Neither titles nor defaults are in them, so that they are the same for later versions of evosim. The replicates are
    the most, because a run whose claims ask for more of them writes into its scenario how many it has had.
    """
    one = with_replicates(scenario, [1])
    told = [json.dumps([cell.point.variant, thaw(cell.point.values), cell.key], sort_keys=True) for cell in cells(one)]
    design = sha256(json.dumps([scenario.most, sorted(told)]).encode())
    claims = [f"claim `{' '.join(claim.name.split())}`: {digest(claim)}" for claim in scenario.claim]
    return [*claims, f"design: {design}"]


@dataclass(frozen=True)
class Preregistration:
    """The preregistration of a run: the file that is given for it, or else the one that lies in its directory."""

    run: Run
    given: Path | None = None

    @cached_property
    def text(self) -> str:
        """All of it; empty if there is none."""
        try:
            return read(self.given or self.run.path / FILE).decode().replace("\r\n", "\n")
        except FileNotFoundError:
            if self.given:
                raise
            return ""

    def problems(self, scenario: Scenario, quick: bool) -> list[Problem]:
        """Why it cannot be that of a run of the scenario; nothing has been written then."""
        where, key = ("--prereg", str(self.given)) if self.given else (str(self.run.path / FILE), "")
        if self.given and quick:
            return [Problem(where, None, key, "a run of all replicates", "--quick", "leave out one of the two")]
        try:
            if not self.text:
                return []
        except (OSError, UnicodeDecodeError) as error:
            got = getattr(error, "strerror", None) or str(error)
            return [Problem(where, None, key, "a text in UTF-8", got, what="cannot be read")]
        cure = "evosim prereg SCENARIO --to FILE writes one" if self.given else "move it away, or give --name LABEL"
        found = seal(self.text)
        if found is None:
            expected, got = "a text as evosim prereg has written it", "another, or one that was changed"
            return [Problem(where, None, key, expected, got, cure, "not a preregistration")]
        if others := _others(self.text, scenario):
            expected, got = "that of this scenario", f"one that differs in {', '.join(others)}"
            return [Problem(where, None, key, expected, got, cure, "of another scenario")]
        most = with_replicates(scenario, [scenario.most])
        done = {cell.key for cell in cells(most)} & set(self.run.store.keys())
        if done and found not in noted(self.run):
            expected, got = "one that was given before the first cell was finished", f"{len(done)} finished cells"
            cure = f"{'leave it out' if self.given else 'move it away'}, or give --name LABEL for a run of its own"
            return [Problem(where, None, key, expected, got, cure, "younger than its data")]
        return []

    def keep(self) -> None:
        """Copy it into the run's directory, and note that it was there before data."""
        if self.text:
            self.run.write(FILE, self.text)
            note(self.run, {str(seal(self.text)): True})

    @property
    def citation(self) -> dict[str, str]:
        """The key ``prereg`` of a verdict, with the digest; nothing where there is none."""
        found = seal(self.text)
        return {"prereg": found} if found else {}


def _others(text: str, scenario: Scenario) -> list[str]:
    """What a text was written for and the scenario has not, or the other way round."""
    written = {line.removeprefix("- ") for line in text.rpartition(f"\n{HEAD}\n")[2].splitlines() if line[:2] == "- "}
    return list(dict.fromkeys(mark.rpartition(": ")[0] for mark in sorted(written ^ set(marks(scenario)))))
