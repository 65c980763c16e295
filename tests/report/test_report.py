"""The report of a run: one file with everything in it, in which texts of users are text."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from base64 import b64decode
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from markupsafe import Markup

from evosim.cli import main
from evosim.experiment.run import Run
from evosim.handbook import entries
from evosim.life.grid.replay import read
from evosim.report import write_report
from evosim.report.drawing import smaller
from evosim.report.interval import picture
from evosim.report.page import HERE

EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "use"}


class Elements(HTMLParser):
    """The elements of a page, and whether all are closed in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag


def embedded(text: str, name: str) -> Any:
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.DOTALL)[1])


def unpacked(text: str) -> Any:
    return json.loads(gzip.decompress(b64decode(text)))


def test_a_page_is_whole_and_loads_nothing(page: Path) -> None:
    elements = Elements(page.read_text(encoding="utf-8"))
    assert elements.open == []
    for tag, attributes in elements.found:
        for key in ("src", "href", "xlink:href", "data", "action", "srcset"):
            value = attributes.get(key) or ""
            assert value == "" or value.startswith(("#", "data:")), (tag, value)
    names = [attributes["id"] for _, attributes in elements.found if attributes.get("id")]
    assert len(names) == len(set(names))
    assert page.stat().st_size < 3_000_000


def test_letters_of_figures_are_there(page: Path) -> None:
    """Letters are outlines at a small scale, which must not be rounded to nothing."""
    text = page.read_text(encoding="utf-8")
    scales = [float(part) for found in re.findall(r'transform="[^"]*scale\(([^)]*)\)', text) for part in found.split()]
    assert len(scales) > 100
    assert all(abs(scale) > 0.001 for scale in scales)


