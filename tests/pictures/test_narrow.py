"""No two texts of a picture lie on each other, also where the page is as narrow as a column of a journal."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from evosim.pictures.draw import of_run
from evosim.pictures.page import styled
from evosim.scenario.schema import Scenario
from tests.pictures.fake_run import build, scenario, variants

PRICES = [0.0, 0.0002, 0.0005, 0.001, 0.002, 0.005]
DECOY = {"name": "decoy", "shows": {"red": 1}, "ends": True}
Case = tuple[Path, Scenario]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Runs with as many values as pictures have to hold, by the picture."""

    def made(of: Scenario, chance: Any) -> Case:
        path = tmp_path_factory.mktemp("run")
        return path, build(path, of, chance, replicates=10, generations=2, lives=False)

    three = [{"name": name, "set": {}} for name in ("net", "easy", "direct")]
    shift = {"name": "blue_doors", "set": {"world.object.door.shows": {"door": 1}}, "add": [DECOY]}
    swept = made(scenario(variant=three, sweep={"world.instances": [2**n for n in range(8)]}), lambda v, n: n / 128)
    keys = {"prices.description_length": PRICES, "prices.thinking_time": PRICES}
    priced = made(variants({"both": 0.5}, sweep=keys), lambda v, one, other: 0.5)
    shifted = made(variants({"mean": 0.9, "worst": 0.5, "regret": 0.7}, shift=[shift]), lambda v: 0.7)
    return {"diversity": swept, "two_keys": priced, "mesa": shifted, "shifts": shifted, "goals": shifted}


@pytest.mark.parametrize("width", [60, 85, 180])
@pytest.mark.parametrize("figure", ["diversity", "two_keys", "mesa", "shifts", "goals"])
def test_texts_keep_apart(runs: dict[str, Case], figure: str, width: int) -> None:
    with styled():
        drawn = of_run(figure, *runs[figure], quick=False, width=width).figure
        canvas = FigureCanvasAgg(drawn)
        canvas.draw()
        texts = [text for text in drawn.findobj(Text) if text.get_visible() and text.get_text().strip()]
        boxes = {text: _box(text, canvas) for text in texts}
    assert len(boxes) > 10
    whole = Bbox.from_bounds(0, 0, *canvas.get_width_height())
    pairs = [(one, other) for one, other in combinations(texts, 2) if boxes[one].overlaps(boxes[other])]
    assert not [(one.get_text(), other.get_text()) for one, other in pairs]
    assert not [text.get_text() for text, box in boxes.items() if box.x0 < whole.x0 or box.x1 > whole.x1]


def _box(text: Text, canvas: FigureCanvasAgg) -> Bbox:
    """Where its letters are: boxes have room above and below them."""
    box = text.get_window_extent(canvas.get_renderer())
    tall = box.height * (0.5 if text.get_text().startswith("\n") else 1.0)
    return Bbox(np.array([[box.x0 + 0.2, box.y0 + 0.2 * tall], [box.x1 - 0.2, box.y0 + 0.8 * tall]]))
