from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import Any

import pytest

from evosim.evolution import lineage
from evosim.experiment import estimate
from evosim.experiment.estimate import cost, genes, life, organs, together, total
from evosim.organs.blueprint import Blueprint
from evosim.organs.options import fitting
from evosim.scenario import Cell, Point, cells, load
from evosim.scenario.schema import Shift
from evosim.worlds.cost import Life
from evosim.worlds.games.options import Games
from evosim.worlds.grid.cost import general

BARE: list[dict[str, Any]] = [
    {"weights": "directional", "readout": "random", "channels": 3},
    {"update": "net", "bias": "none", "hidden": 2},
    {"reads": "raw", "update": "net", "channels": 2, "readout": "identity"},
]
GRID = fitting("grid")



OTHERS: dict[str, Any] = {
    "reflex": {"radius": 2, "hidden": 3},
    "memory": {"radius": 0, "hidden": 5},
    "search": {"depth": {"max": 7}},
    "learner": {"values": "inborn"},
    "cortex": {"readout": "random", "ticks": {"max": 9}, "bias": "none"},
}


def cell(settings: Any, replicate: int = 0) -> Cell:
    return Cell(Point({}, None, settings), 1, replicate)


@pytest.mark.parametrize("organs", [["habits"], ["cortex"], ["cortex", "habits"]])
@pytest.mark.parametrize("rules", ["own", "position", "types", "net", "dct", "projection"])
@pytest.mark.parametrize("habits", ["table", "generator"])
@pytest.mark.parametrize("cortex", [{}, {"readout": "random", "ticks": {"max": 9}}, {"bias": "none"}, *BARE])
def test_genes_are_counted_without_a_blueprint(
    make_settings: Any, organs: list[str], rules: str, habits: str, cortex: dict[str, Any]
) -> None:
    found = make_settings(
        {"instances": 3, "size": 5, "min_path": 2},
        brain={"organs": organs, "cortex": cortex},
        encoding={"habits": habits, "rules": rules, "cell_types": 2, "degree": 2, "width": 5, "coefficients": 30},
    )
    assert genes(cell(found)) == Blueprint.of(found).length


@pytest.mark.parametrize("encoding", ["own", "position", "net", "dct", "projection"])
@pytest.mark.parametrize("game", [{"kind": "tic_tac_toe"}, {"kind": "hash_game", "length": 3}])
def test_genes_and_seconds_of_games(make_settings: Any, encoding: str, game: dict[str, Any]) -> None:
    how = {"player": encoding, "degree": 2, "width": 5, "coefficients": 30}
    grid = make_settings(brain={"organs": ["player"]}, encoding=how)
    found = grid.model_copy(update={"world": Games.model_validate({"kind": "games", "game": game})})
    assert genes(cell(found)) == Blueprint.of(found).length
    assert life(cell(found)) > 0


@pytest.mark.parametrize("organ", GRID)
@pytest.mark.parametrize("encoding", ["own", "position", "types", "net", "dct", "projection"])
@pytest.mark.parametrize("options", [{}, OTHERS])
def test_genes_of_every_organ_and_encoding(
    make_settings: Any, organ: str, encoding: str, options: dict[str, Any]
) -> None:
    dials = dict.fromkeys(("rules", "reflex", "memory", "learner"), encoding)
    found = make_settings(
        {"instances": 3, "size": 5, "min_path": 2},
        brain={"organs": [organ], "sight": 2, "senses": ["novelty"], "places": ["x"], **options},
        encoding={**dials, "cell_types": 3, "degree": 2, "width": 5, "coefficients": 30},
    )
    assert genes(cell(found)) == Blueprint.of(found).length


@pytest.mark.parametrize("organ", GRID)
@pytest.mark.parametrize("sight", [0, 2])
@pytest.mark.parametrize("lives", [1, 3])
@pytest.mark.parametrize("felt", [{}, {"places": ["x"]}, {"signals": ["time"]}])
def test_the_walk_is_that_of_the_plan(
    make_settings: Any, organ: str, sight: int, lives: int, felt: dict[str, Any]
) -> None:
    found = make_settings({"lives": lives}, brain={"organs": [organ], "sight": sight, **felt})
    alone = general(Life(found.world, found.brain, organs(cell(found))))
    assert alone == Blueprint.of(found).plan.general


