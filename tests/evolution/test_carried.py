"""Settings of mutation that genomes carry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.evolution import kernel
from evosim.evolution.carried import carried, doublings
from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.evolution.options import Evolution
from evosim.faults.problem import ScenarioError
from evosim.random import reference as r
from evosim.random.purposes_kernel import MUTATE, NOISE, SETTINGS

F = np.float32
seeds = st.integers(0, 2**63)


@given(st.floats(-30, 30, width=32))
def test_doublings(times: float) -> None:
    (found,) = doublings(np.array([times], F))
    clipped = min(max(times, -20.0), 20.0)
    whole = int(np.floor(clipped))
    assert found == 2.0**whole * (1 + (clipped - whole))
    assert abs(np.log2(found) - clipped) < 0.09  # where it is linear between powers


@given(st.integers(1, 4), st.integers(0, 5), st.integers(1, 2), seeds, st.integers(0, 9), st.booleans())
def test_settings_are_shaken_by_noise_of_their_own(
    p: int, g: int, own: int, seed: int, generation: int, inherited: bool
) -> None:
    before = np.random.default_rng(1).normal(size=(p, g + own)).astype(F)
    after = before.copy()
    kernel.shake(0, p, after, g, F(inherited), F(0.3), np.uint64(seed), generation)
    np.testing.assert_array_equal(after[:, :g], before[:, :g])
    for i in range(p):
        key = r.stream(seed, generation, i, SETTINGS)
        for k in range(own):
            assert after[i, g + k] == F(inherited) * before[i, g + k] + F(0.3) * F(r.normal(key, k))


@given(st.integers(1, 4), st.integers(0, 30), seeds, st.integers(0, 9), st.floats(0, 1))
def test_each_is_mutated_at_its_own_rate_and_scale(p: int, g: int, seed: int, generation: int, delete: float) -> None:
    rng = np.random.default_rng(seed % 2**32)
    before = rng.normal(size=(p, g + 2)).astype(F)
    rates, scales, rest = rng.random(p), rng.random(p).astype(F), np.linspace(-1, 1, g + 2).astype(F)
    after = before.copy()
    kernel.gaussian_each(0, p, after, g, rates, scales, delete, rest, np.uint64(seed), generation)
    np.testing.assert_array_equal(after[:, g:], before[:, g:])
    for i in range(p):
        key, noise = (r.stream(seed, generation, i, purpose) for purpose in (MUTATE, NOISE))
        for k in range(g):
            bits, expected = r.draw(key, k), before[i, k]
            if bits >> 32 < r.threshold(rates[i]):
                expected = expected + scales[i] * F(r.normal(noise, k))
            if bits & 0xFFFFFFFF < r.threshold(delete):
                expected = rest[k]
            assert after[i, k] == expected


def way(**keys: Any) -> Evolution:
    mutate = {"kind": "gaussian", "rate": 0.1, "scale": 0.5, "carried": {"settings": ["scale", "rate"], **keys}}
    return Evolution.model_validate({"population": 200, "mutate": mutate})


def test_what_genomes_carry() -> None:
    assert way().carried == ("rate", "scale")  # in one order
    genomes = np.zeros((3, 5), F)
    genomes[:, 3:] = [[0, 0], [1, -1], [9, 2]]
    found = carried(way(), genomes)
    assert found is not None
    np.testing.assert_allclose(found.rate, [0.1, 0.2, 1.0])
    np.testing.assert_allclose(found.scale, [0.5, 0.25, 2.0])
    assert carried(Evolution(), genomes) is None
    assert way().model_copy(update={"kind": "random"}).carried == ()


@pytest.mark.parametrize("inherited", [True, False])
def test_settings_evolve_where_they_are_inherited_and_are_drawn_anew_where_not(inherited: bool) -> None:
    settings = way(inherited=inherited, spread=1.0, step=0.1)
    options = {"select": "tournament", "mutate": settings.mutate.model_dump(exclude_none=True), "elites": 1}
    optimizer = Optimizer(Genome(12), 200, 3, **options)
    assert abs(optimizer.ask()[:, -2:].std() - 1) < 0.1
    for _ in range(60):  # towards the origin, where only small steps are any good
        genomes = optimizer.ask()
        optimizer.tell(-(genomes[:, :-2] ** 2).sum(axis=1))
    last = optimizer.ask()
    spread = last[:-1, -2:].std(axis=0)
    if inherited:
        assert last[:, -1].mean() < -1.5  # halved more than once
        assert (spread < 0.7).all()
    else:
        assert abs(last[:-1, -2:].mean()) < 0.15
        assert (abs(spread - 1) < 0.15).all()


def test_a_genome_must_have_room_for_what_it_carries() -> None:
    mutate = way().mutate.model_dump(exclude_none=True)
    with pytest.raises(ScenarioError, match=r"genome\.length: expected 2 or more"):
        Optimizer(Genome(1), 4, mutate=mutate)
