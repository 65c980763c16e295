from __future__ import annotations

from typing import Any

import pytest

from evosim.evolution import lineage
from evosim.experiment import estimate
from evosim.experiment.estimate import available_memory, cost, genes, total
from evosim.organs.blueprint import Blueprint
from evosim.scenario import Cell, Point

BARE: list[dict[str, Any]] = [
    {"weights": "directional", "readout": "random", "channels": 3},
    {"update": "net", "bias": "none", "hidden": 2},
    {"reads": "raw", "update": "net", "channels": 2, "readout": "identity"},
]


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
    assert available_memory() > 1e8
