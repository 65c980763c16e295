from __future__ import annotations

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
