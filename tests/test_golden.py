"""Stored digests come out again: with more threads, on plainer processors, and whoever compiles the kernels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.golden import NAMES, stored

ROOT = Path(__file__).parents[1]
# The C library then computes as on a processor without these: their names since its version 2.33, and before that.
ABSENT = ",".join(f"-{name},-{name}_Usable" for name in ("AVX2", "AVX512F", "FMA", "FMA4"))
PLAIN = {
    "GLIBC_TUNABLES": f"glibc.cpu.hwcaps={ABSENT}",
    "NPY_DISABLE_CPU_FEATURES": " ".join(np.show_config(mode="dicts")["SIMD Extensions"].get("found", ())),
    "OPENBLAS_CORETYPE": "Prescott",
}
RUN = "import runpy; runpy.run_module('tests.golden', run_name='__main__')"
WITHOUT = "import numba.core.codegen; del numba.core.codegen.JITCodeLibrary"  # what evosim.inlined_kernel begins with


def told(*words: str, before: str = "", **environment: str) -> Any:
    """What a process prints that computes the digests anew."""
    done = subprocess.run(
        [sys.executable, "-c", f"{before}\n{RUN}", *words],
        env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_run_is_stored() -> None:
    assert sorted(stored()) == list(NAMES)


@pytest.mark.long
@pytest.mark.parametrize("threads", [1, 2])
def test_any_number_of_threads(threads: int) -> None:
    assert told("--threads", str(threads)) == stored()


@pytest.mark.long
def test_libraries_without_wide_vectors() -> None:
    assert told(**PLAIN) == stored()


@pytest.mark.long
def test_kernels_for_any_processor(tmp_path: Path) -> None:
    """Numba tells its files apart by the processor's name and features; they have a place of their own even so."""
    assert told(NUMBA_CPU_NAME="generic", NUMBA_CACHE_DIR=str(tmp_path), **PLAIN) == stored()


@pytest.mark.long
def test_kernels_that_numba_compiles_by_itself(tmp_path: Path) -> None:
    assert told("plain", before=WITHOUT, NUMBA_CACHE_DIR=str(tmp_path)) == {"plain": stored()["plain"]}
