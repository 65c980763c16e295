"""Evolution that goes on in a changed world."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import evosim
from evosim.evolution.loop import evolve, generations
from evosim.evolution.setup import Setup
from evosim.experiment.ancestry import Ancestry
from evosim.experiment.trial import draw_phases, draw_shifts, draw_worlds, run_cell
from evosim.scenario import Cell, Point, cells
from evosim.scenario.schema import Shift
from evosim.threads import Threads
from evosim.worlds.grid.options import Object
from tests.scenario.conftest import BASE

DECOY: dict[str, Any] = {"name": "decoy", "shows": {"red": 1}, "ends": True, "place": {"path": [1, 4], "aside": "door"}}


def cell_of(make_settings: Any, phases: list[dict[str, Any]], generations: int = 6, **sections: Any) -> Cell:
    way = {"population": 40, "generations": generations, "phase": phases, **sections.pop("evolution", {})}
    world = {"instances": 9, "shaping": 0.0, **sections.pop("world", {})}
    return Cell(Point({}, None, make_settings(world, evolution=way, **sections)), 3, 1)


@pytest.mark.parametrize("kind", ["funnel", "direct"])
def test_a_phase_that_changes_nothing_changes_nothing(make_settings: Any, kind: str) -> None:
    whole = cell_of(make_settings, [], 10, encoding={"kind": kind})
    parted = cell_of(make_settings, [{"generations": 3}, {"generations": 3}], 4, encoding={"kind": kind})
    found = []
    for cell in (whole, parted):
        training, _ = draw_worlds(cell)
        setup = Setup.of(cell.point.settings)
        found.append(evolve(setup, training, 7, Threads(), then=draw_phases(cell, training)))
    one, other = found
    np.testing.assert_array_equal(one.genomes, other.genomes)
    assert one.log == other.log
    assert [ancestor.id for ancestor in one.line] == [ancestor.id for ancestor in other.line]
    assert one.evaluations == other.evaluations == 400


def test_arenas_stay_where_nothing_of_them_changes(make_settings: Any) -> None:
    bare = {"set": {"world.object.door.shows": {"door": 1}}, "generations": 1}
    cell = cell_of(make_settings, [{**bare, "add": [DECOY]}, {**bare, "arenas": "new"}])
    training, novel = draw_worlds(cell)
    same, new = (stage.instances for stage in draw_phases(cell, training))
    assert same.starts.shape == (len(same), 1)
    assert len(same) > len(training)
    for m, n in enumerate(same.entry):
        np.testing.assert_array_equal(same.walls[m], training.walls[n])
        assert same.things[m, 0] == training.things[n, 0]
        assert same.starts[m, 0] in training.starts[n]
        here, there = (np.array(divmod(int(cell), training.stride)) for cell in (same.starts[m, 0], same.things[m, 1]))
        assert np.abs(here - there).max() <= 4
    red = training.kinds.planes.index("red")
    assert not new.planes[:, red].any()
    assert same.planes[:, red].any(axis=1).all()
    for others in (training, novel):
        for walls in new.walls:
            assert not (others.walls == walls).all(axis=1).any()
    np.testing.assert_array_equal(new.entry, np.arange(9))


def test_an_ever_new_world(make_settings: Any) -> None:
    new = {"arenas": "new"}
    cell = cell_of(make_settings, [{"generations": 2, "times": 3, **new}, {"generations": 1, **new}])
    training, novel = draw_worlds(cell)
    stages = list(draw_phases(cell, training))
    assert [stage.generations for stage in stages] == [2, 2, 2, 1]
    assert cell.point.settings.evolution.all_generations == 6 + 7
    seen = {walls.tobytes() for walls in (*training.walls, *novel.walls)}
    for stage in stages:
        drawn = {walls.tobytes() for walls in stage.instances.walls}
        assert not drawn & seen
        seen |= drawn


def test_two_worlds_beside_each_other_count_alike(make_settings: Any) -> None:
    def fitness(*phases: dict[str, Any], first: int = 3) -> list[Any]:
        cell = cell_of(make_settings, list(phases), first, evolution={"mutate": {"kind": "gaussian", "rate": 0.0}})
        training, _ = draw_worlds(cell)
        then = list(draw_phases(cell, training))
        assert [stage.beside for stage in then] == [(training,) if one.get("beside") else () for one in phases]
        setup = Setup.of(cell.point.settings)
        return [(step.genomes.copy(), step.fitness, step.scores.success)
                for step in generations(setup, training, 7, Threads(), then=then)]  # fmt: skip

    same = fitness({"generations": 2, "beside": True})
    for (genomes, scores, _), (others, expected, _) in zip(same, fitness(first=5), strict=True):
        np.testing.assert_array_equal(genomes, others)
        np.testing.assert_array_equal(scores, expected)
    hidden = {"generations": 1, "set": {"world.object.door.shows": {}, "world.object.door.pays": 0.25}}
    (genomes, both, share), (others, alone, one), (_, known, two) = (
        found[3] for found in (fitness({**hidden, "beside": True}), fitness(hidden), fitness(first=4))
    )
    np.testing.assert_array_equal(genomes, others)
    np.testing.assert_array_equal(both, (alone + known) / 2)
    np.testing.assert_array_equal(share, (one + two) / 2)
    assert (alone != known).any()


def test_a_phase_may_select_by_the_worst_instance(make_settings: Any) -> None:
    def fitness(phase: dict[str, Any], over: str = "mean", first: int = 3) -> list[Any]:
        cell = cell_of(make_settings, [phase] if phase else [], first, evolution={"over": over})
        training, _ = draw_worlds(cell)
        steps = generations(Setup.of(cell.point.settings), training, 7, Threads(), then=draw_phases(cell, training))
        return [step.fitness for step in steps]

    worst, mean = fitness({"generations": 2, "over": "worst"}), fitness({"generations": 2})
    np.testing.assert_array_equal(worst[:3], mean[:3])
    assert (worst[3] <= mean[3]).all()
    assert (worst[3] < mean[3]).any()
    back = fitness({"generations": 2, "over": "mean"}, "worst")
    np.testing.assert_array_equal(back[:3], fitness({}, "worst"))
    assert (back[3] >= fitness({}, "worst", first=4)[3]).all()


def test_copies_of_the_champion_go_on(make_settings: Any) -> None:
    cell = cell_of(make_settings, [{"generations": 3, "begins_with": "champion"}], 5)
    training, _ = draw_worlds(cell)
    setup, then = Setup.of(cell.point.settings), list(draw_phases(cell, training))
    steps = [
        (step.genomes.copy(), step.parents.copy(), step.fitness.copy())
        for step in generations(setup, training, 7, Threads(), then=then)
    ]
    (before, _, fitness), (clones, parents, scores), (after, _, _) = steps[4:7]
    best = int(np.argmax(fitness))
    assert (clones == before[best]).all()
    assert parents[:, 0].tolist() == [best] * 40
    assert (parents[:, 1] == -1).all()
    assert (scores == fitness[best]).all()
    assert (after != before[best]).any()
    evolved = evolve(setup, training, 7, then=then)
    assert [ancestor.origin_time for ancestor in evolved.line] == list(range(8))
    assert evolved.line[4].id % 40 == best


def test_columns_tell_how_it_fared(make_settings: Any) -> None:
    from io import BytesIO

    import pyarrow as pa

    cell = cell_of(make_settings, [{"generations": 5, "set": {"world.object.door.shows": {"door": -1}}}])
    files = run_cell(cell)
    row, history = (pa.ipc.open_file(BytesIO(files[name])).read_all() for name in ("probes.arrow", "history.arrow"))
    best, mean = history["success"].to_pylist(), history["success_mean"].to_pylist()
    assert len(best) == 11
    (row,) = row.to_pylist()
    assert [row[f"{when}_1"] for when in ("before", "begin", "end")] == [best[5], best[6], best[10]]
    assert [row[f"mean_{when}_1"] for when in ("before", "begin", "end")] == [mean[5], mean[6], mean[10]]
    assert row["evaluations"] == 440
    reached = [at for at, value in enumerate(best[6:]) if value >= 0.9]
    assert row["evaluations_1"] == (reached[0] * 40 if reached else None)


def test_the_line_of_a_champion_goes_through_all_phases(make_settings: Any, tmp_path: Path) -> None:
    cell = cell_of(make_settings, [{"generations": 4, "add": [DECOY]}])
    (tmp_path / "lineage.csv").write_bytes(run_cell(cell)["lineage.csv"])
    line = Ancestry(cell, (tmp_path / "lineage.csv").read_text())
    assert line.origin[-1] == 9
    assert len(line.again(0, 1).log) == 10


def test_it_is_another_cell_and_has_columns_of_its_own(make_settings: Any) -> None:
    assert cell_of(make_settings, []).key == cell_of(make_settings, [], evolution={"phase": []}).key
    assert cell_of(make_settings, []).key != cell_of(make_settings, [{"generations": 1}]).key


def test_variants_may_set_phases(tmp_path: Path) -> None:
    file = tmp_path / "phases.toml"
    one = '{ generations = 3, set = { "world.object.door.pays" = 0.5 } }'
    without = '\n[[variant]]\nname = "a"\nset = { "evolution.phase" = [] }\n'
    file.write_text(f'{BASE}{without}[[variant]]\nname = "b"\nset = {{ "evolution.phase" = [{one}, {one}] }}\n')
    scenario = evosim.load(file)
    first, second = (cell.point.settings.evolution for cell in cells(scenario)[:2])
    assert (len(first.phase), second.all_generations) == (0, first.generations + 6)
    from evosim.scenario.columns import columns

    assert {"before_1", "end_2", "mean_begin_2"} <= set(columns(scenario))
    assert "end_3" not in columns(scenario)


def test_a_shift_of_the_arenas_evolved_on(make_settings: Any) -> None:
    shifts = (Shift(name="home", arenas="training", add=(Object.model_validate(DECOY),)), Shift(name="away"))
    cell = replace(cell_of(make_settings, [], encoding={"kind": "direct"}), shifts=shifts)
    training, novel = draw_worlds(cell)
    found = draw_shifts(cell, training, novel)
    home, away = found["home"].instances, found["away"].instances
    np.testing.assert_array_equal(home.walls, training.walls[home.entry])
    np.testing.assert_array_equal(home.things[:, 0], training.things[home.entry, 0])
    assert (home.touch[np.arange(len(home)), home.things[:, 1]] == 2).all()
    np.testing.assert_array_equal(away.walls, np.repeat(novel.walls, novel.starts.shape[1], axis=0))
