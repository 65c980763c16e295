# ruff: noqa: E501 - a case is a row
from __future__ import annotations

import hashlib
import pickle
from typing import Any

import pytest

from evosim.scenario import Cell, Point, Settings, cells, ignored, load
from evosim.scenario.canonical import canonical
from evosim.scenario.cell import MODEL
from evosim.scenario.sweep import written
from tests.scenario.conftest import BASE, CLAIM, SWEPT, Read

WORLD = {"object": [{"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1, "ends": True}]}


def cell(seed: int = 1, replicate: int = 0, world: dict[str, Any] | None = None, **sections: Any) -> Cell:
    settings = Settings.model_validate({"world": WORLD | (world or {}), **sections})
    return Cell(Point({}, None, settings), seed, replicate)


def test_the_first_replicate_of_every_point_comes_first(read: Read) -> None:
    found = cells(read(SWEPT))
    assert [c.replicate for c in found] == [0] * 8 + [1] * 8
    assert [c.point for c in found[:8]] == [c.point for c in found[8:]]
    assert len({c.key for c in found}) == 16
    assert len({c.root for c in found}) == 16
    assert all(len(c.key) == 16 and int(c.key, 16) >= 0 and 0 <= c.root < 2**64 for c in found)
    assert pickle.loads(pickle.dumps(found[3])) == found[3]


# If one of these changes, cells that users have computed are computed again: bump MODEL, and say so in the changelog.
PINNED = {
    "plain": (cell(), "a7b747eb834e8937"),
    "another replicate": (cell(replicate=7), "26585bc192960c65"),
    "direct": (cell(encoding={"kind": "direct"}), "ff84412f86a40672"),
    "habits alone": (cell(brain={"organs": ["habits"]}, evolution={"kind": "random"}), "dffafc0fb54fead1"),
    "full": (
        cell(
            seed=2**63 - 1,
            world={
                "size": 9,
                "layout": {"walls": 0.1},
                "object": [
                    *WORLD["object"],
                    {"name": "decoy", "shows": {"red": 0.5}, "place": {"like": "door"}},
                ],
            },
            brain={"cortex": {"ticks": {"max": 32}, "readout": "identity"}},
            encoding={"rules": "position", "degree": 2, "width": 5},
            evolution={"population": 64, "mutate": {"delete": 0.03}},
            prices={"description_length": 1e-3},
        ),
        "bdddba32e538e491",
    ),
}


@pytest.mark.parametrize("name", PINNED)
def test_hashes_are_pinned(name: str) -> None:
    found, key = PINNED[name]
    assert found.key == key


def test_the_root_is_pinned() -> None:
    assert cell().root == 8317407358592419869


def test_what_a_run_is_called_or_claims_is_outside_the_hash(read: Read) -> None:
    plain = [c.key for c in cells(read(SWEPT))]
    assert [c.key for c in cells(read(SWEPT.replace("Doors", "Gates") + CLAIM + "than = 0.1\n"))] == plain
    assert [c.key for c in cells(read(SWEPT, {"replicates": 3}))][:16] == plain
    assert [c.key for c in cells(read(SWEPT, {"seed": 5}))] != plain
    swept = read(BASE + '[sweep]\n"world.instances" = [1, 4]\n')
    written = read(BASE.replace("[world]", "[world]\ninstances = 4"))
    assert cells(swept)[1].key == cells(written)[0].key


SAME: dict[str, dict[str, Any]] = {
    "defaults": {"world": {"size": 7, "layout": {"kind": "open", "walls": 0.3}}, "brain": {"organs": ["habits", "cortex"]}},
    "order of organs": {"brain": {"organs": ["cortex", "habits"]}},
    "order of features": {"world": {"object": [{**WORLD["object"][0], "shows": {"red": 1, "door": 1}}]}},
    "whole floats": {"world": {"object": [{**WORLD["object"][0], "pays": 1.0, "shows": {"door": 1.0, "red": 1}}]}},
    "kind as written": {"encoding": {"kind": "funnel"}},
    "dials as written": {"encoding": {"habits": "generator", "rules": "types"}},
    "kind overruled": {"encoding": {"kind": "direct", "habits": "generator", "rules": "types"}},
    "degree of no polynomial": {"encoding": {"degree": 3}},
    "hidden units of no net": {"brain": {"cortex": {"hidden": 7}}},
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_what_does_not_matter_changes_no_hash(name: str) -> None:
    assert cell(**SAME[name]).key == cell().key


IDLE: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({"encoding": {"kind": "direct"}}, {"encoding": {"cell_types": 3, "width": 4}}, ["encoding.width", "encoding.cell_types"]),
    ({"encoding": {"habits": "table", "rules": "dct"}}, {"encoding": {"width": 4}}, ["encoding.width"]),
    ({"encoding": {"rules": "position"}}, {"encoding": {"cell_types": 3}}, ["encoding.cell_types"]),
    ({"brain": {"organs": ["cortex"]}}, {"encoding": {"habits": "table", "width": 4}}, ["encoding.habits", "encoding.width"]),
    (
        {"brain": {"organs": ["habits"]}},
        {"brain": {"cortex": {"ticks": 3}}, "encoding": {"rules": "own"}, "prices": {"thinking_time": 0.1}},
        ["brain.cortex", "encoding.rules", "prices.thinking_time"],
    ),
    (
        {"encoding": {"rules": "nucleotides"}, "brain": {"organs": ["cortex"]}},
        {"evolution": {"initial": {"scale": 0.3}}},
        ["evolution.initial"],
    ),
    (
        {"brain": {"organs": ["habits"]}},
        {"brain": {"reflex": {"radius": 2}, "search": {"depth": 3}}, "encoding": {"reflex": "net", "degree": 2, "rules": "own"}, "prices": {"search_node": 0.1}},
        ["encoding.rules", "brain.reflex", "encoding.reflex", "brain.search", "prices.search_node", "encoding.degree"],
    ),
    (
        {"evolution": {"kind": "random"}},
        {"evolution": {"select": {"size": 2}, "cross": {"rate": 0.1}, "mutate": {"rate": 0.1}}},
        ["evolution.select", "evolution.cross", "evolution.mutate"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("chosen", "idle", "names"), IDLE)
def test_options_of_kinds_that_are_not_selected_are_noted_and_change_no_hash(
    chosen: dict[str, Any], idle: dict[str, Any], names: list[str]
) -> None:
    both = {key: {**chosen.get(key, {}), **idle.get(key, {})} for key in chosen | idle}
    assert ignored(cell(**both).point.settings) == names
    assert ignored(cell(**chosen).point.settings) == []
    assert cell(**both).key == cell(**chosen).key
    assert cell(**idle).key != cell().key or names == ["encoding.cell_types"]


MATTERS: list[dict[str, Any]] = [
    {"world": {"size": 8}},
    {"world": {"layout": {"walls": 0.2}}},
    {"world": {"object": [{**WORLD["object"][0], "ends": False}]}},
    {"brain": {"organs": ["cortex"]}},
    {"brain": {"cortex": {"ticks": 25}}},
    {"brain": {"cortex": {"ticks": {"max": 24}}}},
    {"encoding": {"habits": "table"}},
    {"encoding": {"rules": "own"}},
    {"encoding": {"cell_types": 2}},
    {"encoding": {"width": 12}},
    {"encoding": {"rules": "net"}},
    {"encoding": {"rules": "net", "width": 12}},
    {"encoding": {"rules": "dct"}},
    {"encoding": {"rules": "dct", "coefficients": 7}},
    {"encoding": {"rules": "projection", "coefficients": 7}},
    {"encoding": {"rules": "nucleotides"}},
    {"encoding": {"rules": "nucleotides", "nucleotides": {"length": 400}}},
    {"encoding": {"rules": "nucleotides", "nucleotides": {"match": 4}}},
    {"evolution": {"initial": {"scale": 0.5}}},
    {"evolution": {"select": {"size": 2}}},
    {"evolution": {"kind": "random"}},
    {"prices": {"thinking_time": 0.1}},
    {"seed": 2},
    {"replicate": 1},
]


def test_what_matters_changes_the_hash() -> None:
    assert len({cell(**keys).key for keys in [{}, *MATTERS]}) == len(MATTERS) + 1


OF_ORGANS: list[dict[str, Any]] = [
    {"brain": {"reflex": {"radius": 2}}},
    {"brain": {"reflex": {"hidden": 9}}},
    {"brain": {"search": {"depth": 25}}},
    {"brain": {"search": {"depth": {"max": 24}}}},
    {"encoding": {"reflex": "position"}},
    {"encoding": {"reflex": "position", "degree": 2}},
    {"encoding": {"reflex": "net"}},
    {"encoding": {"reflex": "net", "width": 4}},
    {"prices": {"search_node": 0.1}},
]


def test_options_of_organs_that_are_there_change_the_hash() -> None:
    def of(keys: dict[str, Any]) -> Cell:
        return cell(**{**keys, "brain": {"organs": ["reflex", "search"], **keys.get("brain", {})}})

    assert not any(ignored(of(keys).point.settings) for keys in OF_ORGANS)
    assert len({of(keys).key for keys in [{}, *OF_ORGANS]}) == len(OF_ORGANS) + 1
    assert canonical(of(OF_ORGANS[4]).point.settings)["encoding"] == {"reflex": "position"}


def test_the_canonical_form_holds_what_was_chosen_and_no_more() -> None:
    assert canonical(cell().point.settings) == {
        "world": {"object": [{"name": "door", "shows": {"door": 1.0, "red": 1.0}, "pays": 1.0, "ends": True}]},
        "encoding": {"habits": "generator", "rules": "types"},
    }
    idle = {"brain": {"organs": ["habits"], "cortex": {"ticks": 3}}, "encoding": {"kind": "direct"}}
    assert canonical(cell(**idle, prices={"thinking_time": 1}).point.settings) == {
        "world": canonical(cell().point.settings)["world"],
        "brain": {"organs": ["habits"]},
        "encoding": {"habits": "table"},
    }


def test_the_bytes_behind_a_key_are_the_json_of_all_that_matters() -> None:
    """Replicates share the text of their settings; put together it is what one piece would be."""
    for cell in cells(load("red_doors"))[:3]:
        shifts = [shift.model_dump(mode="json", by_alias=True, exclude_defaults=True) for shift in cell.shifts]
        what = {
            "model": MODEL,
            "seed": cell.seed,
            "replicate": cell.replicate,
            "settings": cell.point.canonical,
            "shift": shifts,
        }
        assert shifts
        assert cell.key == hashlib.sha256(written(what).encode()).hexdigest()[:16]
