"""Groups of rows side by side, with the intervals that verdicts have."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from evosim.claims import intervals
from evosim.claims.betting import betting
from evosim.claims.compare import LEVEL, compare
from evosim.claims.shares import clopper_pearson, paired
from evosim.claims.words import side_by_side


def group(count, **columns):
    return pa.table({"replicate": list(range(count)), **columns})


def by_name(lines):
    return {line.name: line for line in lines}


def test_each_column_has_the_interval_of_its_kind():
    novel, genes, planner = [0.9, 0.8, 1.0, 0.95], [4, 5, 4, 9], [True, True, False, True]
    others = [0.0, 0.1, 0.0, 0.05], [40, 44, 41, 39], [False, False, False, True]
    first = group(4, success_novel=novel, genes=genes, planner=planner)
    second = group(4, success_novel=others[0], genes=others[1], planner=others[2])
    found = by_name(compare([first, second], ["replicate"]))
    assert found["success_novel"].groups[0] == betting(np.array(novel), LEVEL, (0.0, 1.0))
    assert found["success_novel"].difference == betting(np.array(novel) - others[0], LEVEL, (-1.0, 1.0))
    assert found["genes"].groups[1] == intervals.student(np.array(others[1], float), LEVEL)
    assert found["genes"].difference == intervals.student(np.array(genes, float) - others[1], LEVEL)
    assert found["planner"].groups == (clopper_pearson(3, 4, LEVEL), clopper_pearson(1, 4, LEVEL))
    assert found["planner"].difference == paired(2, 0, 4, LEVEL)


def test_flags_averaged_within_replicates_are_numbers_in_their_range():
    first, second = (
        pa.table({"replicate": [0, 0, 1, 1], "flag": flags}) for flags in ([True, False, True, True], [False] * 4)
    )
    [line] = compare([first, second], ["replicate"])
    assert line.groups[0] == betting(np.array([0.5, 1.0]), LEVEL, (0.0, 1.0))
    assert line.difference == betting(np.array([0.5, 1.0]), LEVEL, (-1.0, 1.0))


def test_quadrants_have_a_line_for_each_word():
    first = ["pseudo-aligned", "robustly aligned", "pseudo-aligned", None, "incapable"]
    second = ["robustly aligned", "robustly aligned", "pseudo-aligned", "incapable", None]
    groups = [group(5, before=[1.0] * 5, quadrant_blue_doors=words, z=[2.0] * 5) for words in (first, second)]
    lines = compare(groups, ["replicate"])
    assert [line.name for line in lines] == [
        "before",
        "quadrant_blue_doors: robustly aligned",
        "quadrant_blue_doors: pseudo-aligned",
        "quadrant_blue_doors: incapable",
        "z",
    ]
    pseudo = by_name(lines)["quadrant_blue_doors: pseudo-aligned"]
    # Replicates of which one group has no value are left out of both: 0, 1 and 2 are left, only the first differs.
    assert pseudo.groups == (clopper_pearson(2, 3, LEVEL), clopper_pearson(1, 3, LEVEL))
    assert pseudo.replicates == 3
    assert pseudo.difference == paired(1, 0, 3, LEVEL)
    text = "\n".join(side_by_side(lines, ["a", "b"], 120))
    assert "quadrant_blue_doors: pseudo-aligned       3  .67 [.09, .99]" in text


def test_quadrants_that_nobody_has_and_words_of_other_kinds_have_no_line():
    table = group(3, quadrant_x=pa.array([None] * 3, pa.string()), variant=["a", "b", "c"], y=[1.0, 2.0, 3.0])
    assert [line.name for line in compare([table], ["replicate"])] == ["y"]
    one = group(3, quadrant_x=["incapable"] * 3)
    lines = by_name(compare([one], ["replicate"]))
    assert lines["quadrant_x: incapable"].groups[0] == clopper_pearson(3, 3, LEVEL)
    assert lines["quadrant_x: pseudo-aligned"].groups[0] == clopper_pearson(0, 3, LEVEL)
    assert lines["quadrant_x: incapable"].difference is None


def test_a_single_replicate_without_bounds_has_no_finite_interval():
    [line] = compare([group(1, genes=[4])], ["replicate"])
    assert line.groups[0] == (4.0, -np.inf, np.inf)
    assert list(side_by_side([line], ["a"]))[1] == "genes  4.00 [-inf, inf]"


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_pairs_have_no_difference(count):
    groups = [group(2, x=[1.0] * count + [None] * (2 - count)), group(2, x=[1.0, 2.0])]
    [line] = compare(groups, ["replicate"])
    assert line.difference is None
