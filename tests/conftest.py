"""Worlds and settings that many tests share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from evosim.scenario import Scenario, load
from evosim.scenario.schema import Settings
from evosim.worlds.grid.options import World

hypothesis.settings.register_profile("house", deadline=None)  # a first call compiles
hypothesis.settings.load_profile("house")


def world(**keys: Any) -> World:
    """A small open world, with some keys changed."""
    door = {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}
    return World.model_validate({"object": [door], **keys})


def settings(world_keys: dict[str, Any] | None = None, **sections: Any) -> Settings:
    """Small settings: everything at its default but what is named."""
    return Settings.model_validate({"world": world(**(world_keys or {})).model_dump(), **sections})


@pytest.fixture(name="make_world", scope="session")
def _make_world() -> Any:
    return world


@pytest.fixture(name="make_settings", scope="session")
def _make_settings() -> Any:
    return settings


@pytest.fixture(name="read")
def _read(tmp_path: Path) -> Callable[..., Scenario]:
    """Load a scenario from its text."""

    def read(text: str, overrides: Mapping[str, Any] | None = None, **more: Any) -> Scenario:
        file = tmp_path / "my.toml"
        file.write_text(text, encoding="utf-8")
        return load(file, overrides, **more)

    return read
