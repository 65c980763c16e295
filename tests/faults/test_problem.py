from __future__ import annotations

import dataclasses
import pickle

import pytest

from evosim.faults.problem import did_you_mean, nearest
from evosim.scenario import Problem, ScenarioError

SISE = Problem("my.toml", 12, "world.sise", "one of size, steps", "7", 'did you mean "size"?', "unknown key")


def test_a_problem_reads_as_one_line() -> None:
    assert str(SISE) == 'my.toml:12: world.sise: unknown key; did you mean "size"? Expected one of size, steps; got 7'
    assert str(Problem("a", None, "", "", "", 'did you mean "b"?')) == 'a: did you mean "b"?'
    assert str(Problem("a", 1, "b", "true or false", '"true"', "write true without quotes")) == (
        'a:1: b: expected true or false; got "true"; write true without quotes'
    )
    assert str(Problem("--set", None, "", "key=value", '"x"')) == '--set: expected key=value; got "x"'


def test_an_error_lists_its_problems_once_each_by_line() -> None:
    last = Problem("overrides", None, "world.size", "a whole number", "x")
    first = Problem("my.toml", 2, "seed", "a whole number", "true")
    error = ScenarioError([last, SISE, first, SISE])
    assert error.problems == (first, SISE, last)
    assert str(error).splitlines() == ["3 problems", str(first), str(SISE), str(last)]
    assert str(ScenarioError([first])).startswith("1 problem\n")


def test_problems_do_not_change_and_errors_cross_processes() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SISE.line = 3  # type: ignore[misc]
    error = pickle.loads(pickle.dumps(ScenarioError([SISE])))
    assert error.problems == (SISE,)


def test_the_nearest_name_is_one_that_is_near() -> None:
    names = ["size", "steps", "starts", "Kind"]
    assert nearest("sise", names) == "size"
    assert nearest("KIND", names) == "Kind"
    assert nearest("xylophone", names) == ""
    assert nearest(7, names) == ""
    assert did_you_mean("step", names) == 'did you mean "steps"?'
    assert did_you_mean("xylophone", names) == ""
