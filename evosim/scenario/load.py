"""File or name → frozen scenario, or all that is wrong with it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from numbers import Integral
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evosim.evolution.check import CheckOperator
from evosim.faults.arguments import brief, no_path
from evosim.faults.expected import shown
from evosim.faults.fault import faults
from evosim.faults.path import Path as KeyPath
from evosim.faults.problem import Problem, ScenarioError, did_you_mean, one_of
from evosim.files import read as read_file
from evosim.frozen import thaw
from evosim.scenario.check import Trial, check
from evosim.scenario.keys import KeyProblem, assigned, resolve
from evosim.scenario.locate import locate
from evosim.scenario.schema import Scenario
from evosim.scenario.source import Source

DEEPEST = 30  # tables in tables; a scenario needs six
LARGEST = 256 * 1024  # bytes of a scenario
PART = r"""(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+'"""
LONG = re.compile(rf"(?:(?:{PART})[ \t]*+\.[ \t]*+){{100}}")  # the beginning of a key of more than a hundred parts


def load(
    source: str | Path,
    overrides: Mapping[str, Any] | None = None,
    *,
    label: str | None = None,
    trial: Trial | None = None,
    check_operator: CheckOperator | None = None,
) -> Scenario:
    """Read a scenario and check all of it.

    Parameters
    ----------
    source : str or Path
        A TOML file, or the bare name of a scenario that comes with the package.
    overrides : Mapping, optional
        Dotted key → value, set over the values of the file. Objects, variants and claims go by their names:
        ``{"world.object.door.pays": 2.0, "claim.more_planners.margin": 0.1}``.
    label : str, optional
        Ends the scenario's name. Without one, a hash of the overrides does, if there are any: runs that
        differ have directories that differ.
    trial : callable, optional
        (world, seed) → why the world cannot be, or nothing. Called once for each world of the scenario.
    check_operator : callable, optional
        (step, operator of DEAP) → what was expected, found, and the cure; three empty texts if it is valid.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        With every problem that can be found, each with its line.
    """
    if odd := _odd(source, overrides, label):
        raise ScenarioError(odd)
    where, text = read(source)
    data = parse(where, text)
    if label is not None and not label.strip():
        raise ScenarioError([Problem("--name", None, "", "a label", shown(label))])
    data, overridden, problems = _override(data, overrides or {})
    data = _named(data, Path(where).stem, overrides or {}, label)
    overridden += (("name",),) if label else ()
    known = Source(where, data, locate(text), overridden)
    scenario, found = None, []
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        found = faults(error, Scenario)
    found += check(data, found, trial, check_operator, bool(overrides))
    problems += map(known.problem, dict.fromkeys(found))
    if problems or scenario is None:
        raise ScenarioError(problems)
    return scenario


def _odd(source: object, overrides: object, label: object) -> list[Problem]:
    """What is of no type that a scenario can be loaded from."""
    found = no_path("evosim.load", "source", source, "a file, or the name of a scenario that comes with evosim")
    keys = isinstance(overrides, Mapping) and all(isinstance(key, str) for key in overrides)
    if overrides is not None and not keys:
        expected = 'dotted keys with values, such as {"world.size": 9}'
        found.append(Problem("evosim.load", None, "overrides", expected, brief(overrides)))
    elif isinstance(overrides, Mapping) and _deep(dict(overrides)):
        found.append(Problem("overrides", None, "", "fewer brackets and dots", "", what="nested too deeply"))
    if label is not None and not isinstance(label, str):
        found.append(Problem("evosim.load", None, "label", "a label", brief(label)))
    return found


def _named(data: dict[str, Any], stem: str, overrides: Mapping[str, Any], label: str | None) -> dict[str, Any]:
    """Name the scenario after its file, unless it names itself, and after what sets it apart."""
    name = data.get("name", stem.lstrip(".") or "scenario")
    if overrides and label is None and "name" not in overrides:
        text = json.dumps(sorted((str(key), _plain(value)) for key, value in overrides.items()), default=str)
        label = hashlib.sha256(text.encode()).hexdigest()[:8]
    return {**data, "name": f"{name}-{label}" if label else name}


def read(source: str | Path) -> tuple[str, str]:
    """Return where a scenario was found, and its text."""
    file: Traversable = Path(source)
    if isinstance(source, str) and not source.endswith(".toml") and not {"/", "\\"} & set(source):
        known = packaged()
        if source not in known:
            cure = did_you_mean(source, known) or "a file's name ends in .toml"
            expected = f"{one_of(known)}, or a file" if known else "a file"
            raise ScenarioError([Problem(source, None, "", expected, shown(source), cure, "no such scenario")])
        file = known[source]
    where = str(source if isinstance(file, Path) and file == Path(source) else file)
    try:
        data = read_file(file.resolve(), LARGEST) if isinstance(file, Path) else file.read_bytes()
        return where, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what, expected, got = "not UTF-8", "a text in UTF-8", f"the byte 0x{error.object[error.start]:02x}"
        raise ScenarioError([Problem(where, line, "", expected, got, what=what)]) from None
    except FileNotFoundError:
        cure = did_you_mean(Path(source).stem, packaged())
        raise ScenarioError([Problem(where, None, "", "a file", "", cure, "no such file")]) from None
    except (OSError, ValueError) as error:
        got = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([Problem(where, None, "", "a file", got, what="cannot be read")]) from None


def package_folder() -> Traversable:
    """Return where the scenarios that come with the package are."""
    try:
        return resources.files("evosim.scenarios")
    except ModuleNotFoundError:  # a checkout, where they stand beside the package
        return Path(__file__).resolve().parents[2] / "scenarios"


def packaged() -> dict[str, Traversable]:
    """Return the scenarios that come with the package, by name."""
    folder = package_folder()
    files = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []
    return {file.name.removesuffix(".toml"): file for file in files if file.name.endswith(".toml")}


def parse(where: str, text: str) -> dict[str, Any]:
    """Parse a TOML text.

    Raises
    ------
    ScenarioError
        With the line on which it stops being TOML.
    """
    try:
        if LONG.search(text):  # its parser takes minutes for keys of thousands of parts
            raise RecursionError
        data = tomllib.loads(text)
        if _deep(data):
            raise RecursionError
        return data
    except ValueError as error:  # TOMLDecodeError, and numbers with thousands of digits
        message = str(error)
        match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
        line = int(match[1]) if match and match[1] else text.count("\n") + 1
        got = message[: match.start()] if match else message
        raise ScenarioError([Problem(where, line, "", "", got, what="not TOML")]) from None
    except RecursionError:
        told = Problem(where, None, "", "fewer brackets and dots", "", what="nested too deeply")
        raise ScenarioError([told]) from None


def _deep(data: Any) -> bool:
    """Whether tables and lists lie in one another deeper than any scenario needs."""
    layer = [data]
    for _ in range(DEEPEST):
        inside = [item.values() if isinstance(item, dict) else item for item in layer if isinstance(item, dict | list)]
        layer = [item for items in inside for item in items]
    return bool(layer)


def parse_setting(text: str) -> tuple[str, Any]:
    """Split ``key=value`` of the command line; the value is read as TOML, or else taken as it stands.

    Examples
    --------
    >>> parse_setting("evolution.population=64")
    ('evolution.population', 64)
    >>> parse_setting("encoding.kind=direct")
    ('encoding.kind', 'direct')
    """
    key, equals, value = (part.strip() for part in text.partition("="))
    if not key or not equals or not value:
        expected = "key=value, such as evolution.population=64"
        raise ScenarioError([Problem("--set", None, "", expected, shown(text))])
    try:
        parsed = tomllib.loads(f"value = {value}")
    except (ValueError, RecursionError):
        return key, value
    if len(parsed) > 1 or isinstance(parsed["value"], datetime.date | datetime.time):
        return key, value
    return key, parsed["value"]


def _override(
    data: dict[str, Any], overrides: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[KeyPath, ...], list[Problem]]:
    """Set each override; what cannot be set, or would have no effect, is a problem."""
    paths: list[KeyPath] = []
    problems = []
    for key, value in overrides.items():
        try:
            path = resolve(data, str(key))
        except KeyProblem as bad:
            got = shown(_plain(value))
            problems.append(Problem("overrides", None, str(key), bad.expected, got, bad.cure, bad.what))
        else:
            data = assigned(data, path, _plain(value))
            paths.append(path)
    for key, value in overrides.items():
        if cure := _in_vain(data, key):
            got = shown(_plain(value))
            problems.append(Problem("overrides", None, key, "", got, cure, "has no effect"))
    return data, tuple(paths), problems


def _in_vain(data: Mapping[str, Any], key: str) -> str:
    """Return what to override instead of a key that the sweep or every variant sets anyway."""
    sweep, variants = data.get("sweep"), data.get("variant")
    if isinstance(sweep, Mapping) and key in sweep:
        return f"it is swept; set sweep.{key} to a list"
    if isinstance(variants, list) and variants:
        sets = [variant.get("set") if isinstance(variant, Mapping) else None for variant in variants]
        if all(isinstance(its, Mapping) and key in its for its in sets):
            return f"every variant sets it; set variant.NAME.set.{key}"
    return ""


def _plain(value: Any) -> Any:
    """Return what a TOML parser would have made of a value given in Python."""
    value = thaw(value)
    return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else value
