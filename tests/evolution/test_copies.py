"""Children that are copies: found, and not evaluated again, with the same bits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import evosim
from evosim.evolution import stage
from evosim.evolution.copies import copies
from evosim.evolution.genome import Genes
from evosim.evolution.loop import evolve
from evosim.evolution.setup import Setup
from evosim.experiment.trial import draw_phases, draw_worlds, first_stage
from evosim.scenario import Settings
from evosim.scenario.cell import cells
from tests.golden import HERE

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def twin(genomes: Genes, parents: NDArray[np.int32], before: Genes) -> list[int]:
    found = []
    for own, both in zip(genomes, parents, strict=True):
        same = [int(one) for one in both if one >= 0 and own.tobytes() == before[one].tobytes()]
        found.append(same[0] if same else -1)
    return found


@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.sampled_from([1, 7, 8, 9, 30]), st.booleans())
def test_copies_as_by_a_loop(seed: int, count: int, genes: int, letters: bool) -> None:
    rng = np.random.default_rng(seed)
    odd = np.array([0.0, -0.0, np.nan, 1.0], np.float32)
    before = np.full((count, genes), 3, np.int32) if letters else odd[rng.integers(0, 4, (count, genes))]
    parents = rng.integers(-1, count, (count, 2)).astype(np.int32)
    genomes = before[parents[:, rng.integers(0, 2)]].copy()
    for row, gene in zip(range(0, count, 2), rng.integers(0, genes, count), strict=False):
        genomes[row, gene] = 1
    assert copies(genomes, parents, before).tolist() == twin(genomes, parents, before)


def evolved(path: Path, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch, known: bool) -> tuple[Any, int]:
    """The evolution of a scenario's first cell, with changes, and how many individuals lived."""
    first = cells(evosim.load(path))[0]
    text = first.point.settings.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for section, keys in changes.items():
        text[section] = {**text[section], **keys}
    cell = replace(first, point=replace(first.point, settings=Settings.model_validate(text)))
    training, _ = draw_worlds(cell)
    lived = 0
    earned = stage.Judge._earned

    def counted(self: stage.Judge, genomes: Genes) -> Any:
        nonlocal lived
        lived += len(genomes)
        return earned(self, genomes)

    monkeypatch.setattr(stage.Judge, "_earned", counted)
    if not known:
        monkeypatch.setattr(stage, "copies", lambda genomes, parents, before: np.full(len(genomes), -1))
    setup = Setup.of(cell.point.settings)
    found = evolve(setup, first_stage(cell, training), cell.root, then=draw_phases(cell, training))
    monkeypatch.undo()
    return found, lived


SMALL = {"world": {"instances": 2}, "evolution": {"population": 40, "generations": 8}}
RIVALS = {"world": {"opponent": "population"}, "evolution": {"population": 16, "generations": 4}}
LONG = pytest.mark.long  # what it needs compiled
CASES = {
    "plain": (HERE / "plain.toml", {}, True),
    "one objective and elites": (HERE / "plain.toml", {"evolution": {"elites": 3}}, True),
    "memory": (HERE / "memory.toml", {}, True),
    "letters": (HERE / "nucleotides.toml", {}, True),
    "games": (HERE / "games.toml", {}, True),
    "games among themselves": (HERE / "games.toml", RIVALS, False),
    "labels": (SCENARIOS / "random_labels.toml", {"evolution": SMALL["evolution"]}, True),
    "random search": (HERE / "plain.toml", {"evolution": {"kind": "random"}}, True),
    "arenas that evolve": (SCENARIOS / "adversarial.toml", SMALL, False),
    "phases": (SCENARIOS / "worst_case_after.toml", SMALL, True),
    "settings as genes": (SCENARIOS / "meta_optimizer.toml", SMALL, True),
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=LONG if name == "memory" else ()) for name in CASES])
def test_the_same_bits_as_if_all_lived(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, changes, fewer = CASES[name]
    with_copies, some = evolved(path, changes, monkeypatch, known=True)
    without, every = evolved(path, changes, monkeypatch, known=False)
    assert with_copies.genomes.tobytes() == without.genomes.tobytes()
    assert with_copies.fitness.tobytes() == without.fitness.tobytes()
    assert with_copies.log == without.log
    assert with_copies.line == without.line
    assert every == with_copies.evaluations
    assert some < every if fewer else some == every