def test_texts_of_a_scenario_are_text(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; doors" in text
    assert "<b>bold" not in text
    assert "<em>is" not in text


def test_verdicts_and_the_table_are_those_of_the_run(finished: Run, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    (verdict,) = finished.verdicts
    assert "</span> · primary claim" in text
    assert str(verdict["verdict"]) in text
    assert text.count("<tr data-row=") == finished.table.num_rows
    table = unpacked(re.search(r'<script type="text/plain" id="columns">(.*?)</script>', text)[1])
    assert len(table["rows"]) == finished.table.num_rows
    more = table["more"]
    assert len(more["evaluations"]) == finished.table.num_rows
    assert more["evaluations"] == finished.table["evaluations"].to_pylist()


def test_words_of_the_page_are_explained_by_the_handbook(page: Path) -> None:
    before, _, words = page.read_text(encoding="utf-8").partition('<details class="words">')
    assert len(words.partition("</details>")[0].encode()) < 15_000
    listed = re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", words)
    found = {name: Markup(passage).striptags() for names, passage in listed for name in names.split(", ")}
    assert {"cell", "champion", "planner", "mesa return", "expected", "inconclusive", "success"} <= set(found)
    assert not {"Holm", "regret", "level", "supported"} & set(found)  # none of them is said in this page
    told = {entry.name: entry.text for entry in entries() if entry.kind == "term"}
    for name, passage in found.items():
        assert re.search(rf"\b{name.replace('-', '[- ]')}s?\b", before, re.IGNORECASE), name
        assert name not in told or passage == " ".join(told[name].replace("`", "").split())


def test_records_are_the_files_of_the_cells(finished: Run, page: Path) -> None:
    records = embedded(page.read_text(encoding="utf-8"), "records")
    stored = {file.read_bytes() for file in finished.path.glob("cells/*/replay*.npz")}
    assert len(stored) == 8
    assert {b64decode(record["data"]) for record in records} <= stored
    first = records[0]["first"]
    assert all(0 <= number < len(records) for number in first)
    assert any(record["answers"] for record in records)
    assert {record["label"] for record in records if "blue" in record["label"]}


def test_replays_begin_in_the_maze_that_minds_show(finished: Run, page: Path) -> None:
    from evosim.pictures.mind import choose
    from evosim.pictures.run import Run as Pictured

    lead, *others = embedded(page.read_text(encoding="utf-8"), "records")
    assert not any("at" in record for record in others)
    shown = choose(Pictured(finished.path, finished.scenario, quick=False))[0]
    cell = finished.store.cell(finished.table["cell"][shown.row].as_py())
    replay = read(cell / "replay.npz")
    assert b64decode(lead["data"]) == (cell / "replay.npz").read_bytes()
    life = replay.life(*lead["at"])
    assert life.places[: len(shown.path)].tolist() == shown.path[: shown.length + 1].tolist()


def test_answers_to_what_if_are_lives(finished: Run, page: Path) -> None:
    from evosim.probes.retarget import seem
    from evosim.report.answers import answers

    cell = finished.cells[0]
    agent, (_, novel) = finished.champion(cell), finished.worlds(cell)
    found = answers(agent, novel)
    replay = read(finished.store.cell(cell.key) / "replay.npz")
    assert set(found) == {f"{n}.{j}" for n in range(replay.shape[0]) for j in range(replay.shape[1])}
    for unit, answer in list(found["1.0"].items())[:5]:
        target = novel.cells[[int(unit)]]
        lives = agent.live(seem(novel.take([1], novel.starts[1:2, :1]), target), inert=True)
        assert answer["path"] == novel.units[lives.trails[0, 0][: len(answer["path"])]].tolist()
        if answer["arrived"] is not None:
            assert answer["path"][-1] == int(unit)
            assert answer["arrived"] >= answer["shortest"]


def test_the_same_run_gives_the_same_page(finished: Run, page: Path, tmp_path: Path) -> None:
    assert write_report(finished, tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_a_run_whose_cells_are_gone_has_a_page_without_replays_that_says_so(finished: Run, tmp_path: Path) -> None:
    there = tmp_path / finished.path.name
    shutil.copytree(finished.path, there)
    shutil.rmtree(there / "cells")
    text = write_report(Run(there)).read_text(encoding="utf-8")
    assert 'id="replay"' not in text
    assert "Cells that are not done" in text
    assert f"<code>{finished.cells[0].key}</code>: absent" in text
    assert "<figure>" in text
    assert Elements(text).open == []


def test_the_command_writes_it(finished: Run, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["report", str(finished.path), "--to", str(tmp_path / "it.html")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "it.html").stat().st_size > 10_000
    failed = CliRunner().invoke(main, ["report", str(finished.path), "--to", str(tmp_path / "no" / "it.html")])
    assert failed.exit_code == 2
    assert "a file in a directory that exists" in failed.output


def test_scripts_are_small() -> None:
    assert sum((HERE / name).stat().st_size for name in ("page.js", "replay.js")) < 30_000


VERDICT = {"verdict": "supported", "difference": 0.4, "interval": [0.25, 0.55], "margin": 0.2}


@pytest.mark.parametrize(("expect", "marks"), [("more", 1), ("less", 1), ("same", 2)])
def test_an_interval_shows_what_was_expected(expect: str, marks: int) -> None:
    drawn = picture(VERDICT | {"expect": expect})
    assert drawn.count('stroke="var(--accent)"') == marks
    assert "Found: 0.4, between 0.25 and 0.55." in drawn


def test_without_an_interval_there_is_no_picture() -> None:
    assert picture(VERDICT | {"expect": "more", "interval": None, "difference": None}) == ""


def test_a_drawing_becomes_smaller_and_keeps_its_numbers() -> None:
    text = (
        '<svg width="9pt" height="8pt" viewBox="0 0 9.5 8.25"><g id="a"><path d="M 0.123456 -0.001 \nL 7 8.999" '
        'style="fill: #222222"/></g><use xlink:href="#a" transform="scale(0.015625)" clip-path="url(#a)"/></svg>'
    )
    assert smaller(text, "p3-") == (
        '<svg viewBox="0 0 9.5 8.2"><g id="p3-a"><path d="M 0.123 -0.001 L 7 9" style="fill: var(--ink)"/></g>'
        '<use xlink:href="#p3-a" transform="scale(0.0156)" clip-path="url(#p3-a)"/></svg>'
    )
