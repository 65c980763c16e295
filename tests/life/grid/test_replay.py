from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent, evaluate
from evosim.life.grid.replay import Replay, read, reading, record, recording
from evosim.life.grid.replay.codes import coded, decoded
from evosim.organs.blueprint import Blueprint
from evosim.organs.cortex import organ as cortex
from evosim.organs.cortex.channels import organ as bare
from evosim.organs.cortex.channels.kernel import Channels
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from tests.life.grid.general_twin import SlowCortex, SlowLearner, Step, live

WORLD = {"instances": 3, "starts": 2, "steps": 20}


class Watched(SlowCortex):
    """The slow cortex of the lives from one start, which notes before each step what it is shown and its thought."""

    def __init__(self, agent: Agent) -> None:
        super().__init__(agent)
        self.lives: list[list[tuple[Step, np.ndarray]]] = []

    def _run(self, known: np.ndarray, sheet: np.ndarray) -> np.ndarray:
        size, shown = known.shape[1], known.reshape(1, len(known), -1)
        if isinstance(self.part, Channels):
            course = [x[0, 0] for x in bare.course(self.part, self.rules, shown, size, self.ticks, sheet[None, None])]
        else:
            course = [sheet]
            for _ in range(self.ticks):
                course.append(cortex.tick(self.rules, shown, course[-1][None], size)[0])
        self.thought = np.stack(course)
        return course[-1]

    def meet(self, known: np.ndarray, life: int) -> None:
        self.lives.append([])
        super().meet(known, life)

    def prefer(self, step: Step) -> np.ndarray:
        wish = super().prefer(step)
        self.lives[-1].append((step, self.thought))
        return wish


def made(found: Any, seed: int = 1) -> tuple[Agent, Instances]:
    blueprint = Blueprint.of(found)
    instances = draw_instances(found.world, 1, 0, planes=blueprint.planes)
    genome = np.random.default_rng(seed).normal(size=blueprint.length).astype(np.float32)
    if "cortex" in blueprint.organs:
        genome[blueprint.names.index("gain[gain]")] = 1
        genome[:2] = 0.1, 0.25
    return Agent(genome, blueprint, instances.codes), instances


