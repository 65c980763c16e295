"""Plain words for the names of a scenario, for readers who have not seen its file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from evosim.worlds import WORLDS

KEYS = {
    "variant": "",
    "brain.organs": "organs",
    "brain.cortex.ticks": "ticks of thought",
    "brain.player.depth": "plies searched",
    "brain.player.width": "moves searched in each position",
    "brain.player.hidden": "hidden units",
    "brain.classifier.form": "classifier",
    "brain.classifier.hidden": "hidden units",
    "encoding.kind": "encoding",
    "encoding.cell_types": "kinds of cells",
    "encoding.degree": "degree of the polynomial",
    "evolution.mutate.delete": "rate of deletion",
    "evolution.mutate.rate": "rate of mutation",
    "evolution.mutate.scale": "scale of mutation",
    "prices.description_length": "price per gene",
    "prices.thinking_time": "price per tick of thought",
}
OWN = {  # kind of world → keys whose words depend on it
    "grid": {
        "world.instances": "mazes evolved on",
        "world.size": "width of the maze",
        "world.starts": "starts in each maze",
        "world.min_path": "shortest way, at least",
        "world.layout.walls": "share of walls",
    },
    "games": {
        "world.instances": "games evolved on",
        "world.opponent": "opponent",
        "world.game.length": "turns of the game",
        "world.game.structured": "strings keep the letters",
        "prices.search_node": "price per position searched",
    },
    "labels": {
        "world.instances": "examples evolved on",
        "world.held_out": "examples held out",
        "world.bits": "bits of an example",
        "world.rule": "rule of the labels",
        "world.noise": "share of labels that are wrong",
    },
}
MM = 25.4 / 72  # millimetres in a point


def head(key: str, world: str = WORLDS[0]) -> str:
    """Return the words for a key in a kind of world: those of ``KEYS`` or ``OWN``, or its last part."""
    if match := re.fullmatch(r"world\.object\.(\w+)\.hides\.(\w+)", key):
        return f"share of training mazes whose {match[1]} is not {match[2]}".replace("_", " ")
    return {**KEYS, **OWN.get(world, {})}.get(key, key.rpartition(".")[2].replace("_", " "))


def spoken(value: Any) -> str:
    """Return a value as a reader would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {spoken(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " + ".join(map(spoken, value))
    return "none" if value is None else str(value).replace("_", " ")


def signed(value: float) -> str:
    """Return a number with a true minus sign."""
    return f"{value:g}".replace("-", "−")


def power(exponent: int) -> str:
    """Return 10 to ``exponent``, in letters that need no mathematics mode."""
    return "1" if exponent == 0 else "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def breadth(text: str, size: float, weight: str = "normal") -> float:
    """Return the width in mm of one line of text set at ``size`` points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) * MM


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text into lines of at most ``width`` mm; a word longer than that is cut."""
    lines: list[str] = []
    for word in _short(text.split(), width, size, weight):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and breadth(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _short(words: Iterable[str], width: float, size: float, weight: str) -> Iterable[str]:
    for word in words:
        while len(word) > 1 and breadth(word, size, weight) > width:
            keep = bisect_right(range(2, len(word)), width, key=lambda n: breadth(word[:n], size, weight)) + 1
            yield word[:keep]
            word = word[keep:]
        yield word
