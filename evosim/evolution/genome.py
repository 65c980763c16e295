"""What evolution varies: rows of real numbers, or of letters of an alphabet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evosim.faults.arguments import brief
from evosim.faults.problem import Problem, ScenarioError, did_you_mean

Genes = NDArray[Any]  # (P, G) float32, or int32 letters
MOST_LETTERS = 1_000_000  # each has its threshold


@dataclass(frozen=True, eq=False, repr=False)
class Genome:
    """The form of a genome and how the first generation is drawn.

    Parameters
    ----------
    length : number of genes G, 0 or more.
    alphabet : ``"real"`` (float32), or the number of letters: genes are then 0 … alphabet − 1 (int32).
    initial : for letters, their probabilities (all alike by default); for real genes ``{"scale": deviation of a normal,
        "zero": share of genes that are deleted, "around": (G,)}``; for either a (P, G) array, the first generation
        itself. It is copied.
    rest : of real genes, (G,) what deletion makes of them; by default 0, or what ``delete_to`` draws.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with what was expected.
    """

    length: int
    alphabet: int | Literal["real"] = "real"
    initial: Any = None
    rest: Any = None

    def __post_init__(self) -> None:
        given = None if self.initial is None or isinstance(self.initial, Mapping) else _array(self.initial)
        if found := self._problems(given):
            raise ScenarioError(found)
        if isinstance(self.initial, Mapping):
            words = {key: np.array(value) if key == "around" else value for key, value in self.initial.items()}
            object.__setattr__(self, "initial", words)
        elif given is not None:
            given = given.astype(self.dtype if given.ndim == 2 else np.float64)
            given.setflags(write=False)
            object.__setattr__(self, "initial", given)
        if self.rest is not None:
            rest = np.array(self.rest, np.float32)
            rest.setflags(write=False)
            object.__setattr__(self, "rest", rest)

    def __repr__(self) -> str:
        kind = "real genes" if self.real else f"genes of {self.alphabet} letters"
        return f"Genome({self.length} {kind})"

    @property
    def real(self) -> bool:
        """Whether genes are real numbers."""
        return self.alphabet == "real"

    @property
    def dtype(self) -> type[np.generic]:
        """Type of a gene."""
        return np.float32 if self.real else np.int32

    @property
    def given(self) -> NDArray[Any] | None:
        """The first generation (P, G), if it was given as such."""
        return self.initial if isinstance(self.initial, np.ndarray) and self.initial.ndim == 2 else None

    @property
    def normal(self) -> tuple[np.float32, float, NDArray[np.float32]]:
        """Of real genes: deviation, share that is 0, and (G,) what they are drawn around."""
        words = self.initial if isinstance(self.initial, Mapping) else {}
        around = np.zeros(self.length, np.float32) + np.asarray(words.get("around", 0.0), np.float32)
        return np.float32(words.get("scale", 1.0)), float(words.get("zero", 0.0)), around

    @property
    def limits(self) -> NDArray[np.uint64]:
        """Of letters: (A,) the thresholds, in units of 2⁻³², below which the first 1, 2 … of them are drawn."""
        count = int(self.alphabet)
        chances = np.full(count, 1 / count) if self.initial is None else np.asarray(self.initial, np.float64)
        return (np.add.accumulate(chances) * 4294967296.0).astype(np.uint64)

    def spells(self, genomes: Genes) -> bool:
        """Whether all are letters of the alphabet; any real gene is."""
        if self.real or not genomes.size:
            return True
        return bool(genomes.min() >= 0 and genomes.max() < int(self.alphabet) and (genomes == np.floor(genomes)).all())

    def form(self) -> bytes:
        """All of it, the same wherever it is the same."""
        initial = self.initial
        if isinstance(initial, Mapping):
            initial = np.concatenate([np.ravel(part).astype(np.float64) for part in self.normal])
        shown = b"" if initial is None else f"{initial.shape}{initial.dtype}".encode() + initial.tobytes()
        rest = b"" if self.rest is None else b" rest " + self.rest.tobytes()
        return f"{self.length} {self.alphabet} ".encode() + shown + rest

    def _problems(self, given: NDArray[Any] | None) -> list[Problem]:
        found = []

        def wrong(key: str, expected: str, got: object, cure: str = "") -> None:
            found.append(Problem("evosim.Genome", None, key, expected, _short(got), cure))

        length, count, initial = whole(self.length, 0, 2**40), self.alphabet, self.initial
        if not length:
            wrong("length", "a whole number from 0 to 2⁴⁰", self.length)
        spelt = (isinstance(count, str) and count == "real") or whole(count, 2, MOST_LETTERS)
        if not spelt:
            wrong("alphabet", f'a whole number from 2 to {MOST_LETTERS:,}, or "real"', count)
        rest = None if self.rest is None else _array(self.rest)
        if length and self.rest is not None:
            if not (isinstance(count, str) and count == "real"):
                wrong("rest", "nothing for letters, of which deletion makes 0", self.rest)
            elif rest is None or rest.shape != (self.length,) or not _sound(rest):
                wrong("rest", f"{self.length} finite float32 numbers", self.rest)
        if not (length and spelt) or initial is None:
            return found
        if isinstance(initial, Mapping):
            if count != "real":
                wrong("initial", f"{count} probabilities or a (P, {self.length}) array", initial)
            for key in initial.keys() - {"scale", "zero", "around"}:
                wrong(f"initial.{key}", "scale, zero or around", key, did_you_mean(key, ("scale", "zero", "around")))
            for key, most in (("scale", 1e9), ("zero", 1.0)):
                value = initial.get(key, 0)
                if not isinstance(value, int | float | np.number) or not 0 <= value <= most:
                    wrong(f"initial.{key}", f"a number from 0 to {most:g}", value)
            around = _array(initial.get("around", 0.0))
            if around is None or around.shape not in ((), (self.length,)) or not _sound(around):
                wrong("initial.around", f"a finite float32, or {self.length} of them", initial["around"])
            return found
        if given is None:
            wrong("initial", "an array of numbers", initial)
        elif given.ndim == 2:
            if given.shape[1] != self.length:
                wrong("initial", f"a (P, {self.length}) array", given.shape)
            elif count == "real" and not _sound(given):
                wrong("initial", "finite float32 numbers", given)
            elif not self.spells(given):
                wrong("initial", f"letters 0 … {int(count) - 1}", given)
        elif count == "real":
            wrong("initial", f'{{"scale": …}} or a (P, {self.length}) array', initial)
        elif given.shape != (count,):
            wrong("initial", f"{count} probabilities or a (P, {self.length}) array", initial)
        elif not (given >= 0).all() or abs(given.sum() - 1) > 1e-6:
            wrong("initial", "probabilities that sum to 1", initial)
        return found


def whole(value: object, least: int, most: int) -> bool:
    """Whether it is a whole number in that range, Python's or numpy's."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and least <= int(value) <= most


def _array(value: object) -> NDArray[Any] | None:
    """A copy as an array of real numbers, with NaN for what is masked; None if it is none."""
    try:
        found = np.ma.filled(np.ma.array(value, np.float64), np.nan) if np.ma.isMA(value) else np.array(value)
    except (TypeError, ValueError):
        return None
    return found if found.dtype.kind in "biuf" else None


def _sound(array: NDArray[Any]) -> bool:
    """Whether all are finite, and still are as float32."""
    with np.errstate(over="ignore"):
        return bool(np.isfinite(array.astype(np.float32)).all())


def _short(value: object) -> str:
    return brief(value if not isinstance(value, Sequence) or isinstance(value, str) else list(value))
