"""Problems: what is wrong in what a user gave, and how to correct it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from evosim.plain import plain

GUESS = "did you mean"  # how a cure begins that names what was probably meant


@dataclass(frozen=True)
class Problem:
    """One thing to correct.

    Attributes
    ----------
    where : str
        The file, or ``overrides``, ``--set`` or ``scenario`` for what did not come from a file.
    line : int or None
        Line of the file, counted from 1.
    key : str
        The dotted key, with the names of objects, variants and claims in it.
    expected, got : str
        What would be valid, and what was found. Empty where it does not apply.
    cure : str
        What to write instead, if that can be guessed.
    what : str
        The kind of problem in a few words, such as ``unknown key``.
    """

    where: str
    line: int | None
    key: str
    expected: str
    got: str
    cure: str = ""
    what: str = ""

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        found = [self.expected and f"expected {self.expected}", self.got and f"got {self.got}"]
        if self.cure.startswith(GUESS):  # before what was expected, which may be a long list
            rest = "; ".join(filter(None, found))
            guess = f"{self.cure} {rest[:1].upper()}{rest[1:]}".strip()
            parts = [self.what, guess]
        else:
            parts = [self.what, *found, self.cure]
        return plain(": ".join(filter(None, [place, self.key, "; ".join(filter(None, parts))])))


class ScenarioError(ValueError):
    """Everything that is wrong with a scenario, at once.

    Attributes
    ----------
    problems : tuple of Problem
        Without repetitions, by file and line; what has no line comes last.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        def order(problem: Problem) -> tuple[bool, str, int, str]:
            return problem.line is None, problem.where, problem.line or 0, problem.key

        self.problems = tuple(sorted(dict.fromkeys(problems), key=order))
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([head, *map(str, self.problems)]))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        # An exception is rebuilt from its text by default; workers send these across processes.
        return ScenarioError, (self.problems,)


def nearest(name: object, names: Iterable[str]) -> str:
    """Return the name that was probably meant, or the empty string."""
    known = {known.lower(): known for known in names}
    close = difflib.get_close_matches(name.lower() if isinstance(name, str) else "", known, n=1, cutoff=0.5)
    return known[close[0]] if close else ""


def did_you_mean(name: object, names: Iterable[str]) -> str:
    """Return ``did you mean "…"?`` for the nearest of ``names``, or the empty string."""
    close = nearest(name, names)
    return f'{GUESS} "{close}"?' if close else ""


def one_of(names: Iterable[str]) -> str:
    """Return the names as a list to choose from."""
    names = list(names)
    return f"one of {', '.join(names)}" if len(names) > 1 else names[0] if names else "nothing"
