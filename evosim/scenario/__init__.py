"""The scenario's door: TOML file → frozen ``Scenario`` → points → cells.

Everything a user gives is checked here, with all errors at once: file, line, key, what was wanted, what was
got, and the nearest valid name. Behind the door nobody checks again.
"""

from evosim.scenario.cell import Cell, cells, ignored
from evosim.scenario.columns import COLUMNS, columns, planes
from evosim.scenario.dump import dump
from evosim.scenario.encoding import dials
from evosim.scenario.load import load, packaged, parse_setting
from evosim.scenario.problem import Problem, ScenarioError
from evosim.scenario.schema import Scenario, Settings
from evosim.scenario.sweep import Point, points

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
    "ignored",
    "load",
    "packaged",
    "parse_setting",
    "planes",
    "points",
]