@pytest.mark.parametrize("organ", GRID)
def test_every_organ_takes_time(make_settings: Any, organ: str) -> None:
    others = [name for name in GRID if name != organ]
    whole = life(cell(make_settings(brain={"organs": list(GRID)})))
    assert 0 < life(cell(make_settings(brain={"organs": others}))) < whole


def test_thinking_before_each_step_takes_longer(make_settings: Any) -> None:
    once = life(cell(make_settings(brain={"organs": ["cortex"], "sight": 1})))
    again = life(cell(make_settings(brain={"organs": ["cortex"], "sight": 1, "cortex": {"think": "step"}})))
    assert again > 5 * once


# Seconds that a cell took, median of 20 (results/gallery), with two workers on two cores.
MEASURED = {"curiosity": [38.2, 36.9, 84.0, 66.5, 8.1]}


@pytest.mark.parametrize("name", MEASURED)
def test_cost_is_near_what_was_measured(name: str) -> None:
    scenario = load(name)
    first = [each for each in cells(scenario) if each.replicate == 0]
    for each, seconds in zip(first, MEASURED[name], strict=True):
        assert seconds / 3 < cost(each).seconds < 3 * seconds


def test_letters_are_counted_as_genes(make_settings: Any) -> None:
    string = {"rules": "nucleotides", "nucleotides": {"length": 777}}
    found = make_settings(brain={"organs": ["cortex"]}, encoding=string)
    assert genes(cell(found)) == Blueprint.of(found).length == 777
    assert cost(cell(found)).seconds > cost(cell(make_settings(brain={"organs": ["cortex"]}))).seconds


def test_cost_grows_with_what_costs(make_settings: Any) -> None:
    base = cost(cell(make_settings()))
    for keys in ({"instances": 64}, {"size": 11}):
        assert cost(cell(make_settings(keys))).seconds > base.seconds
    many = cost(cell(make_settings(evolution={"population": 100_000})))
    assert many.memory > base.memory
    assert many.seconds > 50 * base.seconds


def test_objectives_cost_what_was_measured(make_settings: Any) -> None:
    size = {"size": 11, "steps": 44}
    asked = {"objectives": True}

    def extra(world: dict[str, Any], shifts: int = 0) -> float:
        pair = [cell(make_settings(world, measure=measure)) for measure in ({}, asked)]
        plain, whole = (cost(replace(each, shifts=(Shift(name="s"),) * shifts)).seconds for each in pair)
        return whole - plain

    assert 0.1 < extra(size) < 0.9  # 0.3 s were measured
    assert 0.4 < extra(size, 1) - extra(size) < 3  # 1.1 s
    assert extra({**size, "step_cost": 0.1}) == extra({"size": 64, "steps": 10_000}) == 0


def test_memory_is_flat_in_generations_and_near_what_was_measured(make_settings: Any) -> None:
    assert estimate.PRUNED_EVERY == lineage.PRUNED_EVERY
    crowd = {"population": 100_000, "generations": 10_000}
    found = cost(cell(make_settings({"instances": 64}, encoding={"kind": "funnel"}, evolution=crowd)))
    assert 342e6 < found.memory < 1e9  # `evosim bench slopes` measured 342 MB


def test_total(make_settings: Any) -> None:
    one = cell(make_settings())
    both = total([one, cell(make_settings(), 1)], 2)
    assert both.seconds == pytest.approx(cost(one).seconds)
    assert both.memory == pytest.approx(2 * cost(one).memory)
    assert total([], 2).seconds == 0


def test_replicates_cost_what_they_cost_one_by_one(make_settings: Any) -> None:
    one, two = cell(make_settings()), cell(make_settings(evolution={"population": 5000}))
    each = total([one, two, one, two, one], 2)
    assert together([(one, 3), (two, 2)], 2) == pytest.approx(each)
    assert each.memory == pytest.approx(2 * cost(two).memory)


def test_reckoning_takes_no_memory_for_the_genes(make_settings: Any) -> None:
    size, habits = {"size": 64, "instances": 1_000_000}, {"organs": ["habits"]}
    one = cell(make_settings(size, brain=habits, encoding={"kind": "direct"}))
    tracemalloc.start()
    try:
        assert genes(one) > 10**6
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
