"""What evolved beside the agents: the settings of mutation that they carry, and the arenas that they live in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Agent
    from evosim.probes.subject import Subject

UNCARRIED, NO_RIVALS = "genomes carry no settings", "no arenas evolve"
COLUMNS = (
    Column(
        "carried_rate",
        "mean rate of mutation that the last generation carries",
        span=(0, 1),
        null=UNCARRIED,
        asked="carried",
    ),
    Column(
        "carried_scale", "mean scale of mutation that the last generation carries", null=UNCARRIED, asked="carried"
    ),
    Column(
        "rivals_failures",
        "share of lives that a sample of the last generation fails in the last arenas that evolved against it",
        span=(0, 1),
        null=NO_RIVALS,
        asked="rivals",
    ),
    Column("rivals_path", "mean length of the shortest ways in those arenas", null=NO_RIVALS, asked="rivals"),
    Column(
        "rivals_detour",
        "by how much these are longer than they were without walls",
        null=NO_RIVALS,
        asked="rivals",
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """The settings that are carried, and what the last arenas are like."""
    import numpy as np

    if subject.selection is None:
        return {}
    row: dict[str, Any] = {}
    if (found := subject.selection.carried) is not None:
        row |= {f"carried_{name}": float(np.mean(values, dtype=np.float64)) for name, values in found._asdict().items()}
    if subject.selection.meetings:
        last = subject.selection.meetings[-1]
        row |= {"rivals_failures": last.failures, "rivals_path": last.path, "rivals_detour": last.detour}
    return row
