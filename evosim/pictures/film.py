"""A film of one recorded life: the first thought tick by tick, then step by step, as pictures of points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.typing import NDArray
from PIL import Image

from evosim.life.grid.replay import Life, Replay
from evosim.pictures.maze import Strength, dots, ground, things, way
from evosim.pictures.page import MARGIN, Page
from evosim.pictures.styled import styled

SIDE, DOTS = 90.0, 160  # mm of the maze, and dots per inch
TICK, STEP, END = 100, 350, 1500  # milliseconds
LINED = 16  # cells of a side up to which cells are told apart by lines


def film(replay: Replay, n: int, j: int, title: str, about: str) -> Iterator[tuple[Image.Image, int]]:
    """Yield the pictures of the life from start ``j`` of instance ``n``, and for how many milliseconds each stands."""
    life = replay.life(n, j)
    solid = replay.arrays["walls"][n].astype(bool)
    strongest = life.activity.max(axis=2) if life.activity.size else None
    scale = None if strongest is None or not (strongest[..., ~solid] > 0).any() else Strength.of(strongest, solid)
    ticks = strongest.shape[1] if strongest is not None and scale else 0
    steps = len(life.touched)
    frames = [(0, tick) for tick in range(ticks)] + [(step, -1) for step in range(0 if not ticks else 1, steps + 1)]
    with styled():
        for step, tick in frames:
            now = min(step, steps - 1)
            silent = np.zeros(solid.shape, np.float32)
            shown = silent if strongest is None or not ticks else strongest[now, tick]
            words = f"Tick {tick}" if tick >= 0 else f"Step {step} of {steps}"
            page = _page(replay, life, n, solid, scale, shown, now, step, title, f"{about} {words}.")
            yield _picture(page), TICK if tick >= 0 else END if step == steps else STEP


def ending(replay: Replay, n: int, j: int, title: str, about: str) -> Page:
    """The last of these pictures: the whole way, and the thought with which the last step was taken."""
    life = replay.life(n, j)
    solid = replay.arrays["walls"][n].astype(bool)
    steps = len(life.touched)
    shown = life.activity[steps - 1, -1].max(axis=0) if life.activity[:, -1:].size else np.zeros(solid.shape)
    scale = Strength.of(shown, solid) if (shown[~solid] > 0).any() else None
    return _page(replay, life, n, solid, scale, shown, steps - 1, steps, title, about)


def _page(
    replay: Replay, life: Life, n: int, solid: NDArray[np.bool_], scale: Strength | None, shown: NDArray[np.float32],
    now: int, step: int, title: str, about: str,
) -> Page:  # fmt: skip
    page = Page(SIDE + 2 * MARGIN, SIDE + 1.0, title, about)
    axes = page.axes(MARGIN, 0.0, SIDE, SIDE)
    ground(axes, (scale or Strength(0.1, 1.0)).colours(shown, solid), lines=len(solid) <= LINED)
    if replay.windowed:
        dots(axes, life.planes[now, int(replay.arrays["unseen"])] > 0)
    path = life.places[: step + 1].astype(np.int16)
    arrived = step < len(life.touched) or life.reached >= 0  # the cross is for the end
    way(axes, path, arrived)
    things(axes, *_standing(replay, life, now), path)
    return page


def _picture(page: Page) -> Image.Image:
    canvas = FigureCanvasAgg(page.figure)
    page.figure.set_dpi(DOTS)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3].copy())


def _standing(replay: Replay, life: Life, now: int) -> tuple[NDArray[np.int8], list[str]]:
    """(S, S) what stands where before a step: 1 + its kind, or 0; and the names of the kinds."""
    objects = np.zeros((replay.size, replay.size), np.int8)
    for kind, (row, column) in zip(replay.arrays["kinds"].tolist(), life.things[now].tolist(), strict=True):
        if row >= 0:
            objects[row, column] = 1 + kind
    return objects, [str(name).replace("_", " ") for name in replay.arrays["names"]]


