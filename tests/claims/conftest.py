from __future__ import annotations

import pytest

from evosim.claims import verdicts


@pytest.fixture(autouse=True)
def _few_replicates_will_do(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples by hand have few replicates; ``test_few.py`` looks at the rule itself."""
    if request.module.__name__.rpartition(".")[2] != "test_few":
        monkeypatch.setattr(verdicts, "FEWEST", 2)
