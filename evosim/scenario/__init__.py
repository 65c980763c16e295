"""Scenarios: TOML file → frozen ``Scenario`` → points → cells.

The options of each subject stand beside it, in its ``options.py``, and what is checked of them in its ``check.py``.
Here they are composed, and checked when a scenario is loaded, with all errors at once: file, line, key, what was
expected, what was found, and the nearest valid name. Code that is given a loaded scenario checks nothing again.
"""

from evosim.encodings.options import dials
from evosim.faults.problem import Problem, ScenarioError
from evosim.scenario.canonical import ignored
from evosim.scenario.cell import Cell, cells, firsts
from evosim.scenario.columns import COLUMNS, columns
from evosim.scenario.dump import dump
from evosim.scenario.load import load, packaged, parse_setting
from evosim.scenario.schema import Scenario, Settings
from evosim.scenario.sweep import Point, points
from evosim.worlds.grid.planes import planes

__all__ = [
    "COLUMNS",
    "Cell",
    "Point",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Settings",
    "cells",
    "columns",
    "dials",
    "dump",
    "firsts",
    "ignored",
    "load",
    "packaged",
    "parse_setting",
    "planes",
    "points",
]
