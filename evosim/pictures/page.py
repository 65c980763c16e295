"""A page: a figure laid out in millimetres, with its title, its key and its notes.

Positions are given in mm from the left edge of the page and the top of its body. Fixed sizes keep letters
readable at any width, and cost nothing; matplotlib's own layouts move with the length of every label.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.faults.problem import one_of
from evosim.files import write
from evosim.pictures.colours import FAINT, INK, WARNING
from evosim.pictures.styled import styled
from evosim.pictures.words import MM, breadth, wrap

MARGIN = 2.0
LINE = 1.38  # line height in font sizes
TITLE, TEXT, NOTE = 9.5, 7.0, 6.5
QUICK = "quick run: few replicates"
SAVED = (".svg", ".png", ".pdf")


class Drawing(NamedTuple):
    """A figure and the numbers behind it."""

    figure: Figure
    numbers: pa.Table

    @property
    def title(self) -> str:
        """What it shows, in a line."""
        return str(self.figure.get_label()).partition("\n")[0]

    def save(self, file: str | Path) -> Path:
        """Write the figure to a file that ends in ``.svg``, ``.png`` or ``.pdf``.

        Raises
        ------
        ValueError
            If its name ends otherwise.
        """
        if Path(file).suffix not in SAVED:
            raise ValueError(f"expected a name that ends in {one_of(SAVED)}; got {str(file)!r}")
        sink = BytesIO()
        with styled():  # letters are laid out for its resolution
            self.figure.savefig(sink, format=Path(file).suffix[1:])
        write(Path(file), sink.getvalue())
        return Path(file)

    def __repr__(self) -> str:
        return f"Drawing({self.title!r}, {self.numbers.num_rows} rows of numbers)"

    def _repr_png_(self) -> bytes:
        sink = BytesIO()
        with styled():
            self.figure.savefig(sink, format="png", dpi=144)
        return sink.getvalue()


class Undrawable(ValueError):
    """What a run must have for a figure, and this one has not."""


class Page:
    """A figure with a header (title, subtitle, mark of a quick run, key), a body for axes, and notes."""

    def __init__(
        self,
        width: float,
        body: float,
        title: str,
        subtitle: str,
        *,
        quick: bool = False,
        key: Sequence[Artist] = (),
        notes: str = "",
    ) -> None:
        inner = width - 2 * MARGIN
        mark = breadth(QUICK, TEXT, "bold") + 6 if quick else 0
        above = height(TEXT) + 3.0 if inner - mark < mark else 0.0  # of a narrow page: the mark has a row of its own
        titles = wrap(title, inner if above else inner - mark, TITLE, "bold")
        subtitles = wrap(subtitle, inner, TEXT)
        foot = wrap(notes, inner, NOTE)
        at_title = MARGIN + above
        at_subtitle = at_title + height(TITLE, len(titles)) + 0.5
        at_key = at_subtitle + height(TEXT, len(subtitles)) + 1.5
        columns = _columns(key, inner)
        rows = -(-len(key) // columns)
        self.top = at_key + (rows * (height(TEXT) + 0.3) + 2.0 if key else 0.5)
        self.width = width
        self.height = self.top + body + (height(NOTE, len(foot)) + 2.5 if foot else 0) + MARGIN
        self.figure = Figure(figsize=(width / 25.4, self.height / 25.4))
        self.figure.set_label(f"{title}\n{subtitle} {notes}")  # for those who do not see it
        self._write(MARGIN, at_title, "\n".join(titles), TITLE, weight="bold")
        self._write(MARGIN, at_subtitle, "\n".join(subtitles), TEXT, color=FAINT)
        self._write(MARGIN, self.top + body + 2.5, "\n".join(foot), NOTE, color=FAINT)
        if key:
            where = (MARGIN / width, 1 - at_key / self.height)
            self.figure.legend(handles=list(key), loc="upper left", bbox_to_anchor=where, ncols=columns)
        if quick:
            box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": WARNING, "linewidth": 0.8}
            edge = width - MARGIN - 1.2
            self._write(edge, MARGIN + 1.0, QUICK, TEXT, weight="bold", color=WARNING, ha="right", bbox=box)

    def axes(self, left: float, top: float, width: float, height: float, **options: Any) -> Axes:
        """Return new axes at a place in the body, all in mm."""
        bottom = self.height - self.top - top - height
        w, h = self.width, self.height
        return self.figure.add_axes((left / w, bottom / h, width / w, height / h), **options)

    def text(self, left: float, top: float, words: str, size: float = TEXT, **style: Any) -> None:
        """Write words at a place in the body; ``top`` is their upper edge unless ``va`` is given."""
        self._write(left, self.top + top, words, size, **style)

    def upward(self, left: float, top: float, words: str) -> None:
        """Write words from below to above, with their middle at a place in the body."""
        y = 1 - (self.top + top) / self.height
        style: dict[str, Any] = {"rotation": 90, "va": "center", "color": INK}
        self.figure.text(left / self.width, y, words, fontsize=TEXT, **style)

    def _write(self, left: float, top: float, words: str, size: float, va: str = "top", **style: Any) -> None:
        # Line by line and by baselines: boxes differ in height with the letters in them, so that "own" would
        # stand higher than "plan", and the distance of lines differs with the version of matplotlib.
        lines = words.split("\n")
        over = LINE * (len(lines) - 1)
        first = {"top": 0.8, "center": 0.27 - over / 2, "bottom": -0.22 - over}[va]
        for at, line in enumerate(lines):
            level = 1 - (top + size * MM * (first + LINE * at)) / self.height
            self.figure.text(left / self.width, level, line, fontsize=size, **{"color": INK, **style})


def height(size: float, lines: int = 1) -> float:
    """Return the height in mm of lines of text."""
    return lines * size * LINE * MM


def _columns(key: Sequence[Artist], width: float) -> int:
    """Return how many entries of a key fit into one row."""
    widest = max((breadth(str(entry.get_label()), TEXT) for entry in key), default=0.0) + 11
    total = sum(breadth(str(entry.get_label()), TEXT) + 11 for entry in key)
    return max(1, len(key) if total <= width else int(width // widest))
