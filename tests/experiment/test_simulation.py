"""A simulated sweep agrees with what can be written down: without losses exactly, with losses on the mean."""

from __future__ import annotations

from math import ceil, expm1

import numpy as np
import pytest

from evosim.experiment.simulation import Plan, simulate


@pytest.mark.parametrize(("cells", "workers", "bundle"), [(1000, 10, 1), (1000, 7, 4), (5, 10, 1), (64, 8, 8)])
def test_without_losses_it_is_the_closed_form(cells: int, workers: int, bundle: int) -> None:
    found = simulate(Plan(cells, 20.0, workers, bundle, beside=0.5, start=6.0))
    rounds = ceil(ceil(cells / bundle) / workers)  # of bundles; a last one may be smaller
    least = 6 + 20.5 * (cells - (rounds - 1) * workers * bundle > 0) * ((rounds - 1) * bundle)
    assert least < found.wall <= 6 + 20.5 * rounds * bundle + 1e-6
    if cells % bundle == 0:
        assert found.wall == pytest.approx(6 + 20.5 * rounds * bundle)
    assert found[1:] == (0, 0, 0.0)


def test_bundles_that_differ_take_no_longer_than_graham_s_bound() -> None:
    found = simulate(Plan(2000, 10.0, 30, spread=0.5, beside=1.0))
    mean = 2000 * 11 / 30
    assert 0.97 * mean < found.wall < 1.03 * mean + 16


def test_a_parent_that_is_too_slow_is_what_it_takes() -> None:
    found = simulate(Plan(5000, 10.0, 1000, parent=0.02))
    assert found.wall == pytest.approx(10 + 5000 * 0.02, rel=0.01)
    quick = simulate(Plan(5000, 10.0, 1000, parent=1e-4))
    assert quick.wall == pytest.approx(50, rel=0.01)


@pytest.mark.parametrize(("node", "bundle"), [(1, 1), (8, 1), (1, 5)])
def test_work_that_is_lost_is_what_is_expected(node: int, bundle: int) -> None:
    """A bundle of b seconds, begun anew after each loss, wastes (e^λb − 1) / λ − b on the mean, in e^λb − 1 tries."""
    seconds, between, cells = 100.0 * bundle, 1000.0 * bundle, 4000
    plan = Plan(cells, 100.0, 96, bundle, between=between, node=node, back=50.0, notice=10.0)
    found = [simulate(plan, seed) for seed in range(20)]
    bundles, rate = cells / bundle, 1 / between
    for told, expected in (
        ([one.wasted for one in found], bundles * (expm1(rate * seconds) / rate - seconds)),
        ([one.again / bundle for one in found], bundles * expm1(rate * seconds)),
    ):
        error = np.std(told, ddof=1) / np.sqrt(len(told))
        assert abs(np.mean(told) - expected) < 4 * error
        assert error < 0.05 * expected


def test_losses_are_as_many_as_asked_for() -> None:
    found = [simulate(Plan(5_000, 10.0, 64, between=500.0, node=4, back=0.0, notice=0.0), seed) for seed in range(20)]
    rates = [one.losses / one.wall * 500 / 16 for one in found]  # of a node, times the mean time between
    assert np.mean(rates) == pytest.approx(1, abs=4 * np.std(rates, ddof=1) / np.sqrt(20))


def test_what_stands_still_is_computed_by_two() -> None:
    still = Plan(2000, 100.0, 50, between=2000.0, node=1, stalls=1.0, back=500.0, notice=120.0)
    found = simulate(still)
    assert found.wasted == 0
    assert 0 < found.again <= found.losses
    assert simulate(still._replace(notice=1e6, back=10.0)).again == 0  # nobody takes what is still held


def test_what_is_lost_from_a_disk_is_computed_again() -> None:
    torn = Plan(2000, 100.0, 50, between=10_000.0, node=10, torn=1.0, back=50.0, notice=10.0)
    whole = simulate(torn._replace(torn=0.0))
    found = simulate(torn)
    assert found.again > whole.again + 50
    assert found.wall > whole.wall


def test_the_same_seed_tells_the_same() -> None:
    plan = Plan(3000, 10.0, 64, spread=0.3, between=1000.0, torn=0.5, stalls=0.5)
    assert simulate(plan, 7) == simulate(plan, 7) != simulate(plan, 8)
