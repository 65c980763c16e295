"""Every kind of run gives every figure, the same one each time, with the numbers of the table behind it."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evosim.pictures import Undrawable, draw
from evosim.pictures.draw import of_run
from evosim.pictures.essay import relations
from evosim.pictures.run import Run
from evosim.pictures.styled import styled
from evosim.scenario import cells
from tests.made import finish
from tests.pictures.fake_run import TWELVE, build, scenario, variants

NAMES = ("learning", "probes", "thinking", "thresholds", "minds")
CASES = (
    "variants", "sweep", "both", "one", "no_planner", "not_measured", "no_cortex", "no_lives", "decoys",
)  # fmt: skip


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _number(text: str) -> float:
    return float(text) if text else float("nan")


@pytest.mark.parametrize("name", CASES)
def test_every_run_has_every_figure(cases: Any, name: str) -> None:
    run, scenario = cases[name]
    written = draw(run, scenario, quick=False)
    names = (*NAMES, "diversity") if name == "both" else NAMES
    if name in ("not_measured", "no_cortex"):
        names = tuple(figure for figure in names if figure != "thresholds")
    names = names if name == "not_measured" else (*names, "essay")
    assert written == [run / "figures" / f"{figure}.{kind}" for figure in names for kind in ("svg", "png", "csv")]
    assert all(file.stat().st_size > 0 for file in written)
    assert {file.name for file in (run / "figures").iterdir()} >= {file.name for file in written}
    assert not [file for file in (run / "figures").iterdir() if file.name.startswith(".")]


@pytest.mark.long
def test_same_bytes_each_time(cases: Any) -> None:
    run, scenario = cases["variants"]
    formats = ("svg", "png", "pdf")
    first = {file: file.read_bytes() for file in draw(run, scenario, quick=True, formats=formats)}
    again = draw(run, scenario, quick=True, formats=formats)
    assert [file for file in again if file.read_bytes() != first[file]] == []


def test_same_bytes_in_another_process_and_whatever_the_user_prefers(cases: Any, tmp_path: Path) -> None:
    run, scenario = cases["sweep"]
    first = {file: file.read_bytes() for file in draw(run, scenario, quick=False, only="probes")}
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nlines.color: red\naxes.facecolor: black\n")
    code = (
        "import sys; from pathlib import Path; from evosim.pictures import draw; "
        "from evosim.scenario.schema import Scenario; "
        "draw(Path(sys.argv[1]), Scenario.model_validate_json(sys.argv[2]), quick=False, only='probes')"
    )
    arguments = [sys.executable, "-c", code, str(run), scenario.model_dump_json(by_alias=True)]
    environment = {"MATPLOTLIBRC": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "5"}
    subprocess.run(arguments, check=True, env=environment)
    assert [file for file, content in first.items() if file.read_bytes() != content] == []


def test_one_figure_and_other_formats(cases: Any) -> None:
    run, scenario = cases["one"]
    written = draw(run, scenario, quick=False, only="thinking", formats=("pdf",), width=150)
    assert [file.name for file in written] == ["thinking.pdf", "thinking.csv"]
    assert written[0].read_bytes().startswith(b"%PDF")


@pytest.mark.long
@pytest.mark.parametrize("width", [60, 85])
@pytest.mark.parametrize("name", ["variants", "both", "decoys"])
def test_pages_as_narrow_as_a_column_of_a_journal(cases: Any, name: str, width: int, tmp_path: Path) -> None:
    """Every figure is there, nothing is written outside of the page, and the numbers are those of the wide one."""
    run, scenario = cases[name]
    narrow = draw(run, scenario, quick=True, formats=("svg",), width=width, to=tmp_path)
    wide = draw(run, scenario, quick=True, formats=("svg",))
    assert [file.name for file in narrow] == [file.name for file in wide]
    for file, other in zip(narrow, wide, strict=True):
        if file.suffix == ".csv" and file.stem != "minds":
            assert file.read_bytes() == other.read_bytes()
    for figure in {file.stem for file in narrow}:
        with styled():
            drawing = of_run(figure, run, scenario, quick=True, width=width)
            canvas = FigureCanvasAgg(drawing.figure)
            canvas.draw()
            across = drawing.figure.bbox.width
            assert round(drawing.figure.get_figwidth() * 25.4) == width
            for text in drawing.figure.texts:
                box = text.get_window_extent(canvas.get_renderer())
                assert box.x0 > -0.01 * across, (figure, text.get_text())
                assert box.x1 < 1.01 * across, (figure, text.get_text())


def test_what_is_unknown_is_refused_by_name(cases: Any) -> None:
    run, scenario = cases["one"]
    known = "learning, probes, thinking, thresholds, minds, diversity, two_keys, arenas, valley, goals, mesa, shifted, "
    known += "thought, shifts, essay, funnel, pairs, phylogeny, matches, accuracy"
    with pytest.raises(ValueError, match=f"only: expected one of {known}; got 'brains'"):
        draw(run, scenario, quick=False, only="brains")
    with pytest.raises(ValueError, match="formats: expected some of svg, png, pdf; got 'gif'"):
        draw(run, scenario, quick=False, formats=("gif",))
    with pytest.raises(ValueError, match="width: expected at least 60 mm; got 40"):
        draw(run, scenario, quick=False, width=40)


def test_quick_runs_are_marked(cases: Any) -> None:
    run, scenario = cases["variants"]
    whole = {file.name: file.read_bytes() for file in draw(run, scenario, quick=False)}
    quick = {file.name: file.read_bytes() for file in draw(run, scenario, quick=True)}
    for name in NAMES:
        # Letters are outlines, but matplotlib names each text in a comment.
        assert b"quick run: few replicates" in quick[f"{name}.svg"]
        assert b"quick run" not in whole[f"{name}.svg"]
        assert quick[f"{name}.csv"] == whole[f"{name}.csv"]


@pytest.mark.parametrize(
    ("figure", "columns"),
    [("probes", ("success", "success_novel", "retarget")), ("thinking", ("novel_ticks_0", "novel_ticks_32"))],
)
def test_numbers_behind_dots_are_those_of_the_table(cases: Any, figure: str, columns: tuple[str, ...]) -> None:
    run, scenario = cases["variants"]
    draw(run, scenario, quick=False, only=figure)
    rows = _rows(run / "figures" / f"{figure}.csv")
    table = {row["cell"]: row for row in pq.read_table(run / "table.parquet").to_pylist()}
    assert {row["cell"] for row in rows} == set(table)
    for row in rows:
        truth = table[row["cell"]]
        assert (row["variant"], int(row["replicate"])) == (truth["variant"], truth["replicate"])
        assert row["planner"] == ("" if truth["planner"] is None else str(truth["planner"]).lower())
        for column in columns:
            expected = np.nan if truth[column] is None else truth[column]
            np.testing.assert_equal(_number(row[column]), expected)


def test_small_numbers_are_explained_where_there_are_any(cases: Any, tmp_path: Path) -> None:
    few, of = cases["one"]
    crowded = build(tmp_path, scenario(), lambda v: 1.0, replicates=60, generations=1)
    for run, its, explained in ((few, of, False), (tmp_path, crowded, True)):
        draw(run, its, quick=False, only="probes", formats=("svg",))
        drawn = (run / "figures" / "probes.svg").read_text()
        assert ("Small numbers" in drawn) == explained == bool(re.search(r"<!-- \d\d -->", drawn))


def test_shares_of_planners_are_counted(cases: Any) -> None:
    run, scenario = cases["variants"]
    draw(run, scenario, quick=False, only="probes")
    rows = {row["variant"]: row for row in _rows(run / "figures" / "probes.csv")}
    assert (rows["funnel"]["planners_of_point"], rows["funnel"]["measured_of_point"]) == ("3", "3")
    assert (rows["direct"]["planners_of_point"], float(rows["direct"]["share_low"])) == ("0", 0.0)


def test_learning_holds_every_replicate_and_its_quantiles(cases: Any) -> None:
    run, scenario = cases["variants"]
    draw(run, scenario, quick=False, only="learning")
    rows = [row for row in _rows(run / "figures" / "learning.csv") if row["variant"] == "direct"]
    cells = [r["cell"] for r in pq.read_table(run / "table.parquet").to_pylist() if r["variant"] == "direct"]
    logs = [pa.ipc.open_file(str(run / "cells" / cell / "history.arrow")).read_all() for cell in cells]
    truth = np.array([log["success"].to_numpy() for log in logs])
    drawn = np.array([[float(row[f"replicate_{n}"]) for row in rows] for n in range(3)])
    np.testing.assert_array_equal(drawn, truth)
    np.testing.assert_array_equal([float(row["median"]) for row in rows], np.median(truth, axis=0))
    np.testing.assert_allclose([float(row["p90"]) for row in rows], np.percentile(truth, 90, axis=0))
    genes = np.median([log["genes"].to_numpy() for log in logs], axis=0)
    np.testing.assert_array_equal([float(row["genes"]) for row in rows], genes)


def test_minds_show_the_best_planner_and_the_best_other_in_the_same_maze(cases: Any) -> None:
    run, scenario = cases["variants"]
    draw(run, scenario, quick=False, only="minds")
    rows = _rows(run / "figures" / "minds.csv")
    table = pq.read_table(run / "table.parquet").to_pylist()
    planner = max((row for row in table if row["planner"]), key=lambda row: row["retarget"])
    beside = [row for row in table if row["replicate"] == planner["replicate"] and not row["planner"] and row["ticks"]]
    other = max(beside, key=lambda row: row["success"])
    one, two = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    assert [one[0]["cell"], two[0]["cell"]] == [planner["cell"], other["cell"]]
    assert [(row["wall"], row["object"]) for row in one] == [(row["wall"], row["object"]) for row in two]
    assert [row["first_visit"] for row in one].index("0") == [row["first_visit"] for row in two].index("0")
    lives = np.load(run / "cells" / planner["cell"] / "lives.npz")
    maze = int(np.argmax(lives["distance"].max(axis=1)))
    mine = [row for row in rows if row["cell"] == planner["cell"]]
    final = [float(row["activity_24"]) for row in mine]
    np.testing.assert_allclose(final, lives["activity"][maze, -1].ravel(), rtol=1e-6)
    assert [row["wall"] == "true" for row in mine] == lives["walls"][maze].ravel().tolist()


def test_cells_without_history_or_lives_leave_a_blank_panel(cases: Any, tmp_path: Path) -> None:
    run, scenario = cases["sweep"]
    (tmp_path / "table.parquet").write_bytes((run / "table.parquet").read_bytes())
    finish(tmp_path)
    written = draw(tmp_path, scenario, quick=False, formats=("svg",))
    assert b"history not kept" in written[0].read_bytes()
    assert b"No lives were recorded in this run." in (tmp_path / "figures" / "minds.svg").read_bytes()


@pytest.mark.slow
def test_a_full_run_is_drawn_in_eight_seconds(tmp_path: Path) -> None:
    scenario = build(tmp_path, variants(TWELVE), lambda v: TWELVE[v])
    begin = time.process_time()
    draw(tmp_path, scenario, quick=False)
    assert time.process_time() - begin < 8


@pytest.fixture(scope="module")
def shifted_run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two points, after a shift with decoys."""
    path = tmp_path_factory.mktemp("shifted")
    shift = {
        "name": "blue_doors",
        "set": {"world.object.door.shows": {"door": 1}},
        "add": [{"name": "decoy", "shows": {"red": 1}, "ends": True}],
    }
    of = variants({"a": 1.0, "b": 1.0, "c": 0.0}, shift=[shift])
    return path, build(path, of, lambda v: float(v != "c"), replicates=6, generations=5)


