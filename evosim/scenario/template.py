"""A commented scenario to start from."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from evosim.faults.problem import Problem, ScenarioError
from evosim.files import add


def write_template(name: str, world: str = "grid", keys: str = "") -> Path:
    """Write ``name.toml``, for a kind of world, in the present directory, never over another file.

    Parameters
    ----------
    keys : comments on every key that there is, for its end.

    Raises
    ------
    ScenarioError
        If the name is no file's name, or the file is there or cannot be written.
    """
    name = name.removesuffix(".toml")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        expected = "letters, digits, _ and -"
        raise ScenarioError([Problem("new", None, "name", expected, repr(name), what="no name for a scenario")])
    path = Path(f"{name}.toml")
    try:
        text = import_module(f"evosim.worlds.{world}.template").TEMPLATE.format(name=name)
        add(path, (text + (f"\n{keys}" if keys else "")).encode())
    except FileExistsError:
        raise ScenarioError([Problem(str(path), None, "", "another name", "", what="is there already")]) from None
    except OSError as error:
        got = error.strerror or str(error)
        raise ScenarioError([Problem(str(path), None, "", "a place to write", got, what="cannot be written")]) from None
    return path
