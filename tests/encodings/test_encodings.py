from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.encodings.growth import scratch
from evosim.encodings.kernel import develop
from evosim.encodings.linear.dct import Cosines, wave
from evosim.encodings.linear.position import Position
from evosim.encodings.linear.projection import Projection
from evosim.encodings.net import kernel
from evosim.encodings.net.encoding import Net as Generator
from evosim.encodings.tensor import Axis, Tensor, labelled, positions
from evosim.encodings.types.encoding import Types
from evosim.organs.blueprint import Blueprint
from evosim.organs.habits import organ as habits
from evosim.worlds.grid.instances import ACTIONS


@given(
    st.integers(2, 7),
    st.sampled_from(["own", "position", "types", "net", "dct", "projection"]),
    st.integers(0, 4),
    st.integers(1, 4),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_rules_kernel_and_twin(
    make_settings: Any, size: int, rules: str, degree: int, types: int, biased: bool, seed: int
) -> None:
    found = make_settings(
        {"size": size, "min_path": 1},
        brain={"organs": ["cortex"], "cortex": {"bias": "evolved" if biased else "none"}},
        encoding={
            "rules": rules, "degree": degree, "cell_types": types, "width": 1 + seed % 20,
            "coefficients": 1 + seed % 60,
        },
    )  # fmt: skip
    blueprint = Blueprint.of(found)
    genome = np.random.default_rng(seed).normal(size=blueprint.length).astype(np.float32)
    plan, at = blueprint.plan, list(blueprint.parts).index("rules")
    out = np.full(plan.shapes[at], np.float32(9))
    develop(plan.growths[at], genome, scratch([plan.scratch]), out)
    developed = blueprint.develop("rules", genome, np.empty((0, 6), np.float32))
    assert developed.shape == (size * size, 6 if biased else 5)
    assert out.shape[1] == (1 if (rules, types) == ("types", 1) else size * size)
    np.testing.assert_array_equal(np.broadcast_to(out.T, developed.shape), developed)
    assert blueprint.rules(genome).shape == (size * size, 6)


@given(st.integers(2, 6), st.integers(1, 20), st.integers(1, 5), st.integers(0, 10**6))
def test_generator_kernel_and_twin(make_settings: Any, size: int, width: int, n: int, seed: int) -> None:
    found = make_settings({"size": size, "min_path": 1}, encoding={"habits": "generator", "width": width})
    blueprint = Blueprint.of(found)
    rng = np.random.default_rng(seed)
    genome = rng.normal(size=blueprint.length).astype(np.float32)
    codes = rng.uniform(-1, 1, size=(n, 6)).astype(np.float32)
    grown = blueprint.develop("habits", genome, codes)
    wide = -(-width // 16) * 16
    first, hidden, excited = np.zeros((9, wide), np.float32), np.empty(wide, np.float32), np.empty(wide, np.float32)
    organ = blueprint.plan.organs[0]
    kernel.lay(organ.growth, genome, first)
    for i in range(n):
        kernel.recognise(first, codes[i], hidden)
        for q in range(size * size):
            kernel.excite(first, hidden, *organ.positions[q], excited)
            wishes = kernel.grow(organ.growth, genome, 8, excited)
            np.testing.assert_array_equal(np.array(wishes, np.float32), grown[i, q])


@pytest.mark.parametrize(("degree", "genes"), [(0, 6), (1, 18), (2, 36), (3, 60), (4, 90)])
def test_position_has_as_many_genes_as_a_polynomial(degree: int, genes: int) -> None:
    tensor = Tensor("rules", (positions(7), labelled("number", tuple("abcdef"))))
    encoding = Position(degree)
    assert len(encoding.names(tensor)) == genes
    weights = np.zeros(genes, np.float32)
    weights[:6] = np.arange(6)
    np.testing.assert_array_equal(encoding.develop(tensor, weights), np.tile(np.arange(6), (49, 1)))


def test_position_is_that_polynomial() -> None:
    tensor = Tensor("rules", (positions(5), labelled("number", ("a",))))
    weights = np.array([0.5, 2, -1, 3, 0.25, -2], np.float32)  # 1, x, y, xx, xy, yy
    x, y = tensor.axes[0].coordinates.T.astype(float)
    want = 0.5 + 2 * x - y + 3 * x * x + 0.25 * x * y - 2 * y * y
    np.testing.assert_allclose(Position(2).develop(tensor, weights)[:, 0], want, atol=1e-6)
    assert [name.split("·")[1] for name in Position(2).names(tensor)] == ["1", "x", "y", "xx", "xy", "yy"]


def test_all_cosines_are_a_basis_and_the_first_is_constant() -> None:
    tensor = Tensor("rules", (positions(3), labelled("number", ("a",))))
    features = Cosines(99).features(tensor)
    assert features.shape == (9, 9)
    assert (features[:, 0] == 1).all()
    gram = features.astype(float).T @ features
    np.testing.assert_allclose(gram, np.diag(np.diag(gram)), atol=1e-3)
    assert Cosines(4).terms(tensor) == ["cos00", "cos10", "cos01", "cos20"]
    np.testing.assert_array_equal(Cosines(4).features(tensor), features[:, :4])
    x = np.tile(np.arange(3), 3)
    np.testing.assert_allclose(features[:, 1], np.cos(np.pi * (x + 0.5) / 3), atol=1e-5)
    assert len({label.split("·")[1] for label in Cosines(5).names(tensor)}) == 5


def test_cosines_are_the_same_on_every_machine() -> None:
    """Rounded so far that the last bits of a cosine cannot show, unless it lies on the boundary between two."""
    for length in range(1, 65):
        for place in range(length):
            for frequency in range(length):
                exact = np.cos(np.pi * (place + 0.5) * frequency / length) * 65536
                assert abs(exact - np.floor(exact) - 0.5) > 1e-9
                assert wave(place, frequency, length) == np.float32(wave(place, frequency, length))


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_cosines_of_labels_without_a_place_are_along_their_order(count: int) -> None:
    tensor = Tensor("any", (labelled("label", tuple("abcde"[:count])), labelled("number", ("u", "v"))))
    features = Cosines(9).features(tensor)
    assert features.shape == (count, count)
    assert np.linalg.matrix_rank(features) == count


def test_a_projection_is_a_function_of_its_shape() -> None:
    small = Tensor("rules", (positions(20), labelled("number", ("a", "b"))))
    other = Tensor("other", (positions(20), labelled("number", ("c",))))
    features = Projection(30).features(small)
    np.testing.assert_array_equal(features, Projection(30).features(other))
    assert features.shape == (400, 30)
    assert abs(features.mean()) < 3 / np.sqrt(30 * features.size)
    assert features.var() * 30 == pytest.approx(1, abs=3 * np.sqrt(2 / features.size))
    assert not np.allclose(Projection(29).features(small), features[:, :29], atol=0.01)


def test_types_split_the_arena_by_a_line() -> None:
    tensor = Tensor("rules", (positions(3), labelled("number", ("a", "b"))))
    genes = np.array([1, 2, 3, 4, 0, 0, 0, 1, 0, 0], np.float32)  # two rules; type 1 scores x, type 0 scores 0
    grown = Types(2).develop(tensor, genes).reshape(3, 3, 2)
    assert grown[:, :, 0].tolist() == [[1, 1, 3]] * 3
    assert len(Types(2).names(tensor)) == 10


def test_generator_sees_only_coordinates() -> None:
    rng = np.random.default_rng(1)
    codes = rng.uniform(-1, 1, (4, 6)).astype(np.float32)
    codes[2] = codes[0]
    tensor = habits.tensor(5, codes, ACTIONS)
    encoding = Generator(11)
    genes = rng.normal(size=len(encoding.names(tensor))).astype(np.float32)
    grown = encoding.develop(tensor, genes)
    np.testing.assert_array_equal(grown[0], grown[2])
    assert (grown[0] != grown[1]).any()
    other = Tensor("any", (Axis("place", ("a", "b"), np.zeros((2, 3), np.float32)), labelled("out", ("u", "v", "w"))))
    assert encoding.develop(other, np.ones(len(encoding.names(other)), np.float32)).shape == (2, 3)


@pytest.mark.parametrize(
    ("n", "encoding", "genes"),
    [
        (1, {"kind": "funnel"}, 154), (64, {"kind": "funnel"}, 154),
        (1, {"kind": "direct"}, 491), (4, {"kind": "direct"}, 1079), (16, {"kind": "direct"}, 3431),
    ],
)  # fmt: skip
def test_numbers_of_genes_of_the_trial(make_settings: Any, n: int, encoding: dict[str, str], genes: int) -> None:
    blueprint = Blueprint.of(make_settings({"instances": n}, encoding=encoding))
    assert blueprint.length == genes == len(blueprint.names) == len(set(blueprint.names))
    assert blueprint.parameters == n * 196 + 295


def test_a_readout_starts_at_the_identity(make_settings: Any) -> None:
    blueprint = Blueprint.of(make_settings(brain={"cortex": {"readout": "identity", "ticks": {"max": 8}}}))
    first = blueprint.develop("readout", blueprint.first, np.empty((0, 6), np.float32))
    np.testing.assert_array_equal(first, np.eye(4, 5))
    assert np.count_nonzero(blueprint.first) == 4
    assert not Blueprint.of(make_settings(brain={"cortex": {"readout": "random"}})).first.any()


def test_a_bias_that_is_none_is_no_gene(make_settings: Any) -> None:
    with_bias = Blueprint.of(make_settings())
    without = Blueprint.of(make_settings(brain={"cortex": {"bias": "none"}}))
    assert [name for name in with_bias.names if name not in without.names] == ["rules.bias"]
    assert without.length == with_bias.length - 1
    assert not without.rules(np.ones(without.length, np.float32))[:, 2].any()


def test_genes_are_found_by_what_they_speak_of(make_settings: Any) -> None:
    def about(words: list[str], **encoding: Any) -> list[str]:
        blueprint = Blueprint.of(make_settings({"size": 2, "min_path": 1}, encoding=encoding))
        return [blueprint.names[g] for g in np.flatnonzero(blueprint.about(words))]

    assert about(["bias"], rules="types") == ["rules.bias"]
    assert about(["bias"], rules="position", degree=1) == ["rules.bias·1", "rules.bias·x", "rules.bias·y"]
    assert about(["bias"], rules="own") == [f"rules[{q}; bias]" for q in ("0,0", "0,1", "1,0", "1,1")]
    assert about(["drive"], rules="types") == ["rules.drive_wall", "rules.drive_door", "rules.drive_red"]
    assert about(["rules", "gain"], rules="types")[-2:] == ["rules.drive_red", "gain[gain]"]
    assert len(about([], rules="types")) == 154
    assert len(about(["habits"], rules="types")) == 154 - 7
