"""Widest paths over the cube between two genomes, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.theory.reachability import widest_path


def landscape(genes: int, seed: int, rugged: float = 1.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    slope = np.array([vertex.bit_count() for vertex in range(2**genes)]) * (1 - rugged)
    return rng.normal(size=2**genes).round(1) + slope


def number(masks: np.ndarray) -> np.ndarray:
    return (masks.astype(np.int64) << np.arange(masks.shape[1])).sum(axis=1)


def widest_by_tree(fitness: np.ndarray, genes: int) -> float:
    """The least fitness on the best path: the path in a maximum spanning tree, whose edges are their worse ends."""
    graph = nx.Graph()
    for vertex in range(2**genes):
        for gene in range(genes):
            other = vertex ^ 1 << gene
            graph.add_edge(vertex, other, weight=min(fitness[vertex], fitness[other]))
    tree = nx.maximum_spanning_tree(graph)
    path = nx.shortest_path(tree, 0, 2**genes - 1)
    return float(min(fitness[vertex] for vertex in path))


@given(st.integers(1, 7), st.integers(0, 2**32), st.sampled_from([1.0, 0.5]))
@settings(max_examples=60)
def test_the_widest_path_is_that_of_a_spanning_tree(genes: int, seed: int, rugged: float) -> None:
    fitness = landscape(genes, seed, rugged)
    found = widest_path(lambda masks: fitness[number(masks)], genes, 10**6)
    assert found.least == found.bound == widest_by_tree(fitness, genes)
    path = number(found.path)
    assert path[0] == 0
    assert path[-1] == 2**genes - 1
    assert all((one ^ other).bit_count() == 1 for one, other in zip(path.tolist(), path.tolist()[1:], strict=False))
    np.testing.assert_array_equal(found.fitness, fitness[path])
    assert found.evaluations == len(found.met) <= 2**genes


@given(st.integers(2, 7), st.integers(0, 2**32), st.integers(1, 60))
@settings(max_examples=60)
def test_with_few_evaluations_the_truth_lies_between(genes: int, seed: int, budget: int) -> None:
    fitness = landscape(genes, seed)
    found = widest_path(lambda masks: fitness[number(masks)], genes, budget)
    assert found.least <= widest_by_tree(fitness, genes) <= found.bound
    assert found.evaluations <= max(budget + genes, 2 + genes * (genes + 1) / 2)


def test_a_known_valley() -> None:
    def judge(masks: np.ndarray) -> np.ndarray:  # three parts that are good for nothing until all are there
        there = masks.sum(axis=1)
        return np.where(there == 3, 2.0, 1.0 - 0.2 * there)

    found = widest_path(judge, 3, 100)
    assert found.least == pytest.approx(0.6)
    assert found.bound == found.least
    np.testing.assert_allclose(found.fitness, [1, 0.8, 0.6, 2])


def test_what_is_no_number_is_worse_than_any() -> None:
    found = widest_path(lambda masks: np.where(masks.sum(axis=1) == 1, np.nan, 1.0), 2, 100)
    assert found.least == -np.inf


def test_the_graph_of_what_was_met() -> None:
    found = widest_path(lambda masks: masks.sum(axis=1).astype(float), 3, 100)
    graph = found.graph()
    assert set(graph) == set(found.met)
    assert nx.has_path(graph, 0, 7)
    assert all((one ^ other).bit_count() == 1 for one, other in graph.edges)
    assert graph.nodes[7]["fitness"] == 3
