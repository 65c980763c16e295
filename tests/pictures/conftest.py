"""Runs made up once for all tests of pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from evosim.scenario.schema import Scenario
from tests.pictures.fake_run import DOOR, build, scenario, variants

Case = tuple[Path, Scenario]


def _small(path: Path, of: Scenario, chance: object, **more: object) -> Case:
    return path, build(path, of, chance, **{"replicates": 3, "generations": 12, **more})


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """A few replicates of what runs can look like, by name."""

    def at(name: str) -> Path:
        return tmp_path_factory.mktemp(name)

    funnel = {"funnel": 1.0, "direct": 0.0, "half": 0.5, "habits_alone": None}
    sweep = {"world.instances": [1, 4, 16, 64]}
    decoys = {"object": [DOOR, {"name": "red_decoy", "shows": {"red": 1}}]}
    return {
        "variants": _small(at("variants"), variants(funnel), lambda v: funnel[v]),
        "sweep": _small(at("sweep"), scenario(sweep=sweep), lambda v, n: n / 64),
        "both": _small(at("both"), variants({"a": 1, "b": 0}, sweep=sweep), lambda v, n: n / 64 if v == "a" else 0),
        "one": _small(at("one"), scenario(), lambda v: 1.0, replicates=1, generations=1),
        "no_planner": _small(at("no_planner"), scenario(), lambda v: 0.0),
        "not_measured": _small(at("not_measured"), scenario(), lambda v: 0.5, retarget=False),
        "no_cortex": _small(at("no_cortex"), scenario(), lambda v: None),
        "no_lives": _small(at("no_lives"), scenario(), lambda v: 0.5, lives=False),
        "decoys": _small(at("decoys"), scenario(world=decoys), lambda v: 0.5),
    }