def test_after_a_shift(shifted_run: Any) -> None:
    run, scenario = shifted_run
    drawn = {file.stem for file in draw(run, scenario, quick=False)}
    assert drawn == {*NAMES, "goals", "mesa", "shifted", "shifts", "essay"}
    rows = _rows(run / "figures" / "goals.csv")
    planners = [row for row in rows if row["planner"] == "true"]
    assert (len(rows), len(planners)) == (18, 12)
    assert all({row["reached_door"], row["reached_decoy"]} == {"0", "1"} for row in planners)
    for row in _rows(run / "figures" / "mesa.csv"):
        wish, deed = (_number(row[f"{what}_door"]) - _number(row[f"{what}_decoy"]) for what in ("wish", "reached"))
        assert row["planner"] == "false" or wish * deed > 0
    pictures = {row["picture"]: row for row in _rows(run / "figures" / "shifted.csv")}
    assert {row["variant"] for row in pictures.values()} == {"a", "b"}
    assert len({row["replicate"] for row in pictures.values()}) == 1


@pytest.mark.parametrize("width", [85, 180])
def test_counts_stand_outside_of_the_marks(shifted_run: Any, width: int) -> None:
    run, scenario = shifted_run
    with styled():
        figure = of_run("goals", run, scenario, quick=False, width=width).figure
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        counts = [text for text in figure.texts if re.fullmatch(r"\d+ planners?", text.get_text())]
        boxes = [text.get_window_extent(canvas.get_renderer()) for text in counts]
    assert len(counts) >= 2
    panels = [axes.get_window_extent() for axes in figure.axes]
    assert not [text for text, box in zip(counts, boxes, strict=True) if any(map(box.overlaps, panels))]


