from __future__ import annotations

import copy
import json
import pickle

import pytest

from evosim.frozen import Frozen, freeze, thaw


def test_every_way_to_change_one_is_refused() -> None:
    table = freeze({"a": [1, {"b": 2}]})
    for change in (
        lambda: table.__setitem__("a", 1),
        lambda: table.__delitem__("a"),
        lambda: table.update(a=1),
        lambda: table.pop("a"),
        lambda: table.popitem(),
        lambda: table.clear(),
        lambda: table.setdefault("c", 1),
        lambda: table.__ior__({"c": 1}),
        lambda: table["a"][1].update(b=3),
        lambda: table["a"].append(3),
    ):
        with pytest.raises((TypeError, AttributeError)):
            change()
    assert table == {"a": (1, {"b": 2})}


def test_it_hashes_pickles_copies_and_is_written_like_any_table() -> None:
    table = freeze({"a": [1, {"b": 2}]})
    assert hash(table) == hash(freeze({"a": [1, {"b": 2}]}))
    assert pickle.loads(pickle.dumps(table)) == table == copy.deepcopy(table)
    assert isinstance(copy.copy(table), Frozen)
    assert json.dumps(table) == '{"a": [1, {"b": 2}]}'
    assert thaw(table) == {"a": [1, {"b": 2}]}
    assert type(thaw(table)["a"][1]) is dict
