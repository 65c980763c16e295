"""The bare cortex: several channels, weights for each direction, a net in each unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.organs.blueprint import Blueprint
from evosim.organs.cortex import kernel as classic_kernel
from evosim.organs.cortex import organ as classic
from evosim.organs.cortex.channels import kernel
from evosim.organs.cortex.channels import organ as bare
from evosim.organs.cortex.channels.kernel import Channels
from evosim.organs.cortex.options import Cortex
from evosim.worlds.grid.instances import Blocks

PLANES = ("wall", "door", "red")


def made(options: Cortex, shared: bool, **fields: Any) -> Channels:
    """The organ as kernels read it, outside of a brain."""
    organ = Channels(
        on=True, tensors=2, channels=options.channels, directions=5 if options.weights == "directional" else 2,
        planes=3, hidden=options.hidden if options.update == "net" else 0, biased=options.bias == "evolved",
        reads=True, relative=options.reads == "relative", decides=False, shared=shared, ticks=0, kept=False,
        across=False, anew=False, stops=True, muted=0,
    )  # fmt: skip
    return organ._replace(**fields)


def block_of(planes: np.ndarray, size: int, lanes: int) -> Blocks:
    """One block of instances, as far as a cortex reads it; planes (N ≤ L, K, Q)."""
    n, k, _ = planes.shape
    stride = size + 2
    inside = np.arange(1, size + 1)
    cells = (inside[:, None] * stride + inside).ravel().astype(np.int32)
    units = np.full(stride**2, -1, np.int32)
    units[cells] = np.arange(size**2)
    block = np.ones((k, stride**2, lanes), np.float32)  # the ring is shown as something, which must not matter
    block[:, cells] = 0
    block[:, cells, :n] = planes.transpose(1, 2, 0)
    none = np.empty((1, 1), np.int32)
    return Blocks(
        planes=np.ascontiguousarray(block[:, cells[0] : cells[-1] + 1]).reshape(1, k, -1),
        walls=np.empty((1, 1), np.uint8), touch=np.empty((1, 1), np.int16), distance=none,
        starts=np.zeros((n, 1), np.int32), codes=np.empty((1, 1), np.float32), entry=none[0], cells=cells, units=units,
        pays=np.zeros(1), ends=np.zeros(1, np.bool_), aims=np.empty(0), stride=stride, lanes=lanes,
        shift=lanes.bit_length() - 1, steps=1, shaping=0.0, inert=False, lives=1, features=k,
        signals=np.full(2, -1),
    )  # fmt: skip


def run_kernel(organ: Channels, rules: np.ndarray, planes: np.ndarray, size: int, lanes: int) -> np.ndarray:
    """The kernels on one block: rules (Q, R), planes (N ≤ L, K, Q) → (N, H, Q)."""
    world = block_of(planes, size, lanes)
    numbers = np.ascontiguousarray(rules[:1].T if organ.shared else rules.T)
    space = bare.workspace(organ, world, [numbers, np.zeros((5 * organ.channels, 4), np.float32)])
    sheet = space.sheet.reshape(2, organ.channels, -1, lanes)
    sheet[:, :, world.cells] = 7  # what is left from another individual
    kernel.express(organ, space, np.empty(0, np.float32), world)
    kernel.meet(organ, space, world, 0, world.planes[0], 0)
    ring = np.flatnonzero(world.units < 0)
    assert not sheet[:, :, ring].any()
    return sheet[space.state[classic_kernel.NOW]][:, world.cells, : len(planes)].transpose(2, 0, 1)


@given(
    size=st.integers(2, 8),
    ticks=st.integers(0, 20),
    n=st.integers(1, 16),
    seed=st.integers(0, 10**6),
    scale=st.sampled_from([0.1, 0.3, 3.0, 1e38, np.nan]),
    lanes=st.sampled_from([1, 2, 4, 8, 16]),
    channels=st.integers(1, 4),
    weights=st.sampled_from(["isotropic", "directional"]),
    update=st.sampled_from(["linear", "net"]),
    hidden=st.sampled_from([1, 2, 5]),
    bias=st.sampled_from(["evolved", "none"]),
    shared=st.booleans(),
    stops=st.booleans(),
    muted=st.sampled_from([0, 0, 1, 2]),
)
def test_kernel_and_twin_give_the_same_bits(
    size: int, ticks: int, n: int, seed: int, scale: float, lanes: int, channels: int, weights: Any, update: Any,
    hidden: int, bias: Any, shared: bool, stops: bool, muted: int,
) -> None:  # fmt: skip
    options = Cortex(channels=channels, weights=weights, update=update, hidden=hidden, bias=bias)
    organ = made(options, shared, ticks=ticks, stops=stops, muted=muted)
    rng = np.random.default_rng(seed)
    names = bare.numbers(options, PLANES)
    assert len(names) == len(set(names)) == options.numbers(len(PLANES))
    with np.errstate(over="ignore"):
        rules = (rng.normal(size=(size * size, len(names))) * scale).astype(np.float32)
    if shared:
        rules[:] = rules[0]
    n = min(n, lanes)
    planes = (rng.random((n, 3, size * size)) < 0.3).astype(np.float32)
    with np.errstate(all="ignore"):
        course = np.stack(list(bare.course(organ, rules, planes, size, ticks)), axis=1)
    found = run_kernel(organ, rules, planes, size, lanes)
    np.testing.assert_array_equal(found, course[:, -1].reshape(n, channels, -1))
    assert course.shape == (n, ticks + 1, channels, size, size)
    assert course.dtype == np.float32
    assert ((course >= 0) & (course <= 1)).all()
    for channel in range(channels):
        if muted >> channel & 1:
            assert not course[:, :, channel].any()


def test_one_channel_alike_in_all_directions_is_the_classic_sheet() -> None:
    """But for the order in which numbers are added."""
    rng = np.random.default_rng(1)
    rules = rng.normal(size=(49, 6), scale=0.2).astype(np.float32)
    planes = (rng.random((9, 3, 49)) < 0.3).astype(np.float32)
    organ = made(Cortex(), False)
    for ours, theirs in zip(bare.course(organ, rules, planes, 7, 6), classic.course(rules, planes, 7, 6), strict=True):
        np.testing.assert_allclose(ours[:, 0], theirs, atol=1e-5)
    assert bare.numbers(Cortex(), PLANES) == classic.numbers(PLANES)


def test_a_net_is_read_from_its_names() -> None:
    """What is worked out by name, unit by unit, is what the slow twin works out by place."""
    options = Cortex(channels=2, weights="directional", update="net", hidden=3)
    names = bare.numbers(options, PLANES)
    rng = np.random.default_rng(2)
    rules = rng.normal(size=(9, len(names))).astype(np.float32)
    planes = rng.random((1, 3, 9)).astype(np.float32)
    *_, before, after = bare.course(made(options, False), rules, planes, 3, 3)
    ahead = {"self": (0, 0), "north": (-1, 0), "east": (0, 1), "south": (1, 0), "west": (0, -1)}
    for cell in range(9):
        number = dict(zip(names, rules[cell].astype(float), strict=True))
        row, column = divmod(cell, 3)
        hidden = []
        for h in range(3):
            total = number[f"bias_h{h}"]
            total += sum(number[f"drive_{plane}_h{h}"] * planes[0, k, cell] for k, plane in enumerate(PLANES))
            for way, (down, right) in ahead.items():
                if 0 <= row + down < 3 and 0 <= column + right < 3:
                    near = before[0, :, row + down, column + right]
                    total += sum(number[f"w_{way}_h{h}_{j}"] * near[j] for j in range(2))
            hidden.append(total / (1 + abs(total)))
        for i in range(2):
            raw = number[f"bias_out_{i}"] + sum(number[f"out_{i}_h{h}"] * hidden[h] for h in range(3))
            assert after[0, i, row, column] == pytest.approx(min(max(raw, 0), 1), abs=1e-5)


@pytest.mark.parametrize(
    ("planes", "cortex", "genes"),
    [
        (3, {"weights": "directional"}, 29),
        (3, {"weights": "directional", "channels": 2}, 68),
        (2, {"weights": "directional", "update": "net", "reads": "raw"}, 57),
        (2, {"weights": "directional", "update": "net", "reads": "raw", "hidden": 6, "channels": 2}, 132),
        (3, {"weights": "directional", "update": "net", "reads": "raw"}, 61),
        (3, {"reads": "raw"}, 26),
    ],
)
def test_genes(make_settings: Any, planes: int, cortex: dict[str, Any], genes: int) -> None:
    door = {"name": "door", "shows": {"door": 1, **({"red": 1} if planes == 3 else {})}, "pays": 1.0, "ends": True}
    brain = {"organs": ["cortex"], "cortex": {"readout": "random", **cortex}}
    blueprint = Blueprint.of(make_settings({"object": [door]}, brain=brain, encoding={"rules": "types"}))
    assert blueprint.length == genes == len(set(blueprint.names))
    assert "gain" not in blueprint.parts


def test_the_identity_reads_the_first_channel(make_settings: Any) -> None:
    cortex = {"channels": 2, "readout": "identity"}
    blueprint = Blueprint.of(make_settings(brain={"organs": ["cortex"], "cortex": cortex}, encoding={"rules": "types"}))
    ones = [name for name, first in zip(blueprint.names, blueprint.first, strict=True) if first]
    assert ones == [f"readout[{way}; {way}_0]" for way in ("north", "east", "south", "west")]
    assert set(blueprint.first) == {0, 1}


@pytest.mark.parametrize("reads", ["relative", "raw"])
def test_what_is_read(reads: Any) -> None:
    """A place is read by its own activities and those around it, of both channels."""
    organ = made(Cortex(channels=2, reads=reads), True)
    rng = np.random.default_rng(3)
    world = block_of(np.zeros((4, 3, 9)), 3, 4)
    readout, rules = rng.normal(size=(10, 4)).astype(np.float32), np.zeros((28, 1), np.float32)
    space = bare.workspace(organ, world, [rules, readout])
    space.sheet[:] = rng.random(space.sheet.shape)
    sheet = space.sheet[0].reshape(2, 25, 4)
    for lane, cell in ((2, 12), (0, 6)):
        wish = np.ones((4, 1), np.float32)
        place = np.array([cell * 4 + lane], np.int32)
        kernel.prefer(organ, space, np.empty(0, np.float32), world, 0, world.planes[0], place, wish)
        seen = sheet[:, [cell - 5, cell + 1, cell + 5, cell - 1, cell], lane].ravel()
        expected = 1 + (seen / seen.max() if reads == "relative" else seen) @ readout
        np.testing.assert_allclose(wish[:, 0], expected, rtol=1e-5)


def test_thinking_anew_where_what_is_shown_has_changed() -> None:
    """Kept activity goes on from where it was; cleared activity starts from rest; who thinks once does neither."""
    rng = np.random.default_rng(4)
    first, second = (rng.random((4, 3, 9)).astype(np.float32) for _ in range(2))
    rules = (rng.normal(size=(1, 6)) * 0.3).astype(np.float32)
    world, after = block_of(first, 3, 4), block_of(second, 3, 4)

    def activity(changed: bool, **fields: Any) -> np.ndarray:
        organ = made(Cortex(), True, ticks=3, **fields)
        space = bare.workspace(organ, world, [rules.T.copy(), np.zeros((5, 4), np.float32)])
        nothing, here = np.empty(0, np.float32), np.empty(0, np.int32)
        kernel.express(organ, space, nothing, world)
        kernel.meet(organ, space, world, 0, world.planes[0], 0)
        planes = (after if changed else world).planes[0]
        shown = np.arange(planes.shape[1] if changed else 0, dtype=np.int32)
        kernel.think(organ, space, world, 0, planes, here, changed, shown)
        kernel.think(organ, space, world, 0, planes, here, False, shown[:0])
        return space.sheet[space.state[classic_kernel.NOW]].reshape(25, 4)[world.cells].T

    def twin(planes: np.ndarray, ticks: int) -> np.ndarray:
        *_, last = bare.course(made(Cortex(), True), np.repeat(rules, 9, axis=0), planes, 3, ticks)
        return last.reshape(4, 9)

    np.testing.assert_array_equal(activity(True), twin(first, 3))
    np.testing.assert_array_equal(activity(True, anew=True), twin(second, 3))
    np.testing.assert_array_equal(activity(False, anew=True), twin(first, 3))
    np.testing.assert_array_equal(activity(False, kept=True), twin(first, 6))
    np.testing.assert_array_equal(activity(True, kept=True), twin(second, 6))
