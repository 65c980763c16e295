"""What holds for every organ, with every encoding that its parameters may have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import numpy as np
import pytest

from evosim.encodings.options import Encoding, dial_of
from evosim.faults.expected import bare
from evosim.life import Agent
from evosim.life.grid.memoised.kernel import live as memoised
from evosim.organs import named
from evosim.organs.blueprint import Blueprint
from evosim.organs.options import fitting
from evosim.organs.plan import MOST
from evosim.probes.lesion import measure
from evosim.probes.subject import Subject
from evosim.worlds.grid.draw import draw_instances

ALONE = dict.fromkeys(("memory", "search", "learner"), ())  # which are compiled alone elsewhere too
BESIDE: dict[str, tuple[str, ...]] = {"habits": ("cortex",), **ALONE}  # of the others with habits
OPTIONS: dict[str, dict[str, Any]] = {"learner": {"values": "inborn"}}  # with which it has all its tensors


def cases() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every organ with every encoding of its dial, and the organs beside it."""
    for organ in fitting("grid"):
        dial = dial_of(organ)
        for encoding in get_args(bare(Encoding.model_fields[dial].annotation)) if dial else ("",):
            yield organ, encoding, () if encoding == "nucleotides" else BESIDE.get(organ, ("habits",))


CASES = list(cases())


def made(make_settings: Any, organ: str, encoding: str, beside: tuple[str, ...]) -> Blueprint:
    dial = dial_of(organ)
    brain = {"organs": (organ, *beside), organ: OPTIONS.get(organ, {})}
    how = {"nucleotides": {"length": 10_000}, **({dial: encoding} if dial else {})}  # few short strings have effects
    return Blueprint.of(make_settings({"instances": 6}, brain=brain, encoding=how))


@pytest.mark.long
@pytest.mark.parametrize(("organ", "encoding", "beside"), CASES)
def test_a_lesion_is_genes_of_zero(make_settings: Any, organ: str, encoding: str, beside: tuple[str, ...]) -> None:
    blueprint = made(make_settings, organ, encoding, beside)
    mine = [blueprint.parts[tensor.name] for tensor in named(organ).tensors(blueprint.body())]
    training = draw_instances(blueprint.world, 1, 0)
    novel = draw_instances(blueprint.world, 1, 0, "novel", 32, unlike=training)
    rng = np.random.default_rng(3)
    changed = 0
    for _ in range(8):
        genes = rng.integers(0, 4, blueprint.length) if blueprint.letters else rng.normal(size=blueprint.length)
        agent = Agent(genes.astype(np.int32 if blueprint.letters else np.float32), blueprint, training.codes)
        silent = agent.genome.copy()
        for part in mine:
            silent[part.at : part.at + part.length] = 0
        for given in (training, novel):
            lesioned = agent.live(given, without=(organ,)).trails
            np.testing.assert_array_equal(lesioned, Agent(silent, blueprint, training.codes).live(given).trails)
            changed += (lesioned != agent.live(given).trails).any()
        row = measure(Subject(agent, training, novel, 5))
        zeroed = Subject(Agent(silent, blueprint, training.codes), training, novel, 5)
        assert row[f"novel_without_{organ}"] == zeroed.lives().success
        assert row[f"success_without_{organ}"] == zeroed.lives("training").success
    assert changed


@pytest.mark.parametrize(("organ", "encoding", "beside"), CASES)
def test_genes_have_names_of_their_own_and_become_its_tensors(
    make_settings: Any, organ: str, encoding: str, beside: tuple[str, ...]
) -> None:
    blueprint = made(make_settings, organ, encoding, beside)
    assert len(blueprint.names) == blueprint.length
    assert len(set(blueprint.names)) == blueprint.length
    tensors = named(organ).tensors(blueprint.body())
    assert 0 < len(tensors) <= MOST
    grown = Agent(np.zeros(blueprint.length, np.int32 if blueprint.letters else np.float32), blueprint).parameters
    for tensor in tensors:
        assert all(len(axis.labels) == len(axis.coordinates) for axis in tensor.axes)
        if tensor.name != "habits":  # they are grown for the instances that are given
            assert grown[tensor.name].shape == tensor.shape
            assert grown[tensor.name].dtype == np.float32


@pytest.mark.long
def test_one_signature_for_an_organ_whatever_its_encoding(make_settings: Any) -> None:
    def compiled(encoding: str) -> int:
        blueprint = made(make_settings, "reflex", encoding, ("habits",))
        Agent(np.ones(blueprint.length, np.float32), blueprint).live(draw_instances(blueprint.world, 1, 0))
        return len(memoised.signatures)

    before = compiled("own")
    assert {compiled(encoding) for organ, encoding, _ in CASES if organ == "reflex"} == {before}
