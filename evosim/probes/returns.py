"""What lives earn, between what a random walker earns and what can be earned at most; and what movers touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Lives, Mind
    from evosim.probes.subject import ShiftedSubject, Subject
    from evosim.worlds.grid.instances import Instances
    from evosim.worlds.grid.returns.tables import Returns

NULL = (
    "nothing changes and measure.returns is false; a life has more than 2,000,000 states; chance does as well as can be"
)
TOLD = "where 0 is the mean return of a random walker and 1 the largest return there is"
COLUMNS = (
    Column("return", f"return of lives on the instances evolved on, without shaping, {TOLD}", null=NULL),
    Column("return_novel", f"return on the novel instances, without shaping, {TOLD}", null=NULL),
    Column("optimal_novel", "the largest return there is on the novel instances, mean over lives", null=NULL),
    Column(
        "contacts_<object>",
        "touches of <object> in a novel life, mean over lives",
        null="worlds without the object, or in which it does not move",
    ),
)
SHIFT_COLUMNS = (
    Column("return_<shift>", f"return after <shift>, without shaping, {TOLD}", null=f"{NULL}; no life is left"),
    Column(
        "contacts_<object>_<shift>",
        "touches of <object> in a life after <shift>, mean over lives",
        null="worlds without the object, or in which it does not move; no life is left",
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """Returns on training and novel instances, and contacts on novel ones (handbook: probes, return)."""
    if not _asked(subject, subject.novel):
        return {}
    from evosim.worlds.grid.returns.tables import tabulated

    novel, training = subject.of_novel(tabulated), tabulated(subject.training)
    return {
        "return": normed(subject.lives("training"), training),
        "return_novel": normed(subject.lives(), novel),
        "optimal_novel": float(novel.optimal.mean()) if novel else None,
        **contacts(subject.lives(), subject.novel),
    }


def measure_shift(subject: ShiftedSubject) -> dict[str, Any]:
    """The same after a shift."""
    if not _asked(subject.before, subject.novel) or not subject.lives().won.size:
        return {}
    from evosim.worlds.grid.returns.tables import tabulated

    found = contacts(subject.lives(), subject.novel)
    return {"return": normed(subject.lives(), subject.of_novel(tabulated)), **found}


def _asked(subject: Subject[Any], instances: Instances) -> bool:
    """Whether things move, or returns are asked for."""
    return not instances.still or subject.asked.returns


def normed(lives: Lives, returns: Returns | None) -> float | None:
    """(return − random) / (optimal − random), of the sums over all lives; None where that has no value.

    Larger than 1 it can only be by rounding; below 0 it is for those that do worse than chance.
    """
    if returns is None:
        return None
    random, optimal = float(returns.random.sum()), float(returns.optimal.sum())
    return (float(lives.earned.sum()) - random) / (optimal - random) if optimal > random else None


def contacts(lives: Lives, instances: Instances) -> dict[str, float]:
    """Mean touches of each kind of object that moves."""
    kinds = instances.kinds
    return {
        f"contacts_{thing.name}": float(lives.touches[:, :, kinds.of_thing == kind].sum(axis=2).mean())
        for kind, thing in enumerate(kinds.objects)
        if thing.moves.kind != "still"
    }
