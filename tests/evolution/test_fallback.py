"""What deletion makes of a gene: 0, or a constant of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import evosim
from evosim.evolution.fallback import fallback
from evosim.evolution.loop import evolve
from evosim.evolution.options import Evolution
from evosim.evolution.setup import Setup, genome, plan_of, resting
from evosim.life import evaluate
from evosim.random import reference as r
from evosim.random.purposes_kernel import FALLBACK
from evosim.scenario.canonical import canonical, ignored
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances

ELSEWHERE = {"kind": "gaussian", "rate": 0.1, "delete": 0.3, "delete_to": "elsewhere", "delete_scale": 0.5}


def test_constants_are_keyed_by_root_and_gene() -> None:
    way = Evolution.model_validate({"mutate": ELSEWHERE})
    found = fallback(way, 7, 5)
    want = [np.float32(0.5) * np.float32(r.normal(r.stream(7, 0, 0, FALLBACK), g)) for g in range(5)]
    assert found.tolist() == want
    np.testing.assert_array_equal(fallback(way, 7, 9)[:5], found)
    assert (fallback(way, 8, 5) != found).all()
    some = fallback(way, 7, 5, np.array([False, True, False, True, False]))
    np.testing.assert_array_equal(some, found * np.array([0, 1, 0, 1, 0], np.float32))


def test_zero_is_the_default_and_random_search_deletes_nothing() -> None:
    assert not fallback(Evolution(), 7, 20).any()
    assert not fallback(Evolution.model_validate({"kind": "random", "mutate": ELSEWHERE}), 7, 20).any()


def test_constants_have_the_deviation_asked_for() -> None:
    found = fallback(Evolution.model_validate({"mutate": ELSEWHERE}), 1, 4000)
    assert abs(found.std() - 0.5) < 4 * 0.5 / np.sqrt(2 * 4000)
    assert abs(found.mean()) < 4 * 0.5 / np.sqrt(4000)


def test_a_population_whose_genes_are_all_deleted_is_made_of_the_constants() -> None:
    way = {**ELSEWHERE, "delete": 1.0}
    optimizer = evosim.Optimizer(evosim.Genome(6, "real"), 4, 3, mutate=way, cross=None)
    optimizer.ask()
    optimizer.tell(np.zeros(4))
    genomes = optimizer.ask()
    assert (genomes == genomes[0]).all()
    assert (genomes[0] != 0).all()
    given = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    optimizer = evosim.Optimizer(evosim.Genome(6, "real", rest=given), 4, 3, mutate=way, cross=None)
    optimizer.ask()
    optimizer.tell(np.zeros(4))
    assert optimizer.ask().tolist() == [given.tolist()] * 4


@pytest.mark.parametrize(
    ("alphabet", "rest"), [("real", [1.0]), ("real", [np.nan, 1.0]), ("real", "ab"), (2, [0.0, 1.0])]
)
def test_an_odd_rest_is_told(alphabet: Any, rest: Any) -> None:
    with pytest.raises(evosim.ScenarioError, match="rest"):
        evosim.Genome(2, alphabet, rest=rest)


def test_price_counts_what_deletion_would_change(make_settings: Any) -> None:
    mutate = {**ELSEWHERE, "delete_only": ["bias", "drive"]}
    found = make_settings(evolution={"population": 8, "generations": 3, "mutate": mutate})
    setup = Setup.of(found)
    rest = resting(setup, 5)
    assert [setup.blueprint.names[g] for g in np.flatnonzero(rest)] == [
        "rules.bias", "rules.drive_wall", "rules.drive_door", "rules.drive_red",
    ]  # fmt: skip
    instances = draw_instances(found.world, 1, 0)
    genomes = np.tile(rest, (3, 1))
    genomes[1, :4] = 1
    genomes[2] += 1
    scores = evaluate(genomes, plan_of(setup, 5), instances, Threads())
    assert scores.genes.tolist() == [0, 4, setup.blueprint.length]
    evolved = evolve(setup, instances, 5)
    kept = np.count_nonzero(evolved.champion.genome != rest)
    assert evolved.log.select("genes")[-1] == kept < setup.blueprint.length
    form = genome(setup, 5)
    assert form.rest is not None
    np.testing.assert_array_equal(form.rest, rest)


def test_options_of_a_deletion_to_zero_do_not_matter(make_settings: Any) -> None:
    plain = make_settings()
    odd = make_settings(evolution={"mutate": {"delete_scale": 3.0, "delete_only": ["bias"]}})
    assert canonical(plain) == canonical(odd)
    assert ignored(odd) == ["evolution.mutate.delete_scale", "evolution.mutate.delete_only"]
    one = make_settings(evolution={"mutate": {**ELSEWHERE, "delete_only": ["gain", "bias", "gain"]}})
    other = make_settings(evolution={"mutate": {**ELSEWHERE, "delete_only": ["bias", "gain"]}})
    assert canonical(one) == canonical(other) != canonical(plain)


def test_an_ancestor_s_genes_go_on_to_mean_what_they_meant(make_settings: Any) -> None:
    found = make_settings(evolution={"population": 8, "generations": 2, "mutate": {**ELSEWHERE, "delete": 1.0}})
    setup, instances = Setup.of(found), draw_instances(found.world, 1, 0)
    rest = resting(setup, 5)
    after = evolve(setup, instances, 6, first=rest, rest=rest)
    np.testing.assert_array_equal(after.genomes, np.tile(rest, (8, 1)))
    assert after.log.select("genes") == [0, 0]
    assert (evolve(setup, instances, 6, first=rest).genomes[0] != rest).all()


def test_genes_of_the_optimizer_alone_have_no_names() -> None:
    with pytest.raises(evosim.ScenarioError, match="genes have no names here"):
        evosim.Optimizer(evosim.Genome(3, "real"), 4, mutate={**ELSEWHERE, "delete_only": ["bias"]})
