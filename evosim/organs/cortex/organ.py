"""The cortex: a sheet with one unit per cell of the arena.

v' = clip(w_self·v + w_near·Σ(4 neighbours) + bias + Σ_k drive_k·plane_k, 0, 1), all units at once, once per tick.
With w_near near ¼, a strong negative drive on walls and a positive one on what pays, activity spreads from goals around
walls: value iteration (compare VIN, Tamar et al. 2016). With random numbers it is noise. Where less is given the sheet
is that of ``channels``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor, labelled, positions
from evosim.organs.cortex.channels import organ as bare
from evosim.organs.cortex.channels.kernel import Channels
from evosim.organs.cortex.kernel import BIAS, Cortex, Workspace
from evosim.organs.cortex.options import TicksGene
from evosim.organs.cortex.ticks import most_ticks, ticks_of
from evosim.organs.organ import Body, Budget
from evosim.worlds.grid.instances import Blocks

VIEWS = ("north", "east", "south", "west", "here")
NEVER = -np.inf
Sheet = NDArray[np.float32]


def numbers(planes: tuple[str, ...], bias: bool = True) -> tuple[str, ...]:
    """Names of the numbers of a rule; without ``bias`` that one, which is 0, is left out."""
    return ("w_self", "w_near", *(("bias",) if bias else ()), *(f"drive_{plane}" for plane in planes))


def with_bias(rules: Sheet) -> Sheet:
    """Rules (Q, R) from rules (Q, R − 1) that were declared without a bias: it is 0."""
    return np.insert(rules, BIAS, np.float32(0), axis=1)


def tensors(body: Body) -> tuple[Tensor, ...]:
    """Rules (Q, R), gain (1,), and where they evolve the readout (A, 5) and the ticks (1,)."""
    options = body.brain.cortex
    if options.bare:
        return bare.tensors(body)
    named = labelled("number", numbers(body.planes, options.bias == "evolved"))
    found = [
        Tensor("rules", (positions(body.size), named), "rules", once=True),
        Tensor("gain", (labelled("gain", ("gain",)),)),
    ]
    if options.readout != "greedy":
        found.append(Tensor("readout", (labelled("action", body.actions), labelled("view", VIEWS))))
    if isinstance(options.ticks, TicksGene):
        found.append(Tensor("ticks", (labelled("ticks", ("ticks",)),)))
    return tuple(found)


def plan(body: Body, growths: Mapping[str, Growth]) -> Cortex | Channels:
    """The organ as kernels read it."""
    options = body.brain.cortex
    if options.bare:
        return bare.plan(body, growths)
    return Cortex(
        on=True,
        tensors=len(tensors(body)),
        reads=options.readout != "greedy",
        decides=isinstance(options.ticks, TicksGene),
        shared=body.encoding("rules").shared,
        biased=options.bias == "evolved",
        ticks=most_ticks(options),
        kept=options.think == "step" and options.state != "cleared",
        across=options.think == "step" and options.state == "across",
        anew=options.think == "step" and options.state == "cleared",
        stops=True,
    )


def workspace(organ: Cortex, world: Blocks, grown: Sequence[Sheet]) -> Workspace:
    """Memory for one thread."""
    planes, wide = world.planes.shape[1:]
    rows, lives = BIAS + organ.biased + planes, world.starts.shape[1] * world.lanes
    rules, gain, *others = grown
    none = aligned((1, 1), np.float32)
    base = aligned(wide, np.float32)
    ring = world.units[world.cells[0] : world.cells[-1] + 1] < 0
    base[np.repeat(ring, world.lanes)] = NEVER
    weights = aligned((1 if organ.shared else rows, wide), np.float32)
    if organ.biased and not organ.shared:
        weights[BIAS] = base
    return Workspace(
        rules=rules,
        weights=weights,
        base=base,
        driven=aligned(wide, np.float32),
        sheet=aligned((2, world.units.size * world.lanes), np.float32),
        seen=aligned((len(VIEWS), lives), np.float32),
        gain=gain,
        readout=others[0] if organ.reads else none,
        thinking=others[-1] if organ.decides else none,
        state=aligned(2, np.int64),
        ended=aligned(world.lanes, np.bool_),
        left=aligned(world.units.size * world.lanes if organ.across else 0, np.float32),
    )


def limited(organ: Cortex, thought: int) -> Cortex:
    """The same with so many ticks in all, at the start of a life."""
    return organ._replace(decides=False, ticks=thought, kept=False, across=False, anew=False)


def goes_on(organ: Cortex) -> bool:
    """Whether activity is kept, and thought goes on before each step."""
    return organ.kept


def stateful(organ: Cortex) -> bool:
    """It keeps nothing of where the agent was."""
    return False


def budget(organ: Cortex, grown: Callable[[str], Sheet]) -> Budget | None:
    """The ticks of a thought."""
    return Budget("ticks", ticks_of(grown("ticks")[0], organ.ticks) if organ.decides else organ.ticks)


def thoughts(
    part: Cortex | Channels, rules: Sheet, planes: Sheet, size: int, ticks: int, first: Sheet | None = None
) -> Iterator[Sheet]:
    """Activity of all channels (N, H, size, size), in [0, 1], before the first tick and after each.

    Of rules (Q, R) as they were grown, in instances that show planes (N, K, Q), from rest or from ``first``.
    """
    if isinstance(part, Channels):
        yield from bare.course(part, rules, planes, size, ticks, first)
    else:
        whole = rules if part.biased else with_bias(rules)
        sheets = course(whole, planes, size, ticks, None if first is None else first[:, 0])
        yield from (sheet[:, None] for sheet in sheets)


def drives(part: Cortex | Channels, rules: Sheet) -> Sheet:
    """(K, Q) the drive of each plane in each unit, of rules (Q, R) as they were grown; mean over channels."""
    return bare.drives(part, rules) if isinstance(part, Channels) else rules[:, BIAS + part.biased :].T


def course(rules: Sheet, planes: Sheet, size: int, ticks: int, first: Sheet | None = None) -> Iterator[Sheet]:
    """Activity before the first tick, which is zero or ``first``, and after each: what the kernels do, slowly.

    Parameters
    ----------
    rules : (Q, R) float32
    planes : (N, K, Q) float32

    Yields
    ------
    (N, size, size) float32 in [0, 1]
    """
    now = np.zeros((len(planes), size, size), np.float32) if first is None else first
    yield now
    for _ in range(ticks):
        now = tick(rules, planes, now, size)
        yield now


def tick(rules: Sheet, planes: Sheet, now: Sheet, size: int) -> Sheet:
    """Activity (N, size, size) one tick after ``now``, of rules (Q, R) shown planes (N, K, Q)."""
    sense = np.repeat(rules[None, :, BIAS], len(planes), axis=0)
    for k in range(planes.shape[1]):
        sense = sense + rules[:, 3 + k] * planes[:, k]
    w_self, w_near = rules[:, 0].reshape(size, size), rules[:, 1].reshape(size, size)
    padded = np.pad(now, ((0, 0), (1, 1), (1, 1)))
    near = (padded[:, :-2, 1:-1] + padded[:, 2:, 1:-1]) + (padded[:, 1:-1, :-2] + padded[:, 1:-1, 2:])
    raw = (w_self * now + w_near * near) + sense.reshape(now.shape)
    return np.where(raw > 0, np.where(raw < 1, raw, np.float32(1)), np.float32(0))
