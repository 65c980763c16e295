"""A cortex of which less is given: what it declares, and what its kernels do, slowly.

Each unit has H activities, the channels. With ``update = "linear"``, for each channel i, all units at once:

    v_i' = clip(bias_i + Σ_k drive_ik·plane_k + Σ_j Σ_d w_dij·v_j(d), 0, 1)

where d is the unit itself and each neighbour, with weights of their own (``weights = "directional"``) or the same for
all neighbours. With ``update = "net"`` each unit is a small net: such a sum for each hidden unit h, squashed by
x / (1 + |x|), and v_i' = clip(bias_i + Σ_h out_ih·hidden_h, 0, 1). That is a neural cellular automaton (compare
Mordvintsev et al. 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor, labelled, positions
from evosim.organs.cortex.channels.kernel import VIEWS, Channels, Workspace
from evosim.organs.cortex.options import Cortex as Options
from evosim.organs.cortex.options import TicksGene
from evosim.organs.cortex.ticks import most_ticks, ticks_of
from evosim.organs.organ import Body, Budget
from evosim.organs.plan import Plan
from evosim.worlds.grid.instances import Blocks

NEIGHBOURS = ("north", "east", "south", "west")
NEVER = -np.inf
Sheet = NDArray[np.float32]


def numbers(options: Options, planes: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the numbers of a rule, in their order.

    ``w_north_0_1`` is the weight in channel 0 of channel 1 of the unit to the north; a rule of one channel leaves its
    number out, so that names are those of the classic sheet. ``h2`` is a hidden unit of a net.
    """
    channels = [f"_{i}" if options.channels > 1 else "" for i in range(options.channels)]
    sums = channels if options.update == "linear" else [f"_h{h}" for h in range(options.hidden)]
    ways = ("self", *(NEIGHBOURS if options.weights == "directional" else ("near",)))
    biased = options.bias == "evolved"
    names: list[str] = []
    for one in sums:
        names += [f"w_{way}{one}{other}" for way in ways for other in channels]
        names += [f"bias{one}"] if biased else []
        names += [f"drive_{plane}{one}" for plane in planes]
    for channel in channels if options.update == "net" else ():
        names += [f"out{channel}{one}" for one in sums]
        names += [f"bias_out{channel}"] if biased else []
    return tuple(names)


def views(channels: int) -> tuple[str, ...]:
    """Names of what is read, channel by channel."""
    seen = (*NEIGHBOURS, "here")
    return seen if channels == 1 else tuple(f"{view}_{channel}" for channel in range(channels) for view in seen)


def tensors(body: Body) -> tuple[Tensor, ...]:
    """Rules (Q, R), a gain (1,) or a readout (A, 5·H), and where they evolve the ticks (1,).

    The readout of nothing but genes needs no gain: it would say the same twice.
    """
    options = body.brain.cortex
    named = labelled("number", numbers(options, body.planes))
    found = [Tensor("rules", (positions(body.size), named), "rules", once=True)]
    if options.readout == "greedy":
        found.append(Tensor("gain", (labelled("gain", ("gain",)),)))
    else:
        seen = labelled("view", views(options.channels))
        found.append(Tensor("readout", (labelled("action", body.actions), seen)))
    if isinstance(options.ticks, TicksGene):
        found.append(Tensor("ticks", (labelled("ticks", ("ticks",)),)))
    return tuple(found)


def plan(body: Body, growths: Mapping[str, Growth]) -> Channels:
    """The organ as kernels read it."""
    options = body.brain.cortex
    return Channels(
        on=True,
        tensors=len(tensors(body)),
        channels=options.channels,
        directions=5 if options.weights == "directional" else 2,
        planes=len(body.planes),
        hidden=options.hidden if options.update == "net" else 0,
        biased=options.bias == "evolved",
        reads=options.readout != "greedy",
        relative=options.reads == "relative",
        decides=isinstance(options.ticks, TicksGene),
        shared=body.encoding("rules").shared,
        ticks=most_ticks(options),
        kept=options.think == "step" and options.state != "cleared",
        across=options.think == "step" and options.state == "across",
        anew=options.think == "step" and options.state == "cleared",
        stops=True,
        muted=0,
    )


def workspace(organ: Channels, world: Blocks, grown: Sequence[Sheet]) -> Workspace:
    """Memory for one thread."""
    wide, lives = world.planes.shape[2], world.starts.shape[1] * world.lanes
    rules, reading, *others = grown
    none = aligned((1, 1), np.float32)
    base = aligned(wide, np.float32)
    ring = world.units[world.cells[0] : world.cells[-1] + 1] < 0
    base[np.repeat(ring, world.lanes)] = NEVER
    return Workspace(
        rules=rules,
        weights=none if organ.shared else aligned((len(rules), wide), np.float32),
        base=base,
        outset=aligned((organ.channels, wide), np.float32),
        driven=aligned((organ.hidden or organ.channels, wide), np.float32),
        inner=aligned((3, wide), np.float32),
        sheet=aligned((2, organ.channels, world.units.size * world.lanes), np.float32),
        seen=aligned((VIEWS * organ.channels, lives), np.float32),
        row=aligned(lives, np.float32),
        gain=none if organ.reads else reading,
        readout=reading if organ.reads else none,
        thinking=others[0] if organ.decides else none,
        state=aligned(2, np.int64),
        ended=aligned(world.lanes, np.bool_),
        left=aligned((organ.channels, world.units.size * world.lanes if organ.across else 0), np.float32),
    )


