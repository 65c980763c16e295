"""The page in a real browser: Debian's Chromium, without a window; every request is counted and refused."""

from __future__ import annotations

import json
import os
import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evosim.experiment.run import Run
from evosim.life.grid.replay import read
from evosim.report.page import HERE

pytestmark = pytest.mark.browser
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    where = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=SWITCHES)
        yield browser
        browser.close()


class Opened:
    """A page from disk, with what it asked for and what it complained about."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.view = self.context.new_page()

        def asked(route: Any) -> None:
            if route.request.url == file.as_uri():
                route.continue_()
            else:
                self.requests.append(route.request.url)
                route.abort()

        self.context.route("**/*", asked)
        self.view.on("pageerror", lambda error: self.errors.append(str(error)))
        self.view.on("console", self.told)
        self.view.goto(file.as_uri())

    def told(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def replay(self) -> Any:
        """The page with its replay begun."""
        from playwright.sync_api import expect

        self.view.locator("#replay").scroll_into_view_if_needed()
        expect(self.view.locator("#left .said")).not_to_be_empty()
        return self.view

    def close(self) -> None:
        assert self.requests == []
        assert self.errors == []
        self.context.close()


@pytest.fixture
def opened(chromium: Any, page: Path) -> Iterator[Opened]:
    found = Opened(chromium, page, viewport={"width": 1200, "height": 900})
    yield found
    found.close()


def said(view: Any, side: str = "left") -> str:
    return str(view.locator(f"#{side} .said").text_content())


def test_it_opens_from_disk_quickly_and_shows_markup_as_text(opened: Opened) -> None:
    view = opened.view
    assert view.title() == "<script>alert(1)</script> & doors"
    assert view.locator("h1").text_content() == "<script>alert(1)</script> & doors"
    timing = view.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert timing < 1000


def test_the_script_reads_lives_as_they_are(chromium: Any, page: Path, finished: Run, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    records = re.search(r'<script type="application/json" id="records">.*?</script>', text, re.DOTALL)[0]
    bare = tmp_path / "bare.html"
    script = (HERE / "replay.js").read_text(encoding="utf-8")
    start = "<!doctype html><meta charset=utf-8><div id=replay hidden></div>"
    bare.write_text(f"{start}{records}<script>{script}</script>")
    view = Opened(chromium, bare)
    told = json.loads(re.search(r">(.*)</script>", records, re.DOTALL)[1])
    by_data = {file.read_bytes(): file for file in finished.path.glob("cells/*/replay*.npz")}
    for number, record in enumerate(told):
        replay = read(by_data[b64decode(record["data"])])
        for n, j, w in np.ndindex(replay.shape):
            life = replay.life(n, j, w)
            code = """async ([number, n, j, w]) => { const lives = await livesOf(number), life = lives.life(n, j, w);
              const activity = life.thought.map((thought) => Array.from({ length: lives.ticks }, (_, tick) =>
                Array.from({ length: lives.units }, (_, unit) => lives.activity(thought, tick, 0, unit))));
              return { ...life, planes: life.planes.map((each) => [...each]), activity: life.thinks ? activity : [],
                names: lives.names, walls: Array.from({ length: lives.units }, (_, unit) => lives.wall(n, unit)) }; }"""
            found = view.view.evaluate(code, [number, n, j, w])
            size = replay.size
            assert found["places"] == (life.places @ [size, 1]).tolist()
            assert found["touched"] == life.touched.tolist()
            assert (found["won"], found["reached"]) == (life.won, life.reached)
            assert found["earned"] == life.earned
            np.testing.assert_array_equal(np.float32(found["planes"]).reshape(life.planes.shape), life.planes)
            stood = np.where(life.things[..., 0] < 0, -1, life.things @ [size, 1])
            np.testing.assert_array_equal(found["things"], stood)
            np.testing.assert_array_equal(np.float32(found["activity"]).ravel(), life.activity.ravel())
            np.testing.assert_array_equal(found["walls"], replay.arrays["walls"][n].ravel())
    view.close()


def test_words_open_by_keyboard_and_on_paper(opened: Opened, tmp_path: Path) -> None:
    view = opened.view
    words = view.locator("details.words")
    assert not words.locator("dd").first.is_visible()
    words.locator("summary").focus()
    view.keyboard.press("Enter")
    assert words.locator("dd").first.is_visible()
    view.keyboard.press("Enter")
    assert not words.locator("dd").first.is_visible()
    view.pdf(path=tmp_path / "page.pdf")
    assert words.locator("dd").first.is_visible()


def test_play_scrub_and_keys(opened: Opened) -> None:
    from playwright.sync_api import expect

    view = opened.replay()
    before = said(view)
    assert before.startswith("Step 0 of")
    view.select_option("#speed", "16")
    view.click("#play")
    assert view.locator("#play").text_content() == "Pause"
    expect(view.locator("#play")).to_have_text("Play", timeout=20_000)
    last = said(view)
    assert "The life ends." in last or "Time is over." in last
    view.focus("#time")
    view.keyboard.press("Home")
    assert said(view) == before
    view.keyboard.press("End")
    assert said(view) == last
    view.keyboard.press("ArrowLeft")
    assert said(view) != last
    view.focus("#back")
    view.keyboard.press("Home")
    view.keyboard.press("ArrowRight")
    assert view.locator("#now").text_content() != "before step 1, tick 0"
    view.locator("#time").fill("3")
    assert "tick 3" in view.locator("#now").text_content()
    assert view.locator("#live").text_content().startswith("Left, step")
    view.select_option("#speed", "1")  # or the end may come before the second key
    view.focus("#time")
    view.keyboard.press(" ")
    assert view.locator("#play").text_content() == "Pause"
    view.keyboard.press(" ")
    assert view.locator("#play").text_content() == "Play"


def test_nothing_plays_by_itself(opened: Opened) -> None:
    view = opened.replay()
    now = view.locator("#now").text_content()
    view.wait_for_timeout(700)
    assert view.locator("#now").text_content() == now


def test_what_if_by_choice_and_by_click(opened: Opened) -> None:
    view = opened.replay()
    which = view.locator("#left .which")
    for value in which.locator("option").evaluate_all("(all) => all.map((one) => one.value)"):
        which.select_option(value)
        view.wait_for_timeout(100)
        if view.locator("#left .whatif").is_visible():
            break
    elsewhere = view.locator("#left .elsewhere")
    units = elsewhere.locator("option").evaluate_all("(all) => all.map((one) => one.value)")[1:]
    assert units
    elsewhere.select_option(units[0])
    told = view.locator("#left .answer").text_content()
    assert told.startswith("If what pays seemed to stand at row")
    box = view.locator("#left .maze").bounding_box()
    row, column = divmod(int(units[-1]), 5)
    spot = {"x": box["width"] * (column + 0.5) / 5, "y": box["height"] * (row + 0.5) / 5}
    view.locator("#left .maze").click(position=spot)
    assert f"row {row + 1}, column {column + 1}" in view.locator("#left .answer").text_content()


def test_a_table_sorts_and_grows(opened: Opened, finished: Run) -> None:
    view = opened.view
    head = view.locator("#cells th button", has_text="fitness").first
    column = head.evaluate("(button) => button.closest('th').cellIndex")
    for order in (sorted, lambda values: sorted(values, reverse=True)):
        head.click()
        values = view.locator(f"#cells tbody td:nth-child({column + 1})")
        shown = values.evaluate_all("(all) => all.map((one) => Number(one.textContent))")
        assert shown == order(shown)
    assert len(shown) == finished.table.num_rows
    assert head.evaluate("(button) => button.closest('th').ariaSort") == "descending"
    head.focus()
    view.keyboard.press("Enter")
    assert head.evaluate("(button) => button.closest('th').ariaSort") == "ascending"
    view.select_option("#column", "evaluations")
    assert view.locator("#cells th").last.text_content() == "evaluations"


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_access(chromium: Any, page: Path, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    options = {"color_scheme": scheme, "reduced_motion": "reduce", "bypass_csp": True}
    found = Opened(chromium, page, viewport={"width": width, "height": 800}, **options)
    view = found.replay()
    faults = [fault for fault in Axe().run(view).response["violations"] if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1200, "light")])
def test_the_ledger(chromium: Any, width: int, scheme: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from evosim.ledger import ledger
    from evosim.report import write_ledger

    results = Path(__file__).parents[2] / "results"
    file = write_ledger(ledger(results), results, tmp_path / "ledger.html")
    found = Opened(chromium, file, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    view = found.view
    view.get_by_role("button", name="verdict").click()
    verdicts = [row.locator("td").nth(3).text_content() for row in view.locator("#ledger tbody tr").all()]
    assert verdicts == sorted(verdicts)
    faults = [fault for fault in Axe().run(view).response["violations"] if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found.close()


def test_dark_and_print(chromium: Any, page: Path) -> None:
    found = Opened(chromium, page, color_scheme="dark")
    view = found.view
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
    view.emulate_media(media="print", color_scheme="light")
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not view.locator("nav").is_visible()
    assert view.locator("#cells").is_visible()
    assert len(view.pdf()) > 10_000
    found.close()