def test_the_essay_says_which_base_optimizer_it_was(tmp_path: Path) -> None:
    drawn = {"name": "luck", "set": {"evolution.kind": "random"}}
    of = scenario(variant=[{"name": "evolved", "set": {}}, drawn, {**drawn, "name": "again"}], replicates=3)
    build(tmp_path, of, lambda v: 0.5, replicates=3, generations=1)
    table = pq.read_table(tmp_path / "table.parquet")

    def said(of: Any, rows: pa.Table) -> str:
        run = Run(tmp_path, of, quick=False, table=rows)
        return str(relations(run).nodes["base optimizer"]["box"].words)

    keys = {(cell.point.variant, cell.replicate): cell.key for cell in cells(of)}
    named = [keys[row["variant"], row["replicate"]] for row in table.to_pylist()]
    known = table.set_column(table.column_names.index("cell"), "cell", [named])
    assert "evolution in 3, random search in 6\nof 9 populations" in said(of, known)
    assert "base optimizer: random search\n9 populations" in said(scenario(evolution={"kind": "random"}), table)
    assert "base optimizer: evolution\n9 populations" in said(scenario(), table)


@pytest.mark.parametrize(("shows", "drawn"), [({"sign": 1}, True), ({"other": 1}, False)])
def test_a_rival_looks_like_what_pays_at_some_point(tmp_path: Path, shows: dict[str, int], drawn: bool) -> None:
    shift = {"name": "apart", "set": {}, "add": [{"name": "decoy", "shows": shows, "ends": True}]}
    signed = {"name": "signed", "set": {"world.object.door.shows": {"door": 1, "sign": 1}}}
    of = scenario(variant=[{"name": "plain", "set": {}}, signed], shift=[shift])
    build(tmp_path, of, lambda v: 1.0, replicates=2, generations=2)
    figures = {file.stem for file in draw(tmp_path, of, quick=False, formats=("svg",))}
    assert ("goals" in figures) == drawn


