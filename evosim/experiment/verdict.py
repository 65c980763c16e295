"""The verdicts of a run; what ``verdicts.json`` says may have been written by anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evosim.scenario.schema import Claim
from evosim.shown import Shown

if TYPE_CHECKING:
    from evosim.experiment.run import Run

Number = Annotated[float, Field(strict=True)]
Word = Annotated[str, Field(strict=True)]


class Verdict(BaseModel):
    """A verdict; those of earlier versions lack the keys that have defaults."""

    model_config = ConfigDict(extra="allow")

    claim: Word
    primary: Annotated[bool, Field(strict=True)]
    says: Word
    source: Word
    statistic: Word
    high: Number | None
    low: Number | None
    difference: Number | None
    interval: Annotated[list[Number], Field(min_length=2, max_length=2)] | None
    level: Annotated[float, Field(strict=True, ge=0, le=1)]
    replicates: Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
    before_data: Annotated[bool, Field(strict=True)]
    after_data: Word | None = None
    verdict: Literal["supported", "refuted", "inconclusive"]
    expect: Literal["more", "less", "same"] = "more"
    margin: Annotated[float, Field(strict=True, ge=0)] = 0.0
    note: Word | None = None
    test: Word = ""
    at_least: Number | None = None


class Verdicts(list[dict[str, Any]], Shown):
    """The verdicts on the claims of a run, in the order of the scenario; each as ``verdicts.json`` has it."""

    def __init__(self, told: Iterable[dict[str, Any]], run: Run) -> None:
        super().__init__(told)
        self._run = run

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that they are on."""
        return self._run.scenario.claim

    def __repr__(self) -> str:
        count = Counter(str(one["verdict"]) for one in self)
        return f"Verdicts({', '.join(f'{number} {word}' for word, number in count.items()) or 'none'})"


def odd(told: Iterable[object]) -> str:
    """What makes the first of these no verdict; empty if all are verdicts."""
    for one in told:
        try:
            read = Verdict.model_validate(one)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        if read.interval is not None and read.difference is None:
            return "an interval of no difference"
        if "margin" in read.model_fields_set and "expect" not in read.model_fields_set:
            return "a margin where nothing is expected"
    return ""
