"""Development from a string: kernel and twin, single genes by hand, and strings in a whole run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evosim
from evosim.encodings.growth import scratch
from evosim.encodings.kernel import develop
from evosim.encodings.nucleotides.encoding import Nucleotides, morphogens
from evosim.encodings.nucleotides.layout_kernel import LETTERS, MORPHOGENS, PROMOTER
from evosim.encodings.tensor import Tensor, labelled, positions
from evosim.organs.blueprint import Blueprint

RULES = Tensor("rules", (positions(3), labelled("number", ("a", "b"))))
NEUTRAL, OTHER = "323232", "232323"  # sites and products that resemble no other here
F = np.float32


def gene(address: str, strength: str = "3333", site: str = NEUTRAL, product: str = OTHER) -> str:
    return "".join(map(str, PROMOTER)) + site + address + strength + product


def string(*genes: str, length: int = 200) -> np.ndarray:
    """Genes with a letter between them, and a tail of one letter; there are no other promoters."""
    letters = "3".join(genes)
    return np.array(list(map(int, letters.ljust(length, "3"))), np.int32)


def blueprint(make_settings: Any, size: int = 7, cortex: dict[str, Any] | None = None, **nucleotides: int) -> Blueprint:
    encoding = {"rules": "nucleotides", "nucleotides": nucleotides}
    brain = {"organs": ["cortex"], "cortex": cortex or {}}
    return Blueprint.of(make_settings({"size": size, "min_path": 1}, brain=brain, encoding=encoding))


@given(
    size=st.integers(2, 6),
    length=st.sampled_from([100, 101, 300, 900]),
    match=st.integers(3, 6),
    steps=st.integers(0, 6),
    crowded=st.booleans(),
    readout=st.sampled_from(["greedy", "random"]),
    seed=st.integers(0, 10**6),
)
def test_kernel_and_twin(
    make_settings: Any, size: int, length: int, match: int, steps: int, crowded: bool, readout: str, seed: int
) -> None:
    found = blueprint(make_settings, size, {"readout": readout}, length=length, match=match, steps=steps)
    rng = np.random.default_rng(seed)
    genome = rng.integers(0, LETTERS, length).astype(np.int32)
    if crowded and length <= 300:  # as many promoters as there can be, and sites that are much alike
        genome = np.resize(np.array([*PROMOTER, *PROMOTER, 0, 0, *PROMOTER, 3]), length).astype(np.int32)
        hit = rng.random(length) < 0.1
        genome[hit] = rng.integers(0, LETTERS, hit.sum())
    plan = found.plan
    work = scratch([plan.scratch])
    work.real[:] = np.nan
    for growth, shape, part in zip(plan.growths, plan.shapes, found.parts.values(), strict=False):
        out = np.full(shape, F(9))
        develop(growth, genome.astype(F), work, out)
        wanted = found.develop(part.tensor.name, genome, np.empty((0, 6), F))
        np.testing.assert_array_equal(out.T.reshape(part.tensor.shape), wanted)


def test_the_kernel_at_the_most_genes_there_can_be(make_settings: Any) -> None:
    found = blueprint(make_settings, 3, length=100, match=3)
    genome = np.resize(np.array(PROMOTER), 100).astype(np.int32)
    plan = found.plan
    out = np.empty(plan.shapes[0], F)
    develop(plan.growths[0], genome.astype(F), scratch([plan.scratch]), out)
    np.testing.assert_array_equal(out.T, found.develop("rules", genome, np.empty((0, 6), F)))
    encoding = found.parts["rules"].encoding
    assert isinstance(encoding, Nucleotides)
    assert len(encoding.genes(genome)) == (100 - 22) // 3 + 1


def test_a_gene_alone_is_half_active_and_adds_half_its_strength() -> None:
    encoding = Nucleotides(200, 5, 4, 0, 3)
    grown = encoding.develop(RULES, string(gene("001", "3333"), gene("001", "0000"), gene("000", "2000")))
    np.testing.assert_array_equal(grown[:, 1], np.zeros(9))
    np.testing.assert_array_equal(grown[:, 0], np.full(9, (F(-2) + F(512) / F(255)) / 2))
    assert not encoding.develop(RULES, string(gene("010"))).any()  # address 4: a regulator alone
    assert not encoding.develop(RULES, string()).any()


def test_regulators_activate_and_inhibit() -> None:
    encoding = Nucleotides(200, 5, 4, 0, 2)
    site = "131313"
    for product, activity in ((site, 1.0), ("231313", 0.25), ("131311", 0.75), ("131131", 0.5), ("331313", 0.25)):
        two = string(gene("000", site=site), gene("333", product=product))
        np.testing.assert_array_equal(encoding.develop(RULES, two)[:, 0], np.full(9, F(2 * activity)), product)
    inhibited = string(gene("000", site="231313"), gene("333", product="231313"))
    assert not encoding.develop(RULES, inhibited).any()
    loose = Nucleotides(200, 4, 4, 0, 2)
    three = string(gene("000", site="103021"), gene("333", product="103000"))
    np.testing.assert_array_equal(loose.develop(RULES, three)[:, 0], np.full(9, F(0.5) + F(1) / F(3) * F(0.5)) * F(2))


@pytest.mark.parametrize(("which", "across", "forward"), [(0, 0, 1), (1, 0, -1), (2, 1, 1), (3, 1, -1)])
def test_morphogens_make_gradients(which: int, across: int, forward: int) -> None:
    site = "".join(map(str, MORPHOGENS[which]))
    grown = Nucleotides(200, 6, 4, 0, 2).develop(RULES, string(gene("000", site=site)))[:, 0]
    along = RULES.axes[0].coordinates[:, across] * forward
    np.testing.assert_array_equal(grown, 2 * np.minimum(0.5 + (1 + along) / 2, 1))


def test_morphogens_act_on_no_other_and_are_even_in_the_centre() -> None:
    encoding = Nucleotides(200, 5, 4)
    same = [[encoding.affinity(np.array(one), np.array(two)) for one in MORPHOGENS] for two in MORPHOGENS]
    assert all(same[i][i] == 1 for i in range(4))
    centre = Tensor("gain", (labelled("gain", ("gain",)),))
    assert morphogens(centre).tolist() == [[0.5]] * 4
    assert encoding.addresses(centre) == 1
    assert encoding.addresses(RULES) == 2


def test_genes_may_overlap() -> None:
    encoding = Nucleotides(100, 5, 4, 0, 60)
    nested = "012" + "012333" + "012" + "3333" + "012333" + "3" * 12
    letters = np.array([int(c) for c in nested.ljust(100, "3")])
    assert [found.start for found in encoding.genes(letters)] == [0, 3, 9, 16]
    cut = np.array([int(c) for c in ("3" * 78 + gene("000"))])
    assert len(encoding.genes(cut)) == 1
    assert not encoding.genes(cut[:-1])


@pytest.mark.parametrize(("numbers", "digits"), [(1, 3), (63, 3), (64, 4), (255, 4), (256, 5)])
def test_addresses_are_as_long_as_they_must_be(numbers: int, digits: int) -> None:
    assert Nucleotides(100, 5, 4, 0, numbers).digits == digits


def test_one_string_grows_the_whole_brain(make_settings: Any) -> None:
    found = blueprint(make_settings, 5, {"readout": "random", "ticks": {"max": 9}}, length=700)
    assert found.letters
    assert found.length == len(found.names) == len(set(found.names)) == 700
    assert {(part.at, part.length) for part in found.parts.values()} == {(0, 700)}
    firsts = {name: part.encoding.first for name, part in found.parts.items()}  # type: ignore[attr-defined]
    assert firsts == {"rules": 0, "gain": 6, "readout": 7, "ticks": 27}
    assert {part.encoding.numbers for part in found.parts.values()} == {28}  # type: ignore[attr-defined]
    assert found.names[:2] == ["letter 0", "letter 1"]
    assert not found.first.any()
    assert not found.about(["rules"]).any()
    genome = string(gene("130"), length=700)  # address 28: none
    assert not any(found.develop(name, genome, np.empty((0, 6), F)).any() for name in found.parts)
    genome = string(gene("012"), gene("013"), gene("123"), length=700)
    grown = {name: found.develop(name, genome, np.empty((0, 6), F)) for name in found.parts}
    assert grown["gain"] == grown["ticks"] == grown["readout"][0, 0] == 1
    assert np.count_nonzero(grown["readout"]) == 1
    assert not grown["rules"].any()


def test_brains_without_a_cortex_have_no_string(make_settings: Any) -> None:
    found = Blueprint.of(make_settings(brain={"organs": ["habits"]}, encoding={"rules": "nucleotides"}))
    assert not found.letters
    assert list(found.parts) == ["habits"]


TEXT = """
title = "Strings"
replicates = 1
[world]
size = 4
instances = 3
min_path = 2
steps = 8
[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1.0
ends = true
[brain]
organs = ["cortex"]
[brain.cortex]
ticks = 8
[encoding]
rules = "nucleotides"
nucleotides = { length = 400 }
[evolution]
population = 40
generations = 12
cross = { kind = "two_point" }
mutate = { kind = "letters", rate = 0.003 }
[[shift]]
name = "larger"
set = { "world.size" = 6 }
"""


@pytest.fixture(name="run", scope="module")
def _run(tmp_path_factory: pytest.TempPathFactory) -> evosim.Run:
    path = tmp_path_factory.mktemp("strings")
    (path / "one.toml").write_text(TEXT)
    return evosim.run(path / "one.toml", out=path, workers=1)


@pytest.mark.long
def test_a_run_has_columns_for_strings(run: evosim.Run) -> None:
    (row,) = run.table.to_pylist()
    (cell,) = run.cells
    agent = run.champion(cell)
    assert agent.genome.dtype == np.int32
    assert set(agent.genome.tolist()) <= {0, 1, 2, 3}
    assert (row["genes"], row["bits"], row["parameters"]) == (400, 800.0, 16 * 5 + 1)
    assert row["genes_expressed"] == agent.blueprint.parts["rules"].encoding.expressed(agent.genome)
    assert row["genes_left"] is row["genes_rules"] is row["encoding.width"] is None
    assert row["encoding.rules"] == "nucleotides"
    assert row["success_larger"] is not None
    assert repr(agent) == "Agent(cortex, 400 letters)"


@pytest.mark.long
def test_ancestors_of_strings_come_back(run: evosim.Run, tmp_path: Path) -> None:
    (cell,) = run.cells
    line = run.ancestry(cell)
    np.testing.assert_array_equal(line[-1].genome, run.champion(cell).genome)
    again = line.again(0, 1)
    assert again.genomes.dtype == np.int32
    assert again.champion_fitness >= line.fitness[0]
    assert len(line.record(tmp_path / "lineage.bin")) == 12
    bits = line.bits_selection(population=100)
    assert bits.bits >= 0
