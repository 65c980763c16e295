"""The workload ``wave`` in C and in JAX, so that anybody can repeat the comparison in one run."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from importlib import import_module, resources, util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.grid.instances import LANES, Instances, side_by_side

Rival = Callable[[], NDArray[Any]]  # → (P,) scores
STRICT = ("-O3", "-march=native", "-std=gnu11", "-ffp-contract=off", "-fopenmp", "-shared", "-fPIC")


class Absent(Exception):
    """A rival that cannot run here; why."""


def in_c(genomes: NDArray[np.float32], ticks: int, world: Instances, flags: tuple[str, ...] = STRICT) -> Rival:
    """The C of ``tests/benchmarks/wave.c``, compiled here; raises ``Absent`` where that is impossible."""
    compiler = next((found for name in (os.environ.get("CC"), "cc", "gcc", "clang") if (found := _which(name))), None)
    if compiler is None:
        raise Absent("no C compiler; set CC or install gcc")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # or its threads spin through the next competitor's turn
    with tempfile.TemporaryDirectory() as folder, resources.as_file(_folder().joinpath("wave.c")) as source:
        library = Path(folder) / "wave.so"
        try:
            subprocess.run(
                [compiler, *flags, str(source), "-o", str(library)],
                check=True, capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            wave = ctypes.CDLL(str(library)).wave  # stays loaded when the file is gone
        except subprocess.CalledProcessError as error:
            why = (error.stderr.strip().splitlines() or ["it gave no reason"])[-1]
            raise Absent(f"{Path(compiler).name} failed: {why}") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Absent(f"{Path(compiler).name}: {error}") from None
    planes = side_by_side(world.planes[:, :, world.cells], LANES)
    walls, touch, score = world.walls.astype(np.uint8), world.touch, np.empty(len(genomes))
    sizes = (
        *genomes.shape, world.size**2, len(world), world.starts.shape[1], planes.shape[1], world.size, ticks,
        world.steps,
    )  # fmt: skip
    arrays = (genomes, planes, walls, touch, world.distance, world.starts, score)

    def run() -> NDArray[np.float64]:
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in arrays]
        wave(*map(ctypes.c_int, sizes), ctypes.c_double(world.shaping), *pointers)
        return score

    return run


def in_jax(genomes: NDArray[np.float32], ticks: int, world: Instances) -> Rival:
    """The JAX of ``tests/benchmarks/wave_jax.py``, on the processor; raises ``Absent`` without JAX."""
    if util.find_spec("jax") is None:
        raise Absent("not installed; pip install 'evosim-mesa[bench]'")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    with resources.as_file(_folder().joinpath("wave_jax.py")) as source:
        spec = util.spec_from_file_location("evosim_wave_jax", source)
        assert spec is not None
        assert spec.loader is not None
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
    put = import_module("jax").device_put
    planes = world.planes[:, :, world.cells].reshape(len(world), -1, world.size, world.size)
    arrays = [put(array) for array in (genomes, planes, world.walls, world.touch, world.distance, world.starts)]

    def run() -> NDArray[np.float32]:
        found = module.wave(*arrays, world.shaping, ticks=ticks, steps=world.steps)
        return np.asarray(found.block_until_ready())

    return run


def _which(name: str | None) -> str | None:
    return shutil.which(name) if name else None


def _folder() -> Any:
    try:
        return resources.files("evosim.benchmarks")
    except ModuleNotFoundError:  # a checkout
        return Path(__file__).resolve().parents[2] / "tests" / "benchmarks"
