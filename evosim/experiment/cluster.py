"""What a sweep takes with many workers: time, disk, messages and calls of a shared file system, before anything runs.

All of it is reckoned from what a cell is estimated to take and from the figures below: within a factor of three or so,
and more where the machines, the network or the file system are of another kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evosim.experiment.bundles import AHEAD, PACKED, bundled
from evosim.experiment.leases import EVERY
from evosim.experiment.simulation import Plan, simulate
from evosim.experiment.words import duration
from evosim.worlds.cost import Cost

# Measured by `evosim bench overhead` (2026-11-28) on two cores and a local disk that had other work to do.
BESIDE = 0.05  # seconds of a worker for a cell beside computing it: files are made, messages sent
START = 6.0  # seconds until a worker computes: imports, and kernels that are read
HANDING = 0.02  # seconds of the one process that hands out cells, for each, its scheduler of Dask beside it
STORING = {False: 0.016, True: 0.006}  # the same for storing one as a directory, or in a pack
OUT, BACK = 3.5e3, 2.8e4  # bytes of messages: of a cell that is handed out, and of what comes back
FILES = 9  # of a cell that is a directory
CALLS = {False: 34, True: 16}  # of the file system, for a cell: looks, its lease, and a directory or a place in a pack
SYNCS = {False: 11, True: 1}
# Assumed: not measured, since they belong to the cluster.
COMPILING = 60.0  # seconds, once for each set of kernels and each cache
NODE = 32  # workers of a process, and of a machine
SHARED = 2_000.0  # calls each second that a shared file system answers


class Prediction(NamedTuple):
    """What is to be expected of a sweep with so many workers.

    Attributes
    ----------
    wall, alone : seconds until all is stored; by a process that hands out all cells, and by processes on a directory.
    ideal : seconds of computation, evenly on all workers.
    tail : seconds of the longest bundle, which may begin last.
    bundle : cells of a bundle.
    rate : cells that end each second.
    packed : whether cells are stored in packs.
    out, back : bytes each second through the process that hands out cells.
    stored : cells each second that this process can hand out and store.
    calls, syncs : each second, of processes on one directory.
    """

    wall: float
    alone: float
    ideal: float
    tail: float
    bundle: int
    rate: float
    packed: bool
    out: float
    back: float
    stored: float
    calls: float
    syncs: float


def predict(costs: Sequence[Cost], workers: int, planned: int) -> Prediction:
    """Reckon with cells that are left, of so many that are planned."""
    count, seconds = len(costs), sum(cost.seconds for cost in costs)
    packed, bundle = planned > PACKED, bundled(count, seconds, workers)
    most = min(workers, count)
    rate = most / (seconds / count + BESIDE)
    tail = bundle * (max(cost.seconds for cost in costs) + BESIDE)
    alone = START + max(count / rate, tail) + tail * (count > workers)
    stored = 1 / (HANDING + STORING[packed])
    return Prediction(
        wall=max(alone, START + count / stored), alone=alone, ideal=seconds / most, tail=tail, bundle=bundle, rate=rate,
        packed=packed, out=min(rate, stored) * OUT, back=min(rate, stored) * BACK, stored=stored,
        calls=rate * CALLS[packed] + most * AHEAD / EVERY, syncs=rate * SYNCS[packed],
    )  # fmt: skip


def lines(costs: Sequence[Cost], workers: int, planned: int) -> Iterator[str]:
    """Say it, with the measured figures beside what follows from them."""
    told, count = predict(costs, workers, planned), len(costs)
    mean = sum(cost.seconds for cost in costs) / count
    disk = sum(cost.disk for cost in costs) / 1e6
    yield "on a cluster, estimated from figures measured on two cores and a local disk (evosim bench overhead):"
    yield (
        f"  time: {duration(told.alone)}, of which {duration(told.ideal)} for {count:,} cells of {_short(mean)} on the "
        f"mean; {BESIDE * 1e3:.0f} ms beside each; {START:.0f} s to start, and up to {COMPILING:.0f} s more where "
        f"kernels are not compiled yet; at most {_short(told.tail)} for the last bundle, of {told.bundle}"
    )
    files = f"{-(-workers // NODE):,} packs" if told.packed else f"{FILES * count:,} files, {FILES} a cell"
    yield f"  disk: {disk:,.0f} MB in {files}, if a process has {NODE} workers"
    keeps = int(told.stored * (mean + BESIDE))
    slow = "" if keeps >= workers else f": workers wait for it, and the sweep takes {duration(told.wall)}"
    yield (
        f"  one process that hands out all cells (Dask): {told.out / 1e6:.2g} MB/s out and {told.back / 1e6:.2g} MB/s "
        f"back, {(OUT + BACK) * count / 1e6:,.0f} MB in all; it takes {1e3 / told.stored:.0f} ms for a cell, so that "
        f"{keeps:,} workers keep it busy{slow}"
    )
    yield (
        f"  processes on one directory: {told.calls:,.0f} calls/s ({CALLS[told.packed]} a cell, and leases touched "
        f"every {EVERY:.0f} s) and {told.syncs:,.0f} syncs/s; a file system that answers {SHARED:,.0f} calls/s "
        f"(assumed, not measured) is enough for {int(SHARED * workers / told.calls):,} workers"
    )


def failing(costs: Sequence[Cost], workers: int, planned: int, hours: float) -> str:
    """Say what comes of it if each worker is lost every so many hours, ``NODE`` of them at once: simulated."""
    told, count = predict(costs, workers, planned), len(costs)
    mean = sum(cost.seconds for cost in costs) / count
    spread = min(1.0, max(cost.seconds for cost in costs) / mean - 1)
    plan = Plan(
        count, mean, workers, told.bundle, spread=spread, beside=BESIDE, start=START, between=3600 * hours, node=NODE
    )
    found = simulate(plan)
    return (
        f"  with losses, simulated: {duration(found.wall)}; {found.losses:,} times {NODE} workers are lost, "
        f"{found.again:,} cells ({found.again / count:.2%}) are begun again"
    )


def _short(seconds: float) -> str:
    return f"{seconds:.2g} s" if seconds < 10 else duration(seconds)
