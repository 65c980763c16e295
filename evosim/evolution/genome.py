"""What evolution varies: rows of real numbers, or of letters of an alphabet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evosim.scenario import Problem, ScenarioError
from evosim.scenario.problem import did_you_mean

Genes = NDArray[Any]  # (P, G) float32, or int32 letters


@dataclass(frozen=True, eq=False)
class Genome:
    """The form of a genome and how the first generation is drawn.

    Parameters
    ----------
    length : number of genes G, 0 or more.
    alphabet : ``"real"`` (float32), or the number of letters: genes are then 0 … alphabet − 1 (int32).
    initial : for letters, their probabilities (all alike by default); for real genes ``{"scale": deviation of a normal,
        "zero": share of genes that are 0, "around": (G,)}``; for either a (P, G) array, the first generation itself.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with what was wanted.
    """

    length: int
    alphabet: int | Literal["real"] = "real"
    initial: Any = None

    def __post_init__(self) -> None:
        found = self._problems()
        if found:
            raise ScenarioError(found)

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
        found = None if isinstance(self.initial, Mapping) or self.initial is None else np.asarray(self.initial)
        return found if found is not None and found.ndim == 2 else None

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
        """Whether genes are letters of the alphabet; real genes always are."""
        return self.real or not genomes.size or bool(genomes.min() >= 0 and genomes.max() < int(self.alphabet))

    def _problems(self) -> list[Problem]:
        found = []

        def wrong(key: str, wanted: str, got: object, cure: str = "") -> None:
            found.append(Problem("evosim.Genome", None, key, wanted, _short(got), cure))

        length = isinstance(self.length, int | np.integer) and not isinstance(self.length, bool) and self.length >= 0
        if not length:
            wrong("length", "a whole number, 0 or more", self.length)
        count = self.alphabet
        spelt = count == "real" or (isinstance(count, int | np.integer) and not isinstance(count, bool) and count >= 2)
        if not spelt:
            wrong("alphabet", 'a whole number, 2 or more, or "real"', count)
        if not (length and spelt) or self.initial is None:
            return found
        if isinstance(self.initial, Mapping):
            if count != "real":
                wrong("initial", f"{count} probabilities or a (P, {self.length}) array", self.initial)
            for key in self.initial.keys() - {"scale", "zero", "around"}:
                wrong(f"initial.{key}", "scale, zero or around", key, did_you_mean(key, ("scale", "zero", "around")))
            for key, most in (("scale", 1e9), ("zero", 1.0)):
                value = self.initial.get(key, 0)
                if not isinstance(value, int | float | np.number) or not 0 <= value <= most:
                    wrong(f"initial.{key}", f"a number from 0 to {most:g}", value)
            around = np.asarray(self.initial.get("around", 0.0))
            if around.dtype.kind not in "biuf" or around.shape not in ((), (self.length,)):
                wrong("initial.around", f"a number, or {self.length} of them", self.initial["around"])
            return found
        array = np.asarray(self.initial)
        if array.ndim == 2:
            if array.shape[1] != self.length:
                wrong("initial", f"a (P, {self.length}) array", array.shape)
            elif not np.issubdtype(array.dtype, np.number) or not np.isfinite(array).all():
                wrong("initial", "finite numbers", array)
            elif count != "real" and not np.isin(array, np.arange(int(count))).all():
                wrong("initial", f"letters 0 … {int(count) - 1}", array)
        elif count == "real":
            wrong("initial", f'{{"scale": …}} or a (P, {self.length}) array', self.initial)
        elif array.shape != (count,) or not np.issubdtype(array.dtype, np.number):
            wrong("initial", f"{count} probabilities or a (P, {self.length}) array", self.initial)
        elif not (array >= 0).all() or abs(array.sum() - 1) > 1e-6:
            wrong("initial", "probabilities that sum to 1", self.initial)
        return found


def _short(value: object) -> str:
    text = repr(value) if not isinstance(value, Sequence) or isinstance(value, str) else repr(list(value))
    return text if len(text) <= 60 else f"{text[:57]}…"
