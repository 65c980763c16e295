"""Pictures that need agents themselves, and those that say what becomes of all: against what they are drawn from."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import evosim
from evosim.evolution.lineage import Recorder
from evosim.experiment.run import Run
from evosim.pictures import Undrawable, draw
from evosim.pictures.draw import of_run
from evosim.pictures.essay import relations
from evosim.pictures.pairs import Pairs, every_pair, mosaic
from evosim.pictures.phylogeny import descent
from evosim.pictures.run import Run as Pictured
from evosim.probes.zoo import ideal_cortex
from evosim.worlds.grid.draw import draw_instances
from tests.conftest import world
from tests.report.conftest import SCENARIO


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("family")
    (home / "doors.toml").write_text(SCENARIO, encoding="utf-8")
    return evosim.run(home / "doors.toml", home / "results", workers=1)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_a_run_has_them_but_those_on_request(finished: Run) -> None:
    drawn = {file.stem for file in (finished.path / "figures").glob("*.svg")}
    assert {"shifts", "essay", "funnel", "pairs"} <= drawn
    assert "phylogeny" not in drawn


def test_every_pair_of_a_planner_is_walked_by_a_shortest_way() -> None:
    family = world(size=5, min_path=3, starts=2, steps=20, instances=2)
    novel = draw_instances(family, 5, 0, "novel", 2)
    found = every_pair(ideal_cortex(family), novel, 1)
    free = ~novel.walls[1, novel.cells]
    assert (found.free == free).all()
    assert (found.least[~free] == -1).all()
    assert (found.least[:, ~free] == -1).all()
    assert (np.diag(found.least) == -1).all()
    assert (found.least == found.least.T).all()
    assert (found.least >= 0).sum() > 100
    assert (found.walked == found.least).all()


def test_pairs_are_those_of_lives(finished: Run) -> None:
    """Ask some of them again, one by one, with the goal where it seems to stand."""
    from evosim.probes.retarget import seem

    row = rows(finished.path / "figures" / "pairs.csv")[0]
    agent, (_, novel) = finished.champion(row["cell"]), finished.worlds(row["cell"])
    found = every_pair(agent, novel)
    for start, goal in np.argwhere(found.least >= 0)[::37]:
        one = novel.take([0], novel.cells[[start]][:, None])
        lives = agent.live(seem(one, novel.cells[[goal]]), inert=True)
        arrived = np.flatnonzero(novel.units[lives.trails[0, 0]] == goal)
        assert found.walked[start, goal] == (arrived[0] if len(arrived) else -1)
        assert found.walked[start, goal] == -1 or found.walked[start, goal] >= found.least[start, goal]


def test_a_mosaic_has_a_map_for_each_start() -> None:
    free = np.array([True, True, False, True])
    least = np.full((4, 4), -1)
    least[0, 1] = least[1, 0] = least[0, 3] = 1
    walked = np.where(least == 1, [[-1, 1, -1, 3]] * 4, -1)
    picture = mosaic(Pairs(walked, least, free), 2)
    assert picture.shape == (5, 5, 4)
    assert (picture[2] == 0).all()  # transparent
    assert (picture[:, 2] == 0).all()
    assert (picture[[0, 1, 3, 4]][:, [0, 1, 3, 4], 3] == 1).all()
    colours = [tuple(picture[at].round(3)) for at in ((0, 0), (0, 1), (1, 0), (1, 1))]  # of the first start
    assert len(set(colours)) == 4  # the start itself, a shortest way, a wall, a longer way
    assert (picture[3:, :2] == picture[3, 0]).all()  # no start: a wall


def test_the_relations_are_counts_of_the_table(finished: Run) -> None:
    graph = relations(Pictured(finished.path, finished.scenario, quick=False))
    table = finished.table.to_pylist()
    planners = Counter("planners" if row["planner"] else "others" for row in table)
    for name, count in planners.items():
        assert graph.edges["base optimizer", name]["count"] == count
    quadrants = Counter((("planners" if row["planner"] else "others"), row["quadrant_blue"]) for row in table)
    for (name, quadrant), count in quadrants.items():
        if quadrant:
            assert graph.edges[name, quadrant]["count"] == count
    told = rows(finished.path / "figures" / "essay.csv")
    assert sum(int(row["agents"]) for row in told if row["from"] == "base optimizer") == len(table)


def test_shifts_and_funnel_have_the_numbers_of_the_table(finished: Run) -> None:
    by_cell = {row["cell"]: row for row in finished.table.to_pylist()}
    for row in rows(finished.path / "figures" / "shifts.csv"):
        for name in ("success", "reached_door_blue", "reached_decoy_blue"):
            assert float(row[name]) == pytest.approx(by_cell[row["cell"]][name])
    for row in rows(finished.path / "figures" / "funnel.csv"):
        own = by_cell[row["cell"]]
        assert float(row["bits_of_genome"]) == pytest.approx(own["bits"])
        assert float(row["bits_of_brain"]) == 32 * own["parameters"]
        assert float(row["bits_of_deed"]) == pytest.approx(own["bits_performance"] * 128 * 2)


def test_descent_by_hand(tmp_path: Path) -> None:
    """Three generations of three: 0 and 1 in the end come from 2 in the middle, which comes from 0."""
    parents = [[-1, -1, -1], [1, 1, 0], [2, 2, 0]]
    with Recorder(tmp_path / "family.arrow") as recorder:
        for each in parents:
            pairs = np.stack([np.array(each), np.full(3, -1)], axis=1).astype(np.int32)
            recorder.write(pairs, np.array([1.0, 3.0, 2.0]))
    tree = descent(evosim.Lineage(tmp_path / "family.arrow"))
    assert tree.line[:, 0].tolist() == [0, 1, 2]
    assert len(tree.segments) == 2 + 3  # 0–2 and 1–0, then 2–0, 2–1 and 0–2
    ends = {tuple(map(float, end)) for segment in tree.segments for end in segment}
    assert len([end for end in ends if end[0] == 2]) == 3
    assert {float(begin[0]) for begin, _ in tree.segments} == {0.0, 1.0}
    for begin, end in tree.segments:
        assert end[0] == begin[0] + 1


def test_the_family_of_a_population(finished: Run) -> None:
    drawing = of_run("phylogeny", finished.path, finished.scenario, quick=False)
    told = drawing.numbers.to_pydict()
    key = next(cell.key for cell in finished.cells if finished.ancestry(cell).fitness == told["fitness"])
    ancestry = finished.ancestry(key)
    assert told["generation"] == ancestry.origin
    names = ancestry.setup.blueprint.names
    for name in set(told) - {"generation", "fitness"}:
        assert told[name] == [float(agent.genome[names.index(name)]) for agent in ancestry]
        assert told[name][-1] != 0


def test_without_cells_they_say_what_they_need(finished: Run, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(finished.path, tmp_path / "run")
    for cell in (tmp_path / "run" / "cells").glob("*/champion.npz"):
        cell.unlink()
    for name in ("pairs", "phylogeny"):
        with pytest.raises(Undrawable, match="cells are there"):
            draw(tmp_path / "run", finished.scenario, quick=False, only=name)
