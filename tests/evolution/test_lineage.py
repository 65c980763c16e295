"""Lineages of all individuals."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

import evosim
from evosim.evolution.lineage import PRUNED_EVERY, Descent, Lineage, Recorder, descent

REAL = evosim.Genome(3)


def first(genomes: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    return genomes[:, 0]


def evolved(path: Path, **options: Any) -> evosim.History:
    return evosim.evolve(
        first, REAL, 20, 30, seed=2, mutate="gaussian", record=("fitness", "parents"), lineage=path, **options
    )


def test_what_is_streamed_is_what_happened(tmp_path: Path) -> None:
    history = evolved(tmp_path / "all.arrow", cross="uniform", elites=1)
    lineage = history.lineage
    assert lineage is not None
    assert history.parents is not None
    assert (len(lineage), lineage.population) == (30, 20)
    for t in range(30):
        np.testing.assert_array_equal(lineage.parents(t), history.parents[t])
        np.testing.assert_array_equal(lineage.fitness(t), history.fitness[t])
    line = lineage.line()
    assert [one.origin_time for one in line] == list(range(30))
    assert line[-1].fitness == history.fitness[-1].max()
    assert all(after.ancestor_list[0] == before.id for before, after in pairwise(line))


def test_export_and_graph(tmp_path: Path) -> None:
    lineage = evolved(tmp_path / "all.arrow", cross="uniform").lineage
    assert lineage is not None
    lineage.export(tmp_path / "all.csv")
    with (tmp_path / "all.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 600
    assert {row["ancestor_list"] for row in rows[:20]} == {"[none]"}
    graph = lineage.graph()
    assert nx.is_directed_acyclic_graph(graph)
    assert graph.number_of_nodes() == 600
    for row in rows[20:]:
        parents = {int(parent) for parent in row["ancestor_list"].strip("[]").split(",")}
        assert parents == set(graph.predecessors(int(row["id"])))
        assert {parent // 20 for parent in parents} == {int(row["origin_time"]) - 1}


def test_coalescence_is_that_of_the_graph(tmp_path: Path) -> None:
    for generations in (3, 60):
        history = evosim.evolve(
            first, REAL, 10, generations, seed=1, mutate="gaussian", lineage=tmp_path / f"{generations}.arrow"
        )
        assert history.lineage is not None
        back = history.lineage.coalescence()
        graph = history.lineage.graph()
        last = range(10 * (generations - 1), 10 * generations)
        common = set.intersection(*({*nx.ancestors(graph, one), one} for one in last))
        assert back == (generations - 1 - max(common) // 10 if common else None)


def test_coalescence_takes_about_two_n_generations_under_drift(tmp_path: Path) -> None:
    # Kingman's coalescent: 2N(1 − 1/N) generations on average, haploid.
    found = []
    for seed in range(60):
        history = evosim.evolve(
            lambda genomes, chance: np.zeros(len(genomes)), evosim.Genome(0), 20, 300, seed=seed,
            select={"kind": "truncation", "share": 1.0}, lineage=tmp_path / "drift.arrow", record=(),
        )  # fmt: skip
        assert history.lineage is not None
        found.append(history.lineage.coalescence())
    assert None not in found
    assert abs(np.mean(found) - 38) < 3 * np.std(found) / np.sqrt(60)


def test_nothing_half_written_is_believed(tmp_path: Path) -> None:
    def broken(genomes: np.ndarray, chance: np.random.Generator) -> np.ndarray:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        evosim.evolve(broken, REAL, 4, 3, lineage=tmp_path / "x.arrow")
    assert list(tmp_path.iterdir()) == []
    with Recorder(tmp_path / "y.arrow") as recorder:
        recorder.write(np.full((2, 2), -1, np.int32), np.zeros(2))
        assert not (tmp_path / "y.arrow").exists()
    assert len(Lineage(tmp_path / "y.arrow")) == 1


@pytest.mark.parametrize("options", [{"cross": "uniform", "elites": 2}, {"select": {"kind": "truncation", "share": 1}}])
def test_forgetting_the_childless_changes_no_line(options: dict[str, Any]) -> None:
    many = 3 * PRUNED_EVERY + 5
    history = evosim.evolve(first, REAL, 12, many, seed=3, mutate="gaussian", record=("fitness", "parents"), **options)
    assert history.parents is not None
    lines = Descent()
    for t in range(many):
        lines.write(history.parents[t], history.fitness[t])
        if t % 7 == 0 or t == many - 1:
            for index in range(12):
                assert lines.line(index) == descent(history.parents[: t + 1], history.fitness[: t + 1], index)
    kept = [len(who) for who, _, _ in lines._levels[: 2 * PRUNED_EVERY]]
    assert max(kept[:PRUNED_EVERY]) < 12


def test_lines_of_those_who_have_no_parents() -> None:
    """Random search: nobody but an elite comes from anybody."""
    lines, orphans = Descent(), np.full((4, 2), -1, np.int32)
    for t in range(PRUNED_EVERY + 3):
        parents = orphans.copy()
        parents[3, 0] = 3 if t else -1
        lines.write(parents, np.arange(4.0) + t)
    assert [one.origin_time for one in lines.line(3)] == list(range(PRUNED_EVERY + 3))
    assert [one.origin_time for one in lines.line(0)] == [PRUNED_EVERY + 2]
