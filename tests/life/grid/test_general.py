from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent, evaluate
from evosim.organs.blueprint import Blueprint
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from tests.life.grid.general_twin import SlowCortex, live


@pytest.mark.long
@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from([(0, "kept"), (1, "kept"), (1, "none"), (2, "kept")]),
    st.sampled_from([("life", "cleared"), ("step", "cleared"), ("step", "kept"), ("step", "across")]),
    st.integers(1, 2),
    st.integers(0, 6),
    st.integers(0, 10**6),
    st.sampled_from([{}, {"weights": "directional"}, {"update": "net", "reads": "raw"}]),
)
def test_kernel_and_twin_live_the_same(
    make_settings: Any, seeing: tuple[int, str], thinking: tuple[str, str], lives: int, ticks: int, seed: int,
    bare: dict[str, str],
) -> None:  # fmt: skip
    if not seeing[0] and lives == 1:
        lives = 2  # or the memoised walk would do it
    found = make_settings(
        {"instances": 9, "starts": 2, "steps": 20, "lives": lives},
        brain={
            "organs": ["cortex"], "sight": seeing[0], "map": seeing[1],
            "cortex": {"ticks": ticks, "think": thinking[0], "state": thinking[1], **bare},
        },
    )  # fmt: skip
    blueprint, instances = Blueprint.of(found), draw_instances(found.world, 1, 0, planes=Blueprint.of(found).planes)
    assert blueprint.plan.general
    rng = np.random.default_rng(seed)
    genome = rng.normal(size=blueprint.length).astype(np.float32)
    genome[:2] = 0.1, 0.25
    genome[blueprint.names.index("gain[gain]")] = 1
    agent = Agent(genome, blueprint)
    trails, reached, won, score = live(agent, instances, [lambda n: SlowCortex(agent)])
    lives_found = agent.live(instances)
    np.testing.assert_array_equal(lives_found.trails, trails)
    np.testing.assert_array_equal(lives_found.reached, reached)
    np.testing.assert_array_equal(lives_found.won, won)
    scores = evaluate(genome[None], blueprint.plan, instances, Threads())
    assert scores.score[0] == pytest.approx(score, abs=1e-12)


@pytest.mark.long
def test_general_and_memoised_walk_agree(make_settings: Any) -> None:
    """An agent that sees all of a still world lives the same in either."""
    found = make_settings({"instances": 20}, encoding={"kind": "funnel"})
    blueprint, instances = Blueprint.of(found), draw_instances(found.world, 1, 0)
    genomes = np.random.default_rng(4).normal(size=(12, blueprint.length)).astype(np.float32)
    one = evaluate(genomes, blueprint.plan, instances, Threads())
    other = evaluate(genomes, blueprint.plan._replace(general=True), instances, Threads())
    np.testing.assert_array_equal(one.success, other.success)
    np.testing.assert_allclose(one.score, other.score, rtol=1e-12)
    with Threads(2) as threads:
        again = evaluate(genomes, blueprint.plan._replace(general=True), instances, threads)
    np.testing.assert_array_equal(again.score, other.score)


def test_what_is_not_seen_is_not_known(make_settings: Any) -> None:
    """Whatever stands out of sight changes nothing before it is seen."""
    found = make_settings({"instances": 4}, brain={"organs": ["cortex"], "sight": 1, "cortex": {"think": "step"}})
    blueprint = Blueprint.of(found)
    instances = draw_instances(found.world, 1, 0, planes=blueprint.planes)
    genome = np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32)
    agent, other = Agent(genome, blueprint), instances.take(range(4))
    for n in range(4):
        for j, start in enumerate(instances.starts[n]):
            row, column = divmod(int(start), instances.stride)
            rows, columns = np.divmod(np.arange(instances.stride**2), instances.stride)
            far = (np.abs(rows - row) > 1) | (np.abs(columns - column) > 1)
            other.planes[n] = np.where(far, np.float32(7), instances.planes[n])
            np.testing.assert_array_equal(
                agent.live(other).trails[n, j, :2], agent.live(instances).trails[n, j, :2]
            )


@pytest.mark.long
@pytest.mark.parametrize("bare", [{}, {"weights": "directional"}, {"weights": "directional", "channels": 2}])
def test_a_life_that_has_ended_no_longer_thinks(make_settings: Any, bare: dict[str, Any]) -> None:
    """What is kept from life to life is the activity at the end of the life, whichever lives are in the same block."""
    cortex = {"ticks": 1, "think": "step", "state": "across", **bare}
    found = make_settings(
        {"instances": 9, "starts": 2, "steps": 20, "lives": 2}, brain={"organs": ["cortex"], "cortex": cortex}
    )
    blueprint = Blueprint.of(found)
    instances = draw_instances(found.world, 1, 0, planes=blueprint.planes)
    ended = 0
    for seed in range(16):
        rng = np.random.default_rng(seed)
        genome = rng.normal(size=blueprint.length).astype(np.float32)
        for number, name in enumerate(blueprint.names):
            if name.startswith("rules."):
                genome[number] = rng.uniform(0.02, 0.3)
            if name.endswith("[gain]"):
                genome[number] = 1
            if "wall" in name or "bias" in name:
                genome[number] = -5 if "wall" in name else 0
        agent = Agent(genome, blueprint)
        together = agent.live(instances)
        for n, starts in enumerate(instances.starts):
            alone = [agent.live(instances.take([n], np.array([[start]]))).trails[0, 0] for start in starts]
            np.testing.assert_array_equal(together.trails[n], alone)
        if "channels" not in bare:  # of one the twin knows
            trails = live(agent, instances, [lambda n, agent=agent: SlowCortex(agent)])[0]
            np.testing.assert_array_equal(together.trails, trails)
        ended += np.count_nonzero(together.reached >= 0)
    assert ended > 16
