"""A picture is drawn of the kinds of world that it is about, in words and numbers that are true of them."""

from __future__ import annotations

import csv
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from evosim.pictures import FIGURES, Undrawable, draw
from evosim.pictures.panel import EVEN, Panel
from evosim.pictures.run import Run
from evosim.pictures.ticks import decades, even
from evosim.scenario.schema import Scenario
from evosim.worlds import WORLDS
from tests.made import finish
from tests.pictures.fake_run import build, build_elsewhere, scenario

GAMES: dict[str, Any] = {"world": {"kind": "games"}, "brain": {"organs": ["player"]}}
LABELS: dict[str, Any] = {"world": {"kind": "labels"}, "brain": {"organs": ["classifier"]}}
HASH = {"world": {"kind": "games", "game": {"kind": "hash_game"}}, "brain": {"organs": ["player"]}}
PRICES = {"sweep": {"prices.search_node": [0.0, 0.001, 0.01]}}
FORMS = {"sweep": {"brain.classifier.form": ["table", "net"]}}
NOISY = [{"name": "clean", "set": {}}, {"name": "noisy", "set": {"world.noise": 0.2}}]
OTHER = {"world.kind": "labels", "brain.organs": ["classifier"]}
MIXED = [{"name": "games", "set": {}}, {"name": "labels", "set": OTHER}]
RULES = [{"name": "mixed", "set": {}}, {"name": "structured", "set": {"world.game.structured": True}}]
WOLF = [
    {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True},
    {"name": "food", "shows": {"food": 1}, "pays": 0.1, "eaten": True},
    {"name": "wolf", "shows": {"fur": 1}, "pays": -1.0, "ends": True, "moves": {"kind": "plan", "every": 2}},
]
SCENARIOS = {
    "tic_tac_toe": {**GAMES, **PRICES},
    "hash_game": {**HASH, "variant": RULES},
    "opponents": {**GAMES, "sweep": {"world.opponent": ["random", "perfect", "population"]}},
    "labels": {**LABELS, **FORMS, "variant": NOISY},
    "noise": {**LABELS, "sweep": {"world.noise": [0.0, 0.1, 0.2]}},
    "mixed": {**GAMES, "variant": MIXED},
}
Case = tuple[Path, Scenario]


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Runs outside grids, by name."""
    runs = {}
    for name, of in SCENARIOS.items():
        path = tmp_path_factory.mktemp(name)
        settings = {"title": name, "replicates": 3, "evolution": {"population": 16, "generations": 12}, **of}
        runs[name] = path, build_elsewhere(path, Scenario.model_validate(settings))
    return runs


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _words(run: Path, figure: str) -> str:
    """The texts of a figure: its letters are outlines, but matplotlib names each text in a comment."""
    return (run / "figures" / f"{figure}.svg").read_text()


def test_kinds_are_kinds_of_world() -> None:
    modules = {name: import_module(f"evosim.pictures.{module}") for name, module in FIGURES.items()}
    named = {name: module.KINDS for name, module in modules.items() if hasattr(module, "KINDS")}
    assert all(set(of) <= set(WORLDS) for of in named.values())
    assert named == {"learning": WORLDS, "matches": ("games",), "accuracy": ("labels",)}


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("tic_tac_toe", ("learning", "matches")),
        ("hash_game", ("learning", "matches")),
        ("opponents", ("learning", "matches")),
        ("labels", ("learning", "accuracy")),
        ("noise", ("learning", "accuracy")),
        ("mixed", ("learning", "matches", "accuracy")),
    ],
)
def test_figures_of_a_kind_the_same_each_time(others: dict[str, Case], name: str, figures: tuple[str, ...]) -> None:
    run, of = others[name]
    formats = ("svg", "png", "pdf")
    written = draw(run, of, quick=False, formats=formats)
    assert written == [run / "figures" / f"{figure}.{kind}" for figure in figures for kind in (*formats, "csv")]
    first = {file: file.read_bytes() for file in written}
    again = draw(run, of, quick=False, formats=formats)
    assert [file for file in again if file.read_bytes() != first[file]] == []


@pytest.mark.parametrize(
    ("name", "figure", "columns"),
    [
        ("tic_tac_toe", "matches", ("score_random", "score_perfect", "score_reflex", "player_depth", "player_nodes")),
        ("hash_game", "matches", ("score_novel", "score_reflex", "player_depth", "player_nodes")),
        ("labels", "accuracy", ("accuracy", "accuracy_held_out", "accuracy_per_bit")),
        ("mixed", "matches", ("score_random", "player_depth")),
    ],
)
def test_numbers_are_those_of_the_table(
    others: dict[str, Case], name: str, figure: str, columns: tuple[str, ...]
) -> None:
    run, of = others[name]
    draw(run, of, quick=False, only=figure, formats=("svg",))
    table = {row["cell"]: row for row in pq.read_table(run / "table.parquet").to_pylist()}
    rows = _rows(run / "figures" / f"{figure}.csv")
    mine = [cell for cell, row in table.items() if row.get(columns[0]) is not None]
    assert sorted(row["cell"] for row in rows) == sorted(mine)
    for row in rows:
        assert [float(row[column]) for column in columns] == pytest.approx([table[row["cell"]][c] for c in columns])


def test_words_are_those_of_the_kind(others: dict[str, Case]) -> None:
    for run, of in others.values():
        draw(run, of, quick=False, formats=("svg",))
    tic_tac_toe, hash_game, opponents, labels, noise, mixed = (run for run, _ in others.values())
    assert "games won" in _words(tic_tac_toe, "learning")
    assert "fittest classifier" in _words(labels, "learning")
    assert "fittest agent" in _words(mixed, "learning")
    for panel in ("Against chance", "Against a perfect player", "a perfect player in its place", "price per position"):
        assert panel in _words(tic_tac_toe, "matches")
    assert "New games" in _words(hash_game, "matches")
    assert "Against" not in _words(hash_game, "matches")
    assert "Against its own" in _words(opponents, "matches")
    assert not [word for word in ("Against itself", "in its place") if word in _words(opponents, "matches")]
    assert "guessing" in _words(labels, "accuracy")
    assert "share of labels that are wrong" in _words(noise, "accuracy")
    for run, figure in ((tic_tac_toe, "matches"), (labels, "accuracy"), (tic_tac_toe, "learning")):
        assert not [word for word in ("maze", "planner", "lives") if word in _words(run, figure)]


@pytest.mark.parametrize(("figure", "kind"), [("matches", "games"), ("accuracy", "labels")])
def test_a_figure_of_another_kind_says_so(cases: Any, figure: str, kind: str) -> None:
    run, of = cases["one"]
    with pytest.raises(Undrawable, match=f"a run in a world of kind {kind}"):
        draw(run, of, quick=False, only=figure)


def test_a_figure_of_grids_is_not_drawn_of_games(others: dict[str, Case]) -> None:
    run, of = others["tic_tac_toe"]
    with pytest.raises(Undrawable, match="a run in a world of kind grid"):
        draw(run, of, quick=False, only="probes")


def test_a_run_knows_the_kind_of_each_row(others: dict[str, Case], cases: Any) -> None:
    run, of = others["mixed"]
    whole = Run(run, of, quick=False)
    variants = whole.table["variant"].to_pylist()
    assert (whole.worlds, whole.world) == (variants, "")
    games = whole.within(("games",))
    assert (games.world, set(games.worlds), len(games.cells)) == ("games", {"games"}, 3)
    assert {settings.world.kind for settings in games.settings} == {"games"}
    path, grid = cases["one"]
    assert Run(path, grid, quick=False).world == "grid"


@pytest.fixture(scope="module")
def wolf(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A world in which planning is not measured, as goals do not stand."""
    path = tmp_path_factory.mktemp("wolf")
    shift = {"name": "calm", "set": {"world.object.wolf.moves": {"kind": "still"}}}
    brain = {"organs": ["cortex"], "cortex": {"think": "step"}}
    of = scenario(world={"object": WOLF}, brain=brain, shift=[shift])
    build(path, of, lambda v: 0.5, replicates=3, generations=5, retarget=False)
    table = pq.read_table(path / "table.parquet")
    for name, values in (("return_novel", [0.5, -0.3, 0.2]), ("reached_wolf_calm", [0.1, 0.0, 0.2])):
        table = table.append_column(name, [values])
    pq.write_table(table, path / "table.parquet")
    finish(path)
    return path, of