def limited(organ: Channels, thought: int) -> Channels:
    """The same with so many ticks in all, at the start of a life."""
    return organ._replace(decides=False, ticks=thought, kept=False, across=False, anew=False)


def goes_on(organ: Channels) -> bool:
    """Whether activity is kept, and thought goes on before each step."""
    return organ.kept


def stateful(organ: Channels) -> bool:
    """It keeps nothing of where the agent was."""
    return False


def budget(organ: Channels, grown: Callable[[str], Sheet]) -> Budget | None:
    """The ticks of a thought."""
    return Budget("ticks", ticks_of(grown("ticks")[0], organ.ticks) if organ.decides else organ.ticks)


def muted(plan: Plan, channel: int) -> Plan:
    """The plan of a brain in which one channel of the cortex is at 0 in all units: a lesion."""
    return plan._replace(
        organs=tuple(
            part._replace(muted=part.muted | 1 << channel) if isinstance(part, Channels) else part
            for part in plan.organs
        )
    )


def drives(organ: Channels, rules: Sheet) -> Sheet:
    """(K, Q) what each plane adds to the activity of a unit at rest, mean over channels, before it is clipped.

    Through a net it is what its slopes at 0 make of it.
    """
    sums = _sums(organ, rules)
    into = sums[:, :, sums.shape[2] - organ.planes :].astype(np.float64)
    if organ.hidden:
        into = (_out(organ, rules)[:, :, : organ.hidden, None].astype(np.float64) * into[:, None]).sum(axis=2)
    drive: Sheet = into.mean(axis=1).T
    return drive


def _sums(organ: Channels, rules: Sheet) -> Sheet:
    """(Q, T, F) of rules (Q, R)."""
    many = organ.hidden or organ.channels
    each = organ.directions * organ.channels + organ.biased + organ.planes
    return rules[:, : many * each].reshape(len(rules), many, each)


def _out(organ: Channels, rules: Sheet) -> Sheet:
    """(Q, H, hidden units, and the bias where there is one) of rules (Q, R) of a net."""
    return rules[:, rules.shape[1] - organ.channels * (organ.hidden + organ.biased) :].reshape(
        len(rules), organ.channels, -1
    )


def course(
    organ: Channels, rules: Sheet, planes: Sheet, size: int, ticks: int, first: Sheet | None = None
) -> Iterator[Sheet]:
    """Activity before the first tick, which is zero or ``first``, and after each: what the kernels do, slowly.

    Parameters
    ----------
    rules : (Q, R) float32
    planes : (N, K, Q) float32

    Yields
    ------
    (N, H, size, size) float32 in [0, 1]
    """
    n, channels, zero, one = len(planes), organ.channels, np.float32(0), np.float32(1)
    sums = _sums(organ, rules).reshape(size, size, organ.hidden or channels, -1)
    out = _out(organ, rules).reshape(size, size, channels, -1) if organ.hidden else sums
    shown = planes.reshape(n, -1, size, size)
    wide = organ.directions * channels
    floors = [np.float32(NEVER) if organ.muted >> i & 1 else zero for i in range(channels)]
    biases = [out[:, :, i, organ.hidden or wide] if organ.biased else zero for i in range(channels)]
    starts = [bias + floor for bias, floor in zip(biases, floors, strict=True)]
    outset: list[Sheet] = [np.broadcast_to(start, (n, size, size)) for start in starts]
    driven = []
    for t in range(sums.shape[2]):
        start = np.broadcast_to(sums[:, :, t, wide] if organ.biased else zero, (n, size, size))
        total = start if organ.hidden else outset[t]
        for k in range(organ.planes):
            total = total + sums[:, :, t, wide + organ.biased + k] * shown[:, k]
        driven.append(total)
    now = np.zeros((n, channels, size, size), np.float32) if first is None else first
    padded = np.zeros((n, channels, size + 2, size + 2), np.float32)
    yield now
    for _ in range(ticks):
        padded[:, :, 1:-1, 1:-1] = now
        found = [_added(organ, sums[:, :, t], driven[t], padded) for t in range(sums.shape[2])]
        if organ.hidden:
            hidden = [_squashed(x) for x in found]
            found = [_read(out[:, :, i], hidden, outset[i]) for i in range(channels)]
        raw = np.stack(found, axis=1)
        now = np.where(raw > 0, np.where(raw < 1, raw, one), zero)
        yield now


def _squashed(x: Sheet) -> Sheet:
    """x / (1 + |x|)."""
    return x / (1 + np.abs(x))


def _read(out: Sheet, hidden: list[Sheet], total: Sheet) -> Sheet:
    """(N, size, size) one channel of a net, from its weights (size, size, hidden units)."""
    for h, excited in enumerate(hidden):
        total = total + out[:, :, h] * excited
    return total


def _added(organ: Channels, weights: Sheet, total: Sheet, padded: Sheet) -> Sheet:
    """(N, size, size) one sum of all units, from weights (size, size, F) and activity with its ring."""
    channels = organ.channels
    for j in range(channels):
        v = padded[:, j]
        ways = [weights[:, :, d * channels + j] for d in range(organ.directions)]
        here, north, east, south, west = ways if organ.directions > 2 else (ways[0], *ways[1:] * 4)
        near = north * v[:, :-2, 1:-1] + south * v[:, 2:, 1:-1]
        total = (total + (here * v[:, 1:-1, 1:-1] + near)) + (west * v[:, 1:-1, :-2] + east * v[:, 1:-1, 2:])
    return total
