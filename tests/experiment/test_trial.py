from __future__ import annotations

import json

import pytest

import evosim
from evosim.experiment.trial import described
from evosim.scenario import Settings, packaged, points


@pytest.mark.parametrize("name", packaged())
def test_described_settings_read_back_as_they_were(name: str) -> None:
    for point in points(evosim.load(name)):
        data = json.loads(json.dumps(described(point.settings)))
        assert Settings.model_validate(data) == point.settings
        assert "sight" not in data.get("brain", {}) or point.settings.brain.sight  # a default is left out
