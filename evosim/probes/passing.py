"""Whether the agent passes by what pays, although it sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.probes.subject import ShiftedSubject

SHIFT_COLUMNS = (
    Column(
        "passed_<shift>",
        "of lives that see what pays at their start, share that do not go there by a shortest way, after <shift>",
        span=(0, 1),
        null="brains that see all; nothing that pays is in sight of any start, or no life is left",
    ),
)


def measure_shift(subject: ShiftedSubject) -> dict[str, Any]:
    """Share of lives that do not go straight to what pays although they see it (handbook: probes, passed_<shift>).

    In sight of a start is what stands in the window around it, and can be reached within the steps of a life.
    """
    import numpy as np

    from evosim.probes.bits import first_payment

    sight, novel = subject.agent.blueprint.brain.sight, subject.novel
    if not sight:
        return {}
    rows, columns = np.divmod(novel.starts, novel.stride)
    seen = np.zeros(novel.starts.shape, np.bool_)
    for thing in novel.paying:
        down, right = np.divmod(novel.things[:, thing, None], novel.stride)
        seen |= (np.abs(down - rows) <= sight) & (np.abs(right - columns) <= sight)
    seen &= (novel.path > 0) & (novel.path <= novel.steps)
    if not seen.any():
        return {}
    straight = first_payment(subject.lives(), novel) == novel.path
    return {"passed": float(np.count_nonzero(seen & ~straight) / np.count_nonzero(seen))}