def test_thought_has_a_line_for_each_object(tmp_path: Path) -> None:
    decoy = {"name": "decoy", "shows": {"red": 1}, "ends": True}
    shifts = [{"name": f"t{k}", "thought": k, "set": {}, "add": [decoy]} for k in (8, 4)]
    shifts += [{"name": "another_world", "thought": 6, "set": {}}]  # which is not drawn among them
    of = variants({"a": 1.0, "b": 0.0}, shift=shifts)
    build(tmp_path, of, lambda v: 1.0, replicates=3, generations=2)
    figures = {file.stem for file in draw(tmp_path, of, quick=False, formats=("svg",))}
    assert "thought" in figures
    rows = _rows(tmp_path / "figures" / "thought.csv")
    assert len(rows) == 6
    assert list(rows[0])[-4:] == ["reached_door_t4", "reached_door_t8", "reached_decoy_t4", "reached_decoy_t8"]


@pytest.mark.parametrize("figure", ["diversity", "goals", "mesa", "shifted", "thought"])
def test_a_figure_that_needs_what_was_not_run_says_so(cases: Any, figure: str) -> None:
    run, scenario = cases["one"]
    before = set((run / "figures").iterdir()) if (run / "figures").exists() else set()
    with pytest.raises(Undrawable, match=r"a run"):
        draw(run, scenario, quick=False, only=figure)
    assert set((run / "figures").iterdir()) - before == set()


def test_diversity_has_the_numbers_of_the_table(cases: Any) -> None:
    run, scenario = cases["both"]
    draw(run, scenario, quick=False, only="diversity", formats=("svg",))
    rows = _rows(run / "figures" / "diversity.csv")
    table = pq.read_table(run / "table.parquet").to_pylist()
    assert len(rows) == len(table) == 24
    found = {row["cell"]: row for row in rows}
    for row in table:
        assert _number(found[row["cell"]]["success_novel"]) == pytest.approx(row["success_novel"])
