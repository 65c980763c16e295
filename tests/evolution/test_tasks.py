"""Several tasks at once: all individuals live in each, with one brain or a brain for each."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from evosim.evolution.loop import evolve, generations
from evosim.evolution.setup import Setup, resting
from evosim.evolution.stage import Judge, Stage
from evosim.experiment.ancestry import Ancestry
from evosim.experiment.store import TIMINGS
from evosim.experiment.trial import draw_worlds, first_stage, run_cell
from evosim.scenario import Cell, Point
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.options import World

RED = {"name": "red", "set": {"world.object.door.shows": {"red": 1}}}
ROOMS = {"name": "rooms", "arenas": "new", "set": {"world.layout": {"kind": "rooms"}}}


def cell_of(make_settings: Any, brains: str, tasks: list[dict[str, Any]], **evolution: Any) -> Cell:
    way = {"population": 30, "generations": 4, "task": tasks, **evolution}
    world = {"instances": 5, "min_path": 4}
    made = make_settings(world, evolution=way, brain={"organs": ["cortex"]}, encoding={"brains": brains})
    return Cell(Point({}, None, made), 3, 1)


def test_the_instances_of_tasks(make_settings: Any) -> None:
    cell = cell_of(make_settings, "one", [RED, ROOMS])
    training, _ = draw_worlds(cell)
    same, rooms = first_stage(cell, training).beside
    assert (same.walls == np.repeat(training.walls, 3, axis=0)).all()  # a start each
    assert not same.planes[:, same.kinds.planes.index("door")].any()
    assert rooms.walls.shape == training.walls.shape
    assert not (rooms.walls[:, None] == training.walls[None]).all(axis=2).any()


@pytest.mark.parametrize("brains", ["one", "own", "made"])
def test_fitness_is_the_mean_over_tasks_of_the_brain_for_each(make_settings: Any, brains: str) -> None:
    cell = cell_of(make_settings, brains, [RED])
    training, _ = draw_worlds(cell)
    setup, stage = Setup.of(cell.point.settings), first_stage(cell, training)
    threads, rest = Threads(), resting(Setup.of(cell.point.settings), 7)
    step = next(generations(setup, stage, 7, threads))
    assert step.genomes.shape == (30, setup.length)
    alone = []
    for instances, part in zip((training, *stage.beside), setup.brains.develop(step.genomes, 2), strict=True):
        plain = Setup(setup.blueprint, setup.way.model_copy(update={"task": ()}), setup.prices)
        alone.append(Judge(plain, Stage(instances, 1), rest, 7, threads)(part)[0])
    np.testing.assert_allclose(step.fitness, np.mean(alone, axis=0), rtol=1e-12)


def test_each_brain_costs(make_settings: Any) -> None:
    cell = cell_of(make_settings, "own", [RED])
    training, _ = draw_worlds(cell)
    setup, stage = Setup.of(cell.point.settings), first_stage(cell, training)
    judge = Judge(setup, stage, resting(setup, 7), 7, Threads())
    genomes = np.random.default_rng(1).normal(size=(3, setup.length)).astype(np.float32)
    genomes[1, : setup.blueprint.length] = 0
    assert judge(genomes)[1].genes.tolist() == [setup.length, setup.blueprint.length, setup.length]


@pytest.mark.parametrize("brains", ["one", "own", "made"])
def test_a_task_that_changes_nothing_changes_nothing_for_one_brain(make_settings: Any, brains: str) -> None:
    plain, twice = (cell_of(make_settings, brains, tasks) for tasks in ([], [{"name": "again"}]))
    training, _ = draw_worlds(plain)
    found = []
    for cell in (plain, twice):
        found.append(evolve(Setup.of(cell.point.settings), first_stage(cell, training), 7))
    if brains == "one":
        np.testing.assert_array_equal(found[0].genomes, found[1].genomes)
    assert found[1].champion.genome.shape == found[0].champion.genome.shape


def test_the_same_bits_for_any_number_of_threads_and_the_same_ancestors(make_settings: Any, tmp_path: Any) -> None:
    cell = cell_of(make_settings, "made", [RED])
    one, two = run_cell(cell), run_cell(cell, Threads(2))
    assert one.keys() == two.keys()
    assert all(one[name] == two[name] for name in one if name != TIMINGS)
    (tmp_path / "lineage.csv").write_bytes(one["lineage.csv"])
    line = Ancestry(cell, (tmp_path / "lineage.csv").read_text())
    with np.load(io.BytesIO(one["champion.npz"])) as kept:
        np.testing.assert_array_equal(line[-1].genome, kept["genome"])
    assert line.again(0, 1).evaluations == 120


def test_new_arenas_of_a_task_are_its_own(make_world: Any, make_settings: Any) -> None:
    cell = cell_of(make_settings, "one", [{**ROOMS, "set": {}}])
    training, novel = draw_worlds(cell)
    (new,) = first_stage(cell, training).beside
    world: World = cell.point.settings.world
    again = draw_instances(world, 3, 1, phase=1)
    np.testing.assert_array_equal(new.walls, again.walls)
    for other in (training, novel):
        assert not (new.walls[:, None] == other.walls[None]).all(axis=2).any()
