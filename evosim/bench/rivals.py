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
from evosim.worlds.grid.things.make import make_things
from evosim.worlds.grid.things.rules_kernel import PLAN, RANDOM, STILL

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


class Things(ctypes.Structure):
    """``struct things`` of ``tests/benchmarks/moving.c``."""

    _fields_ = [
        ("count", ctypes.c_int),
        ("cost", ctypes.c_double),
        *((name, ctypes.c_void_p) for name in ("ground", "shows", "homes", "keys", "pays", "repeats", "ends", "eaten")),
        *((name, ctypes.c_void_p) for name in ("elsewhere", "after", "needs", "gives", "moves", "every")),
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


def moving_in_c(work: Workload, genomes: Floats) -> Rival:
    """The cortex of ``sight_in_c`` where things are eaten, come back, move and lock."""
    world, things = work.training, make_things(work.training)
    movers = things.moves != STILL
    if world.size > 16 or things.pays.size > 32 or world.lives > 1:
        raise Absent("made for at most 16 × 16 cells, 32 things and one life after another")
    if not np.isin(things.moves, (STILL, RANDOM, PLAN)).all() or things.goal[movers].any():
        raise Absent("made for things that move at random or plan towards the agent")
    arrays = [
        np.ascontiguousarray(array)
        for array in (
            things.ground[:, :-1], things.shows[..., :-1], things.places, things.keys, things.pays, things.repeats,
            things.ends, things.eaten, things.elsewhere, things.after, things.needs, things.gives, things.moves,
            things.every,
        )
    ]  # fmt: skip
    given = Things(things.pays.size, things.cost, *(array.ctypes.data for array in arrays))
    planes = _by_cell(world, 1)[..., :-1]  # of which the program reads their number alone
    run = _in_c("moving", genomes, world, planes, work.ticks, work.plan.sight, things=given)

    def with_things() -> NDArray[np.float64]:
        _ = arrays  # whose memory the program reads
        return run()

    return with_things


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


def _in_c(
    name: str, genomes: Floats, world: Instances, planes: Floats, *options: int, things: Things | None = None
) -> Rival:
    """The function of that name in ``tests/benchmarks``; raises ``Absent`` where it cannot be compiled.

    Its planes are laid out as its file says; ``things`` stand after the world.
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
        around = [ctypes.byref(one) for one in (arenas, things) if one is not None]
        program(*map(ctypes.c_int, genomes.shape), _at(genomes), *around, *numbers, _at(score))
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
