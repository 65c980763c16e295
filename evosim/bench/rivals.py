"""Workloads of lives in C and in JAX, so that anybody can repeat the comparison in one run."""

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

from evosim.bench.workload import Workload
from evosim.worlds.grid.instances import LANES, Instances, side_by_side

Floats = NDArray[np.float32]
Rival = Callable[[], NDArray[Any]]  # → (P,) scores
STRICT = ("-O3", "-march=native", "-std=gnu11", "-ffp-contract=off", "-fopenmp", "-shared", "-fPIC")


class Absent(Exception):
    """A rival that cannot run here; why."""


class World(ctypes.Structure):
    """``struct world`` of ``tests/benchmarks/world.h``."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("arenas", "starts", "kinds", "size", "steps")),
        ("shaping", ctypes.c_double),
        *((name, ctypes.c_void_p) for name in ("planes", "walls", "touch", "distance", "begins")),
    ]


def wave_in_c(work: Workload, genomes: Floats) -> Rival:
    """A cortex that thinks once."""
    world = work.training
    return _in_c("wave", genomes, world, side_by_side(world.planes[:, :, world.cells], LANES), work.ticks)


def reflex_in_c(work: Workload, genomes: Floats) -> Rival:
    """Feed-forward nets on a window."""
    options, world = work.setup.blueprint.brain.reflex, work.training
    return _in_c("reflex", genomes, world, _by_cell(world, options.radius), options.hidden, options.radius)


def memory_in_c(work: Workload, genomes: Floats) -> Rival:
    """Recurrent nets on a window, whose state is kept for a life."""
    options, world = work.setup.blueprint.brain.memory, work.training
    return _in_c("memory", genomes, world, _by_cell(world, options.radius), options.hidden, options.radius)


def sight_in_c(work: Workload, genomes: Floats) -> Rival:
    """A cortex that thinks on before each step, of a map that is kept."""
    world = work.training
    return _in_c("sight", genomes, world, _by_cell(world, 1)[..., :-1], work.ticks, work.plan.sight)


def wave_in_jax(work: Workload, genomes: Floats) -> Rival:
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
    put, world = import_module("jax").device_put, work.training
    planes = world.planes[:, :, world.cells].reshape(len(world), -1, world.size, world.size)
    arrays = [put(array) for array in (genomes, planes, world.walls, world.touch, world.distance, world.starts)]

    def run() -> Floats:
        found = module.wave(*arrays, world.shaping, ticks=work.ticks, steps=world.steps)
        return np.asarray(found.block_until_ready())

    return run


def _by_cell(world: Instances, ring: int) -> Floats:
    """(N, D, D, K) planes of arenas inside a ring of walls so many cells wide."""
    inside = world.planes[:, :, world.cells].reshape(len(world), -1, world.size, world.size)
    found = np.pad(inside, ((0, 0), (0, 0), (ring, ring), (ring, ring)))
    found[:, 0] = 1
    found[:, 0, ring:-ring, ring:-ring] = inside[:, 0]
    return np.moveaxis(found, 1, -1)


def _in_c(name: str, genomes: Floats, world: Instances, planes: Floats, *options: int) -> Rival:
    """The function of that name in ``tests/benchmarks``; raises ``Absent`` where it cannot be compiled.

    Its planes are laid out as its file says.
    """
    arrays = (
        np.ascontiguousarray(planes), world.walls.astype(np.uint8), world.touch, world.distance, world.starts,
    )  # fmt: skip
    kinds = planes.shape[1] if name == "wave" else planes.shape[-1]
    arenas = World(
        *world.starts.shape, kinds, world.size, world.steps, world.shaping, *(array.ctypes.data for array in arrays)
    )
    program, score = _compiled(FILES.get(name, name), name), np.empty(len(genomes))

    def run() -> NDArray[np.float64]:
        _ = arrays  # whose memory the program reads
        numbers = map(ctypes.c_int, options)
        program(*map(ctypes.c_int, genomes.shape), _at(genomes), ctypes.byref(arenas), *numbers, _at(score))
        return score

    return run


FILES = {"reflex": "nets", "memory": "nets"}


def _compiled(file: str, name: str) -> Any:
    """A function of a C file, compiled here."""
    compiler = next((found for name in (os.environ.get("CC"), "cc", "gcc", "clang") if (found := _which(name))), None)
    if compiler is None:
        raise Absent("no C compiler; set CC or install gcc")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # or its threads spin through the next competitor's turn
    with tempfile.TemporaryDirectory() as folder:
        for source in _folder().iterdir():
            if source.name.endswith((".c", ".h")):
                (Path(folder) / source.name).write_bytes(source.read_bytes())
        library = Path(folder) / f"{name}.so"
        try:
            subprocess.run(
                [compiler, *STRICT, f"{file}.c", "-o", str(library)],
                cwd=folder, check=True, capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            return getattr(ctypes.CDLL(str(library)), name)  # stays loaded when the file is gone
        except subprocess.CalledProcessError as error:
            why = (error.stderr.strip().splitlines() or ["it gave no reason"])[-1]
            raise Absent(f"{Path(compiler).name} failed: {why}") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Absent(f"{Path(compiler).name}: {error}") from None


def _at(array: NDArray[Any]) -> ctypes.c_void_p:
    return array.ctypes.data_as(ctypes.c_void_p)


def _which(name: str | None) -> str | None:
    return shutil.which(name) if name else None


def _folder() -> Any:
    try:
        return resources.files("evosim.benchmarks")
    except ModuleNotFoundError:  # a checkout
        return Path(__file__).resolve().parents[2] / "tests" / "benchmarks"