def kept(arrays: dict[str, Any]) -> Replay:
    """What is read back of a record that was stored."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    file.seek(0)
    return read(file)


def agrees_with_lives(agent: Agent, instances: Instances, replay: Replay) -> None:
    """Places, ends and returns are those of the lives that selection sees."""
    n, j, w = replay.shape
    lives, things = agent.live(instances), instances.things
    returns = replay.arrays["returns"]
    score = evaluate(agent.genome[None], agent.blueprint.plan, instances, Threads()).score[0]
    assert returns.mean() == pytest.approx(score, abs=1e-12)
    for row, start in np.ndindex(n, j):
        life = replay.life(row, start, w - 1)
        length = int(lives.lengths[row, start])
        trail = lives.trails[row, start, : length + 1]
        np.testing.assert_array_equal(life.places, np.stack(np.divmod(trail, instances.stride), axis=1) - 1)
        assert (life.reached, life.won) == (lives.reached[row, start], lives.won[row, start])
        if not instances.still:
            at = lives.course[row, start, :length]
            expected = np.where(at[..., None] >= 0, np.stack(np.divmod(at, instances.stride), axis=-1) - 1, -1)
            np.testing.assert_array_equal(life.things, expected)
            touches = np.bincount(life.touched[life.touched >= 0], minlength=things.shape[1])
            assert (touches <= lives.touches[row, start]).all()  # of several at once the first is told
            continue
        np.testing.assert_array_equal(life.touched, instances.touch[row, trail[1:]].astype(int) - 1)
        stood = np.stack(np.divmod(things[row], instances.stride), axis=1) - 1
        np.testing.assert_array_equal(life.things, np.broadcast_to(stood, (length, *stood.shape)))


MOVING = [
    {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True},
    {"name": "food", "shows": {"food": 1}, "pays": 0.2, "eaten": True, "regrows": {"after": 2, "where": "elsewhere"},
     "count": 3},
    {"name": "wolf", "shows": {"door": 0.5, "fur": 1}, "pays": -0.5, "moves": {"kind": "plan"}},
    {"name": "fly", "shows": {"fur": 0.2}, "moves": {"kind": "random"}},
]  # fmt: skip


@pytest.mark.long
@settings(max_examples=30)
@given(
    st.sampled_from([(0, "kept"), (1, "kept"), (1, "none"), (2, "kept")]),
    st.sampled_from([("life", "cleared"), ("step", "cleared"), ("step", "kept"), ("step", "across")]),
    st.integers(1, 2),
    st.integers(0, 6),
    st.integers(0, 10**6),
    st.sampled_from([{}, {"weights": "directional"}, {"update": "net", "reads": "raw"}, {"bias": "none"}]),
    st.sampled_from([{}, {"object": MOVING}]),
)
def test_thoughts_and_maps_are_those_of_the_slow_twin(
    make_settings: Any, seeing: tuple[int, str], thinking: tuple[str, str], lives: int, ticks: int, seed: int,
    options: dict[str, str], moving: dict[str, Any],
) -> None:  # fmt: skip
    agent, instances = made(
        make_settings(
            {**WORLD, "lives": lives, **moving},
            brain={
                "organs": ["cortex"], "sight": seeing[0], "map": seeing[1],
                "cortex": {"ticks": ticks, "think": thinking[0], "state": thinking[1], **options},
            },
        ),
        seed,
    )  # fmt: skip
    twins = [Watched(agent) for _ in range(instances.starts.size)]
    live(agent, instances, [twins.__getitem__])
    with pytest.MonkeyPatch.context() as exact:  # compare before rounding
        exact.setattr(recording, "coded", lambda activity: activity)
        exact.setattr(reading, "decoded", lambda codes: codes)
        replay = kept(record(agent, instances))
        agrees_with_lives(agent, instances, replay)
        for number, life in enumerate(np.ndindex(replay.shape)):
            found = replay.life(*life)
            noted = twins[number // lives].lives[number % lives]
            assert len(found.thought) == len(noted)
            for step, (before, thought) in enumerate(noted):
                assert tuple(found.places[step]) == (before.row, before.column)
                np.testing.assert_array_equal(found.planes[step], before.known)
                np.testing.assert_array_equal(found.activity[step, :, 0], thought)
        whole = replay.life(0, 1).activity
    rounded = kept(record(agent, instances))
    np.testing.assert_array_equal(rounded.life(0, 1).activity, decoded(coded(whole)))
    used = rounded.arrays["thought"]
    assert sorted(set(used.tolist())) == list(range(rounded.arrays["activity"].shape[-2]))  # none is stored in vain


BRAINS: list[Any] = [
    (1, {"organs": ["habits"]}),
    (2, {"organs": ["cortex"], "cortex": {"channels": 3, "readout": "random", "weights": "directional"}}),
    pytest.param(
        2, {"organs": ["cortex", "memory", "search", "learner"], "learner": {"state": "across"}}, marks=pytest.mark.slow
    ),
    (1, {"organs": ["search"], "sight": 1}),
]


@pytest.mark.long
@pytest.mark.parametrize(("lives", "brain"), BRAINS)
def test_brains_of_all_kinds(make_settings: Any, lives: int, brain: dict[str, Any]) -> None:
    found = make_settings({**WORLD, "lives": lives}, brain=brain)
    blueprint = Blueprint.of(found)
    instances = draw_instances(found.world, 1, 0, planes=blueprint.planes)
    genome = np.random.default_rng(3).normal(size=blueprint.length).astype(np.float32)
    agent = Agent(genome, blueprint, instances.codes)
    replay = kept(record(agent, instances))
    agrees_with_lives(agent, instances, replay)
    life = replay.life(2, 1, lives - 1)
    if "cortex" in agent.organs:
        course = list(agent.thoughts(instances.planes[2:3, :, instances.cells], instances.size, agent.ticks))
        np.testing.assert_array_equal(life.activity[0], decoded(coded(np.concatenate(course))))
        assert (life.activity == life.activity[0]).all()
    else:
        assert life.activity.shape == (len(life.thought), 0, 1, 7, 7)
        assert (life.thought == -1).all()


def test_every_life_of_those_that_learn(make_settings: Any) -> None:
    """The lives before the last are those of the slow twin as well, and differ from it."""
    brain = {"organs": ["learner"], "learner": {"state": "across"}}
    agent, instances = made(make_settings({**WORLD, "lives": 3}, brain=brain), 5)
    replay = kept(record(agent, instances))
    for lives in (1, 2, 3):
        some = made(make_settings({**WORLD, "lives": lives}, brain=brain), 5)[1]
        trails, *_ = live(agent, some, [lambda n: SlowLearner(agent, n)])
        for n, j in np.ndindex(trails.shape[:2]):
            places = replay.life(n, j, lives - 1).places
            cells = (places[:, 0] + 1) * instances.stride + places[:, 1] + 1
            np.testing.assert_array_equal(cells, trails[n, j, : len(cells)])
            assert (trails[n, j, len(cells) :] == cells[-1]).all()
    assert len({replay.life(0, 0, w).places.tobytes() for w in range(3)}) > 1


def test_strings_of_letters(make_settings: Any) -> None:
    string = {"rules": "nucleotides", "nucleotides": {"length": 300}}
    found = make_settings(WORLD, brain={"organs": ["cortex"]}, encoding=string)
    blueprint = Blueprint.of(found)
    instances = draw_instances(found.world, 1, 0, planes=blueprint.planes)
    genome = np.random.default_rng(3).integers(0, 4, blueprint.length).astype(np.int32)
    agent = Agent(genome, blueprint, instances.codes)
    replay = kept(record(agent, instances))
    agrees_with_lives(agent, instances, replay)
    np.testing.assert_array_equal(replay.life(1, 0).activity[0, :, 0], decoded(coded(agent.mind(instances)[1])))


def test_codes() -> None:
    every = np.arange(4065, dtype=np.uint16)
    numbers = decoded(every)
    np.testing.assert_array_equal(coded(numbers), every)
    assert (numbers[0], numbers[4064], coded(np.float32([1e-44]))[0]) == (0, 1, 1)
    exponent, digits = np.divmod(every[32:].astype(int), 32)  # as the handbook says
    np.testing.assert_array_equal(numbers[32:], (32 + digits) / 32 * 2.0 ** (exponent - 127))
    np.testing.assert_array_equal(numbers[:32], every[:32] / 32 * 2.0**-126)
    drawn = np.float32(2.0) ** np.random.default_rng(1).uniform(-120, 0, 10_000).astype(np.float32)
    assert (np.abs(decoded(coded(drawn)) - drawn) <= drawn / 64).all()


def test_things_that_move_are_read_back(make_settings: Any) -> None:
    """No world moves its things as yet; a record can say that they move."""
    agent, instances = made(make_settings(WORLD, brain={"organs": ["cortex"]}))
    arrays = record(agent, instances)
    moves = np.zeros_like(arrays["moves"])
    first = int(arrays["lengths"].ravel()[0])
    moves[first], moves[first + 1] = 1, 1  # in the second life, before its first and its second step
    arrays |= {"moves": moves, "move_thing": np.array([0, 0]), "move_unit": np.array([3, 9])}
    replay = kept(arrays)
    assert replay.life(0, 1).things[:, 0].tolist()[:3] == [[0, 3], [1, 2], [1, 2]][: len(replay.life(0, 1).things)]
    np.testing.assert_array_equal(replay.life(0, 0).things, kept(record(agent, instances)).life(0, 0).things)


def test_thoughts_beyond_the_limit_are_left_out(make_settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, instances = made(make_settings(WORLD, brain={"organs": ["cortex"]}))
    monkeypatch.setattr(recording, "MOST_NUMBERS", 2 * 25 * 49)
    replay = kept(record(agent, instances))
    assert [replay.life(n, 0).activity.shape[1] for n in range(3)] == [25, 25, 0]
    agrees_with_lives(agent, instances, replay)
    monkeypatch.setattr(recording, "MOST_PLACES", 2 * 2 * 21)
    assert kept(record(agent, instances)).shape == (2, 2, 1)


def test_the_same_lives_make_the_same_bytes(make_settings: Any) -> None:
    agent, instances = made(make_settings(WORLD, brain={"organs": ["cortex"], "sight": 1, "cortex": {"think": "step"}}))
    one, other = record(agent, instances), record(agent, instances)
    assert {name: array.tobytes() for name, array in one.items()} == {name: a.tobytes() for name, a in other.items()}
    assert all(np.ascontiguousarray(array).dtype == other[name].dtype for name, array in one.items())
