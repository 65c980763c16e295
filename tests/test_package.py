from __future__ import annotations

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import evosim

ROOT = Path(__file__).parent.parent


def test_every_package_is_shipped() -> None:
    """What is imported in a checkout must be there in an installation too."""
    metadata = ConfigParser()
    metadata.read(ROOT / "setup.cfg")
    shipped = set(metadata["options"]["packages"].split())
    here = Path(evosim.__file__).parent
    assert {".".join(path.parent.relative_to(here.parent).parts) for path in here.rglob("__init__.py")} <= shipped


def test_the_lowest_versions_are_those_that_are_allowed() -> None:
    """``tests/lowest.txt`` names each bound of the package and its extras."""
    metadata = ConfigParser()
    metadata.read(ROOT / "setup.cfg")
    asked = [metadata["options"]["install_requires"], *metadata["options.extras_require"].values()]
    bounds = {line.partition(",")[0].replace(">=", "==") for lines in asked for line in lines.split()}
    lowest = (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(bounds) == sorted(line for line in lowest if not line.startswith("#"))


def test_dir_lists_what_can_be_used_before_it_is_imported() -> None:
    code = "import evosim; print(*dir(evosim))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(evosim.__all__) <= set(told)


def test_the_package_runs_as_a_module() -> None:
    told = subprocess.run([sys.executable, "-m", "evosim", "--help"], capture_output=True, text=True, check=True).stdout
    assert told.startswith("Usage: evosim ")
