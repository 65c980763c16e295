"""The scenario: what stands in its file beside the options of its subjects. Every key has a type, a range, a default.

The models are frozen. Nothing derived is stored in them: what follows is computed where it is needed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from evosim.encodings.options import Encoding
from evosim.evolution.options import Evolution, Prices
from evosim.frozen import freeze
from evosim.options import Anything, FileName, Flag, Levels, Name, NonNegative, Real, Remark, Section, Table, Text
from evosim.organs.options import Brain
from evosim.probes.options import Measure
from evosim.worlds.grid.options import Change
from evosim.worlds.options import World


class Variant(Section):
    """A named set of keys: one point of the design, at each point of the sweep.

    ``only`` leaves it at some values of swept keys, for controls that are needed at one point alone.
    """

    name: Text
    set: Table = freeze({})
    only: Annotated[dict[str, Levels], AfterValidator(freeze)] = freeze({})


class Shift(Change):
    """The same world with some keys changed and some objects added: off the training distribution.

    It is of the novel instances, or of those evolved on, for agents that know nothing but their own arenas. With
    ``thought`` each organ thinks so many units in all there.
    """

    name: Name
    arenas: Literal["novel", "training"] = "novel"
    thought: Annotated[int, Field(strict=True, ge=0, le=4096)] | None = None


class Compare(Section):
    """Two values of a swept key (or of ``variant``), compared within replicates."""

    key: Text
    high: Anything
    low: Anything


class Trend(Section):
    """Kendall's τ of the statistic against a swept key, within each replicate."""

    key: Text


class Step(Section):
    """The mean of the statistic where a swept key is at least ``at``, less that where it is less, within replicates."""

    key: Text
    at: Real


class Correlate(Section):
    """Spearman's ρ of the statistic with another column, over replicates."""

    with_: Text = Field(alias="with")


class Looks(Section):
    """Replicates until the claim is settled: a look after each from ``least`` on, and none after ``most``.

    While it is open, more are run of all points, or of its own alone.
    """

    least: Annotated[int, Field(strict=True, ge=8, le=500)] = 20
    most: Annotated[int, Field(strict=True, ge=8, le=500)] = 100
    until: Literal["settled"]
    points: Literal["all", "own"] = "all"


class Claim(Section):
    """A hypothesis, written down before the run.

    ``after_data``, if not empty, admits that it was written or changed after data of the instances that judge it had
    been seen, and says how. With ``at_least`` the statistic is whether its value is at least that number, so that its
    mean is a share; null stays null. ``exact`` refuses any statistic under ``than`` that is no single share: the
    interval of one is exact, others may not be. With ``replicates`` the claim is judged after each of them until it is
    settled, by intervals that hold at all looks together.
    """

    name: Text
    primary: Flag = False
    says: Text
    source: Text
    after_data: Remark = ""
    where: Table = freeze({})
    compare: Compare | None = None
    trend: Trend | None = None
    step: Step | None = None
    correlate: Correlate | None = None
    than: Real | None = None
    statistic: Text
    at_least: Real | None = None
    exact: Flag = False
    expect: Literal["more", "less", "same"]
    margin: NonNegative
    level: Annotated[float, Field(strict=True, gt=0.5, lt=1)] = 0.95
    replicates: Looks | None = None


class Settings(Section):
    """All that decides what happens in a cell, but its seed and its replicate."""

    world: World
    brain: Brain = Brain()
    encoding: Encoding = Encoding()
    evolution: Evolution = Evolution()
    prices: Prices = Prices()
    measure: Measure = Measure()


Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]


class Scenario(Settings):
    """A scenario file: settings, what is swept, and what is claimed.

    ``note`` explains the scenario's names to readers of its figures; ``weakest_link`` is what an opponent would say.
    ``point_replicates`` are those of each point, in the order of the points, where these differ: a run writes them.
    """

    title: Text
    note: Remark = ""
    weakest_link: Remark = ""
    name: FileName = "scenario"
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 1
    replicates: Count = 20
    point_replicates: tuple[Count, ...] = ()
    sweep: Annotated[dict[str, Levels], AfterValidator(freeze)] = freeze({})
    variant: tuple[Variant, ...] = ()
    shift: tuple[Shift, ...] = ()
    claim: tuple[Claim, ...] = ()

    def __repr__(self) -> str:
        points = f"{len(self.variant) or 1} variants, swept: {', '.join(self.sweep) or 'nothing'}"
        return f"Scenario({self.name!r}, {self.replicates} replicates, {points}, {len(self.claim)} claims)"

    __str__ = __repr__

    @property
    def looks(self) -> tuple[Looks, ...]:
        """Those of the claims that ask for replicates until they are settled."""
        return tuple(claim.replicates for claim in self.claim if claim.replicates)

    @property
    def fewest(self) -> int:
        """The replicates that are run in any case."""
        own = self.replicates if self.looks else min(self.point_replicates, default=self.replicates)
        return max([own, *(looks.least for looks in self.looks)])

    @property
    def most(self) -> int:
        """The replicates that are run at most."""
        own = self.replicates if self.looks else max(self.point_replicates, default=self.replicates)
        return max([own, *(looks.most for looks in self.looks)])
