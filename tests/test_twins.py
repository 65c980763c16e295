"""Every file of kernels has a slow twin, and a test that calls it."""

from __future__ import annotations

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

import evosim

PACKAGE, TESTS = Path(evosim.__file__).parent, Path(__file__).parent
TWINS = {  # folder of kernels → module and name of the slow twin, and the test that compares the two
    "encodings": ("evosim.encodings.encoding:Encoding.develop", "encodings/test_encodings.py"),
    "encodings/direct": ("evosim.encodings.direct.encoding:Direct.develop", "encodings/test_encodings.py"),
    "encodings/linear": ("evosim.encodings.linear.basis:Linear.develop", "encodings/test_encodings.py"),
    "encodings/net": ("evosim.encodings.net.encoding:Net.develop", "encodings/test_encodings.py"),
    "encodings/nucleotides": (
        "evosim.encodings.nucleotides.encoding:Nucleotides.develop", "encodings/test_nucleotides.py",
    ),
    "encodings/types": ("evosim.encodings.types.encoding:Types.develop", "encodings/test_encodings.py"),
    "evolution": ("evosim.random.reference:stream", "evolution/test_kernel.py"),  # the tests are loops themselves
    "life": ("evosim.worlds.labels.reference:by_net", "life/test_labels.py"),
    "life/grid": ("evosim.life:evaluate", "evolution/test_over.py"),  # of one instance at a time
    "life/grid/general": ("tests.life.grid.general_twin:live", "life/grid/test_general.py"),
    "life/grid/memoised": ("tests.life.grid.twin:live", "life/grid/test_life.py"),
    "organs": ("tests.life.grid.twin:live", "life/grid/test_life.py"),
    "organs/classifier": ("evosim.worlds.labels.reference:by_net", "life/test_labels.py"),
    "organs/cortex": ("evosim.organs.cortex.organ:course", "organs/test_cortex.py"),
    "organs/cortex/channels": ("evosim.organs.cortex.channels.organ:course", "organs/test_channels.py"),
    "organs/habits": ("tests.life.grid.twin:live", "life/grid/test_life.py"),
    "organs/learner": ("tests.life.grid.general_twin:SlowLearner", "organs/test_learner.py"),
    "organs/memory": ("tests.life.grid.general_twin:SlowMemory", "organs/test_memory.py"),
    "organs/player": ("evosim.worlds.games.reference:Player", "life/test_games.py"),
    "organs/reflex": ("tests.life.grid.twin:live", "organs/test_reflex.py"),
    "organs/search": ("evosim.organs.search.organ:values", "organs/test_search.py"),
    "random": ("evosim.random.reference:draw", "random/test_kernel.py"),
    "worlds/games/hash_game": (
        "evosim.worlds.games.hash_game.reference:start_string", "worlds/games/hash_game/test_kernel.py",
    ),
    "worlds/games/tic_tac_toe": (
        "evosim.worlds.games.tic_tac_toe.reference:TicTacToe", "worlds/games/tic_tac_toe/test_kernel.py",
    ),
    "worlds/grid": ("evosim.worlds.grid.reference:draw_instance", "worlds/test_draw.py"),
    "worlds/grid/returns": ("evosim.worlds.grid.returns.reference:returns", "worlds/test_returns.py"),
    "worlds/grid/things": ("tests.life.grid.general_twin:live", "worlds/test_things.py"),
    "worlds/grid/layouts": ("evosim.worlds.grid.layouts.reference:lay", "worlds/test_layouts.py"),
}  # fmt: skip


def test_no_kernels_are_without() -> None:
    folders = [file.parent for file in PACKAGE.rglob("kernel.py") if file.parent != PACKAGE]
    assert {folder.relative_to(PACKAGE).as_posix() for folder in folders} == set(TWINS)


@pytest.mark.parametrize("folder", TWINS)
def test_there_is_a_twin_and_a_test_that_calls_it(folder: str) -> None:
    (module, _, name), test = TWINS[folder][0].partition(":"), TESTS / TWINS[folder][1]
    assert callable(reduce(getattr, name.split("."), import_module(module)))
    assert re.search(rf"\b{name.rpartition('.')[2]}\(", test.read_text())