def test_where_things_move_figures_say_what_is_true(wolf: Case) -> None:
    run, of = wolf
    drawn = {file.stem for file in draw(run, of, quick=False, formats=("svg",))}
    assert drawn == {"learning", "probes", "thinking", "minds", "shifts"}  # a wolf looks not like what pays: no rivals
    assert "what pays" in _words(run, "learning")
    probes = _words(run, "probes")
    assert "Return in new mazes" in probes
    for false in ("learn to plan", "Imaginary goal", "share of replicates"):
        assert false not in probes
    assert "ticks of thought in the whole life" in _words(run, "thinking")
    assert "some move" in " ".join(_words(run, "minds").split())
    assert {row["return_novel"] for row in _rows(run / "figures" / "probes.csv")} == {"0.5", "-0.3", "0.2"}


@pytest.mark.parametrize(
    ("values", "least", "ends", "ticks"),
    [
        ([0.0, 3.0], 1.0, (0, 3), (0, 1, 2, 3)),
        ([4.0, 2.0], 1.0, (0, 4), (0, 1, 2, 3, 4)),
        ([9.0], 1.0, (0, 10), (0, 5, 10)),
        ([1.0], 1.0, (0, 1), (0, 1)),
        ([0.0, 0.0], 1.0, (0, 1), (0, 1)),
        ([np.nan], 0.0, (0, 1), (0, 0.5, 1)),
        ([0.083, 0.013], 0.0, (0, 0.1), (0, 0.05, 0.1)),
        ([-0.01, 0.05], 0.0, (-0.02, 0.06), (-0.02, 0, 0.02, 0.04, 0.06)),
    ],
)
def test_ticks_of_an_even_scale(values: list[float], least: float, ends: Any, ticks: Any) -> None:
    found = even(np.array(values), least=least)
    assert found == (pytest.approx(ends), pytest.approx(ticks))


@pytest.mark.parametrize(
    ("most", "high", "ticks"),
    [(0.0, 1, (0, 1)), (9.0, 10, (0, 1, 3, 10)), (30.0, 30, (0, 1, 3, 10, 30)), (207.3, 207.3, (0, 1, 10, 100))],
)
def test_ticks_of_a_logarithmic_scale(most: float, high: float, ticks: Any) -> None:
    assert decades(np.array([0.0, most, np.nan])) == ((0, high), ticks)


def test_a_panel_places_values_between_its_ends() -> None:
    np.testing.assert_array_equal(EVEN.place(np.array([0.0, 0.3, 1.0])), [0.0, 0.3, 1.0])
    score = Panel("", "", "", ends=(-1.0, 1.0), ticks=(-1.0, 0.0, 1.0))
    assert score.marked == ([0.0, 0.5, 1.0], ["−1", "0", "1"])
    nodes = Panel("", "", "", ends=(0.0, 99.0), ticks=(0.0, 9.0), logarithmic=True)
    assert nodes.marked == ([0.0, pytest.approx(0.5)], ["0", "9"])
    assert nodes._replace(ticks=(100.0, 1000.0)).marked[1] == ["100", "10³"]
