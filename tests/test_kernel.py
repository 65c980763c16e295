"""Kernels on numba as it is installed, and on numbas whose private parts have changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from numba.core.codegen import JITCodeLibrary

from evosim import inlined_kernel, kernel


class Share(NamedTuple):
    """A part with the verb ``add``."""

    on: bool
    of: float


def _add(part, workspace, total):  # type: ignore[no-untyped-def]
    total[0] += part.of / workspace[0]


def _walk(parts, workspaces, total):  # type: ignore[no-untyped-def]
    add_each(parts, workspaces, total)  # noqa: F821  (``walked`` sets it)


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """For changes of numba, which is tried out again, as in a process that begins without a cache."""
    monkeypatch.setattr(kernel, "CACHE", tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.delitem(sys.modules, inlined_kernel.__name__)
    monkeypatch.delattr("evosim.inlined_kernel")
    kernel._inlined.cache_clear()
    yield monkeypatch
    kernel._inlined.cache_clear()


def walked(patch: pytest.MonkeyPatch) -> float:
    """What kernels that are compiled now add up: one that Python calls, and in it the verb of each part that is on."""
    here = sys.modules[__name__]
    patch.setattr(here, "add", kernel.kernel(_add), raising=False)
    patch.setattr(here, "add_each", kernel.for_each("add", "total"), raising=False)
    parts, total = (Share(True, 1.0), Share(False, 5.0), Share(True, 2.0)), np.zeros(1)
    kernel.kernel(_walk)(parts, tuple(np.full(1, divisor) for divisor in (3.0, 7.0, 9.0)), total)
    return float(total[0])


def test_this_numba_is_as_kernels_take_it_to_be(patch: pytest.MonkeyPatch) -> None:
    """Otherwise all compiles for twice as long, and ``evosim.inlined_kernel`` has to be mended."""
    assert kernel._inlined() is not None
    assert kernel.compiled("trial")
    assert walked(patch) == 1.0 / 3.0 + 2.0 / 9.0


def _absent(patch: pytest.MonkeyPatch) -> None:
    patch.delattr("numba.core.codegen.JITCodeLibrary")


def _renamed(patch: pytest.MonkeyPatch) -> None:
    patch.delattr("numba.core.caching.Cache._index_key")


def _unknown(patch: pytest.MonkeyPatch) -> None:
    patch.delattr("numba.core.cpu._options_mixin.forceinline")


def _called_otherwise(patch: pytest.MonkeyPatch) -> None:
    class Library(JITCodeLibrary):
        def __init__(self, codegen: Any, name: str, more: int) -> None:
            super().__init__(codegen, name)

    patch.setattr("numba.core.codegen.JITCodeLibrary", Library)


@pytest.mark.parametrize("change", [_absent, _renamed, _unknown, _called_otherwise])
def test_on_another_numba_kernels_are_the_same(
    patch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None]
) -> None:
    change(patch)
    assert kernel._inlined() is None
    assert not kernel.compiled("trial")
    assert walked(patch) == 1.0 / 3.0 + 2.0 / 9.0
