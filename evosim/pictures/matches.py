"""Matches: what players are worth against each opponent, how deep they search, and how much they search for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from evosim.pictures.colours import OTHER, PLANNER
from evosim.pictures.marks import marks, numbers, verdict
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.panel import DOTTED, Panel, Panels
from evosim.pictures.run import Run
from evosim.pictures.ticks import decades, even
from evosim.worlds.games.check import players
from evosim.worlds.games.options import Games

KINDS = ("games",)
SEARCHES = (OTHER._replace(words="does not search"), PLANNER._replace(words="searches at least one ply"))
OPTIMAL = "score_optimal"
SCORE: dict[str, Any] = {"scale": "mean outcome", "ends": (-1.0, 1.0), "ticks": (-1.0, 0.0, 1.0)}
TITLE = "Do they search, and does it help? Each mark is one population’s fittest player"
OUTCOME = (
    "Outcome: 1 of a game that is won, 0 of a draw, −1 of one that is lost, here of games that it was not evolved on."
)
OPPONENTS = {  # world.opponent → the words for it
    "random": "chance",
    "perfect": "a perfect player",
    "population": "itself",
}
CHANCE = "Chance draws each move, a perfect player makes no mistake."
ALONE = "The game has one player."
ITS_OWN = "Its own opponent is the one that it evolved against; where that was its population, it is itself."
REFLEX = "Without search: it takes the moves that its net prefers{0}."
SEARCH = (
    "Depth: how many moves ahead it searches, those of an opponent included. Positions: how many its search reaches "
    "before a move, on a scale that is logarithmic from about 1 on."
)


def matches(run: Run, width: float) -> Drawing:
    """Draw the scores against each opponent and without search, the depth of search, and the positions it reaches."""
    depth, nodes = run.column("player_depth"), run.column("player_nodes")
    if np.isnan(depth).all():
        raise Undrawable("a run of games with the organ player")
    scores, words = _scores(run)
    ends, ticks = even(depth, least=1.0)
    deep = Panel("player_depth", "Depth of search", "moves ahead", ends=ends, ticks=ticks)
    ends, ticks = decades(nodes)
    wide = Panel("player_nodes", "Positions", "reached before a move", ends=ends, ticks=ticks, logarithmic=True)
    each = (*scores, deep, wide)
    known = any(panel.baseline for panel in each) and np.isfinite(run.column(OPTIMAL)).any()
    entries = [Line2D([], [], **DOTTED, label="a perfect player in its place (mean)")] if known else []
    flags = np.where(np.isnan(depth), np.nan, depth > 0)
    notes = (" ".join((OUTCOME, *words, SEARCH)), *verdict(run), run.scenario.note)
    figure = marks(run, width, TITLE, notes, Panels(each, flags, SEARCHES), entries)
    columns = ("score_novel", *(panel.column for panel in each), OPTIMAL)
    return Drawing(figure, numbers(run, dict.fromkeys(columns)))


def _scores(run: Run) -> tuple[list[Panel], tuple[str, ...]]:
    """The panels of scores, and sentences on who plays the other side."""
    worlds = [world for settings in run.settings if isinstance(world := settings.world, Games)]
    if all(players(world.game) == 1 for world in worlds):
        reflex = Panel("score_reflex", "Without search", **SCORE)
        return [Panel("score_novel", "New games", **SCORE), reflex], (ALONE, REFLEX.format(""))
    evolved = {world.opponent for world in worlds}
    chance = OPTIMAL if evolved == {"random"} else None  # whom the perfect player in its place plays against
    perfect = OPTIMAL if "random" not in evolved else None
    panels = [Panel("score_random", "Against chance", baseline=chance, **SCORE)]
    if np.isfinite(run.column("score_perfect")).any():
        panels.append(Panel("score_perfect", "Against a perfect player", baseline=perfect, **SCORE))
    alike = len(evolved) == 1
    if "population" in evolved:
        panels.append(Panel("score_novel", "Against itself" if alike else "Against its own opponent", **SCORE))
    panels.append(Panel("score_reflex", "Without search", **SCORE))
    sentences = (CHANCE, REFLEX.format(f", against {OPPONENTS[evolved.pop()] if alike else 'its own opponent'}"))
    return panels, sentences if alike else (*sentences, ITS_OWN)
