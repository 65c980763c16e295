"""The parts of pictures, by their properties."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.pictures.colours import OTHER
from evosim.pictures.maze import Strength
from evosim.pictures.mind import Mind, _turns_back
from evosim.pictures.multiples import in_rows
from evosim.pictures.page import Undrawable
from evosim.pictures.points import Point, points
from evosim.pictures.share import Share
from evosim.pictures.swarm import swarm
from evosim.pictures.words import breadth, power, spoken, wrap
from tests.pictures.fake_run import scenario, variants


def test_points_stand_in_the_order_of_the_scenario() -> None:
    of = variants({"second": 0, "first": 0}, sweep={"world.instances": [64, 1]})
    rows = [
        {"variant": v, "world.instances": n, "replicate": r}
        for v in ("first", "second") for n in (1, 64) for r in (1, 0)
    ]  # fmt: skip
    found = points(pa.Table.from_pylist(rows), of)
    assert [point.values for point in found] == [("second", 64), ("second", 1), ("first", 64), ("first", 1)]
    assert found[0].labels == ("second", "mazes evolved on: 64")
    assert [[rows[row]["replicate"] for row in point.rows] for point in found] == [[0, 1]] * 4


def test_a_key_that_does_not_vary_is_not_named() -> None:
    table = pa.table({"variant": ["a", "a"], "replicate": [0, 1]})
    (point,) = points(table, variants({"a": 0}))
    assert point.labels == ()
    (point,) = points(pa.table({"variant": [None, None], "replicate": [0, 1]}), scenario())
    assert point.rows.tolist() == [0, 1]


def test_values_that_the_table_holds_as_text_are_found_again() -> None:
    of = scenario(sweep={"brain.organs": [["habits", "cortex"], ["cortex"]], "brain.cortex.ticks": [8, {"max": 32}]})
    written = [(str(a), str(b)) for a in of.sweep["brain.organs"] for b in of.sweep["brain.cortex.ticks"]]
    table = pa.table(
        {"brain.organs": [a for a, _ in written], "brain.cortex.ticks": [b for _, b in written], "replicate": [0] * 4}
    )
    assert [point.parts for point in points(table, of)] == [
        ("habits + cortex", "8"), ("habits + cortex", "max 32"), ("cortex", "8"), ("cortex", "max 32"),
    ]  # fmt: skip


@given(st.lists(st.floats(0, 30) | st.just(float("nan")), max_size=40))
def test_a_swarm_hides_no_mark_unless_pressed(values: list[float]) -> None:
    along = np.array(values)
    aside = swarm(along, 1.0, 1e9)
    known = np.flatnonzero(~np.isnan(along))
    for n in known:
        for m in known[known != n]:
            assert np.hypot(along[n] - along[m], aside[n] - aside[m]) > 0.99
    assert (aside[np.isnan(along)] == 0).all()
    assert (np.abs(swarm(along, 1.0, 4.0)) <= 2.0 + 1e-9).all()


def test_a_swarm_of_thousands_is_set_out_as_well() -> None:
    """In time and memory that grow with the square of their number at most: runs can have that many replicates."""
    aside = swarm(np.ones(5000), 1.0, 1e9)
    assert sorted(aside) == list(range(-2500, 2500))


def test_shares_have_the_interval_of_clopper_and_pearson() -> None:
    assert Share(0, 0).interval == pytest.approx((np.nan, np.nan), nan_ok=True)
    # Newcombe 1998, table I: 81 of 263 and 15 of 148.
    assert Share(81, 263).interval == pytest.approx((0.2527, 0.3676), abs=5e-5)
    assert Share(15, 148).interval == pytest.approx((0.0578, 0.1617), abs=5e-5)
    assert Share.of(np.array([1, 0, np.nan, 1.0])) == (2, 3)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80), st.floats(5, 60))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    lines = wrap(text, width, 7)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(breadth(line, 7) <= width or len(line) == 1 for line in lines)


def test_words() -> None:
    assert [power(n) for n in (0, -3, 12)] == ["1", "10⁻³", "10¹²"]
    assert [spoken(value) for value in (True, 0.005, 64, None, "own_rules", (1, "a"))] == [
        "yes", "0.005", "64", "none", "own rules", "1 + a",
    ]  # fmt: skip


@pytest.mark.parametrize("activity", [0.0, 1.0, 1e-38])
def test_an_even_or_silent_sheet_has_a_scale(activity: float) -> None:
    sheet, walls = np.full((3, 3), activity, np.float32), np.zeros((3, 3), bool)
    strength = Strength.of(sheet, walls)
    assert 0 < strength.low < strength.high
    assert np.isfinite(strength.colours(sheet, walls)).all()
    assert np.isfinite(Strength.of(sheet, ~walls).colours(sheet, ~walls)).all()


def test_a_walk_back_and_forth_is_no_circle() -> None:
    there = [(0, 0), (0, 1), (0, 2), (1, 2)]
    assert _turns_back(np.array(there + there[-2::-1]))
    assert _turns_back(np.array([(0, 0), (0, 1), (0, 1), (0, 0)]))
    assert not _turns_back(np.array([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([0, 0, 0, 0, 0], "It never leaves its start; the shortest way takes 3."),
        ([0, 1, 1, 1, 1], "It stops for good after 1 step; the shortest way takes 3."),
        ([0, 1, 0, 1, 0], "It ends up walking to and fro; the shortest way takes 3."),
        ([0, 1, 2, 3, 4], "It arrives nowhere in 4 steps; the shortest way takes 3."),
    ],
)
def test_a_life_in_vain_is_told_as_it_went(columns: list[int], words: str) -> None:
    sheet, silent = np.zeros((5, 5), np.int8), np.zeros((2, 5, 5), np.float32)
    path = np.column_stack((np.zeros(5), columns)).astype(np.int16)
    mind = Mind(0, OTHER, ["door"], sheet > 0, sheet, path, 4, -1, 3, silent, False, sheet < 0)
    assert mind.outcome == words
    assert mind.silent
    assert not mind._replace(activity=silent + 1).silent
    assert mind._replace(reached=0).outcome == "It reaches the door in 4 steps; the shortest way takes 3."
    assert mind.meets(mind)
    assert not mind.meets(mind._replace(path=path + 1))


@pytest.mark.parametrize(
    ("levels", "most", "rows"),
    [([1, 1], 9, [2]), ([5] * 4, 9, [5] * 4), ([12] * 2, 9, [8] * 3), ([1] * 10, 9, [5, 5])],
)
def test_points_stand_in_rows_of_the_first_key(levels: list[int], most: int, rows: list[int]) -> None:
    several = max(levels) > 1
    made = [
        Point((str(first), n) if several else (str(first),), ("", "n")[: 1 + several], np.arange(1))
        for first, count in enumerate(levels)
        for n in range(count)
    ]
    assert [len(row) for row in in_rows(made, most)] == rows
    assert [point for row in in_rows(made, most) for point in row] == made


def test_cells_of_no_point_are_not_drawn() -> None:
    table = pa.table({"variant": ["a", "c"], "replicate": [0, 0]})
    with pytest.raises(Undrawable, match="'c' is none of its values of variant"):
        points(table, variants({"a": 0, "b": 1}))
