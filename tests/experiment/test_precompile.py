"""What the compiling process leaves is what a run needs: nothing of it is compiled again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import sys
from evosim.experiment.precompile import compiling, precompile
from evosim.life.memoised.kernel import live
if "alone" in sys.argv:
    with compiling():
        pass
precompile()
print(sum(live.stats.cache_hits.values()), sum(live.stats.cache_misses.values()))
"""


@pytest.mark.slow
def test_kernels_compiled_beside_are_found(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUN, "alone"]
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.split() == ["1", "0"]
