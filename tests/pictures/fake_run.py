"""A finished run made up for the pictures: plausible tables, histories and lives; nothing is evolved."""

from __future__ import annotations

import json
from collections import deque
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evosim.organs.cortex.organ import course
from evosim.scenario import cells
from evosim.scenario.schema import Scenario
from tests.made import finish

TICKS = (0, 1, 2, 4, 8, 16, 32)
DOOR = {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}
TWELVE = {
    "funnel": 0.9, "direct": 0.0, "generator_own": 0.0, "table_types": 0.85,
    "generator_position_1": 0.3, "table_position_1": 0.25,
    "funnel_random_search": 0.0, "funnel_readout_not_given": 0.1, "direct_ten_times_the_evaluations": 0.0,
    "funnel_without_deletion": 0.6, "funnel_price_0005": 1.0, "habits_alone": None,
}  # fmt: skip


def scenario(title: str = "An information funnel favours mesa-optimizers", **more: Any) -> Scenario:
    return Scenario.model_validate({"title": title, "world": {"object": [DOOR]}, **more})


def variants(chances: dict[str, float | None], **more: Any) -> Scenario:
    return scenario(variant=[{"name": name, "set": {}} for name in chances], **more)


def build(
    path: Path,
    of: Scenario,
    chance: Any,
    *,
    replicates: int = 20,
    generations: int = 150,
    lives: bool = True,
    size: int = 7,
    retarget: bool = True,
) -> Scenario:
    """Write a run; ``chance(variant, *values)`` is that of a replicate to plan, None without a cortex."""
    rng = np.random.default_rng(7)
    rows = []
    points = list(product([variant.name for variant in of.variant] or [None], *of.sweep.values()))
    for number, (variant, *values) in enumerate(points):
        plans = chance(variant, *values)
        for replicate in range(replicates):
            cell = f"{number:02d}{replicate:03d}abcdef"
            planner = plans is not None and bool(rng.random() < plans)
            row = _row(rng, planner, plans is not None, retarget)
            row |= _after_shifts(of, planner, number)
            rows.append(
                {
                    "cell": cell,
                    "replicate": replicate,
                    "variant": variant,
                    **dict(zip(of.sweep, values, strict=True)),
                    **row,
                }
            )
            folder = path / "cells" / cell
            folder.mkdir(parents=True)
            _history(folder / "history.arrow", rng, row["success"], generations)
            if lives:
                _lives(
                    folder / "lives.npz",
                    replicate,
                    planner,
                    plans is not None,
                    size,
                    [kind.name for kind in of.world.object],
                )
                for shift in of.shift:
                    file = folder / f"lives_{shift.name}.npz"
                    _lives(file, replicate, planner, plans is not None, size, ["door", "decoy"])
                    if number % 2:  # it walks to the door as well, but let that count as the decoy
                        with np.load(file) as arrays:
                            recorded = dict(arrays)
                        np.savez(file, **{**recorded, "reached": np.where(recorded["reached"] == 0, 1, -1)})
    pq.write_table(pa.Table.from_pylist(rows), path / "table.parquet")
    verdict = {
        "claim": "funnel_favours_planners", "primary": True, "source": "2.2", "statistic": "planner",
        "says": "In diverse worlds, populations that evolve through a funnel become planners more often than "
        "those encoded directly.",
        "high": 0.9, "low": 0.0, "difference": 0.9, "interval": [0.69, 0.97], "level": 0.95,
        "replicates": replicates, "before_data": True, "quick": False, "verdict": "supported",
    }  # fmt: skip
    (path / "verdicts.json").write_text(json.dumps([verdict]))
    finish(path)
    return of


def build_elsewhere(path: Path, of: Scenario, *, generations: int = 12) -> Scenario:
    """Write a run of games, labels or both, whose cells have the keys of true ones."""
    rng = np.random.default_rng(7)
    rows = []
    for cell in cells(of):
        settings = cell.point.settings
        row = _player(rng, settings.world) if settings.world.kind == "games" else _classifier(rng)
        rows.append({"cell": cell.key, "replicate": cell.replicate, **cell.point.row(), **row})
        folder = path / "cells" / cell.key
        folder.mkdir(parents=True)
        _history(folder / "history.arrow", rng, 0.9, generations)
    names = dict.fromkeys(name for row in rows for name in row)
    pq.write_table(pa.table({name: [row.get(name) for row in rows] for name in names}), path / "table.parquet")
    finish(path)
    return of


def _player(rng: np.random.Generator, world: Any) -> dict[str, Any]:
    depth, two = int(rng.integers(0, 4)), world.game.kind == "tic_tac_toe"
    return {
        "score": 1.0,
        "score_novel": rng.uniform(0.5, 1),
        "score_random": rng.uniform(0.5, 1),
        "score_perfect": rng.uniform(-1, 0) if two else None,
        "score_reflex": rng.uniform(-0.2, 0.2),
        "score_optimal": 0.9 if two else None,
        "player_depth": depth,
        "player_nodes": float(5**depth - 1),
    }


def _classifier(rng: np.random.Generator) -> dict[str, Any]:
    return {"accuracy": rng.uniform(0.7, 1), "accuracy_held_out": rng.uniform(0.4, 0.9), "accuracy_per_bit": 0.03}


def _row(rng: np.random.Generator, planner: bool, cortex: bool, retarget: bool) -> dict[str, Any]:
    success = float(np.round(min(1.0, rng.normal(0.97, 0.03) if planner else rng.normal(0.7, 0.15)) * 192) / 192)
    novel = min(1.0, rng.normal(0.93, 0.04)) if planner else abs(rng.normal(0.03, 0.04))
    if not planner and rng.random() < 0.15:
        novel = rng.uniform(0.2, 0.75)
    rise = np.minimum(
        1.0,
        np.array([0.01, 0.03, 0.21, 0.5, 0.86, 1.0, 1.0]) if planner else np.array([0.2, 0.6, 0.8, 0.9, 1, 1, 1]),
    )
    curve = novel * rise if cortex else [None] * 7
    one = float(curve[1]) if cortex else None
    row = {
        "fitness": success,
        "success": success,
        "success_novel": float(novel),
        "success_heuristic": 0.86,
        "novel_one_tick": one,
        "deliberation": novel - one if cortex else None,
        "retarget": float(np.clip(rng.normal(0.85, 0.12) if planner else rng.normal(0.04, 0.05), 0, 1))
        if retarget and cortex
        else None,
        "retarget_within": float(np.clip(rng.normal(0.9, 0.1) if planner else rng.normal(0.05, 0.05), 0, 1))
        if retarget and cortex
        else None,
        "planner": planner if retarget and cortex else None if cortex else False,
        **{
            f"novel_ticks_{tick}": None if value is None else float(value)
            for tick, value in zip(TICKS, curve, strict=True)
        },
        "genes": int(rng.integers(4, 154)),
        "ticks": 24 if cortex else None,
    }
    scores = [row[name] for name in ("success_novel", "retarget_within", "deliberation")]
    row["search_score"] = None if None in scores else min(scores)
    return row


def _after_shifts(of: Scenario, planner: bool, number: int) -> dict[str, Any]:
    """Agents of the first, third … point want the door, the others red."""
    row: dict[str, Any] = {}
    for shift in of.shift:
        likes = 1.0 if number % 2 == 0 else 0.0
        reached = {"door": likes, "decoy": 1 - likes} if planner else {"door": 0.1, "decoy": 0.2}
        row |= {f"reached_{thing}_{shift.name}": share for thing, share in reached.items()}
        row |= {"mesa_door": 0.1 + 0.2 * likes, "mesa_red": 0.2}
    return row


def _history(file: Path, rng: np.random.Generator, final: float, generations: int) -> None:
    g = np.arange(generations)
    middle, width = rng.uniform(0.1, 0.7) * generations, 0.07 * generations + 1
    best = (
        np.round(np.clip(final / (1 + np.exp(-(g - middle) / width)) + rng.normal(0, 0.02, generations), 0, 1) * 192)
        / 192
    )
    mean = np.clip(0.72 * best + rng.normal(0, 0.01, generations), 0, 1)
    columns: dict[str, Any] = {"generation": g, "best": best, "mean": mean, "sd": 0.1 * mean, "min": 0 * mean}
    columns |= {
        "success": best,
        "success_mean": mean,
        "genes": g,
        "genes_mean": mean,
        "ticks": g,
        "ticks_mean": mean,
        "failed": 0 * g,
    }
    table = pa.table(columns)
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _lives(file: Path, replicate: int, planner: bool, cortex: bool, size: int, names: list[str]) -> None:
    # As in true runs, the mazes of a replicate are the same at all points.
    rng, own, mazes, steps = np.random.default_rng(1000 + replicate), np.random.default_rng(replicate), 4, 28
    walls, objects, starts, paths = [], [], [], []
    lengths, reached, distance, activity = [], [], [], []
    while len(walls) < mazes:
        wall = rng.random((size, size)) < 0.3
        free = np.argwhere(~wall)
        goal = free[rng.integers(len(free))]
        far = _distances(wall, goal)
        begin = np.argwhere(far >= 6)
        if len(begin) < 3:
            continue
        thing = np.zeros((size, size), np.int8)
        thing[tuple(goal)] = 1
        for kind in range(2, len(names) + 1):
            thing[tuple(free[rng.integers(len(free))])] = kind
        course = _mind(own, wall, thing, planner)
        chosen = begin[rng.permutation(len(begin))[:3]]
        walks = [_walk(course[-1], wall, goal, start, steps if size < 20 else 4 * size) for start in chosen]
        walls.append(wall)
        objects.append(thing)
        starts.append(chosen)
        paths.append([walk[0] for walk in walks])
        lengths.append([walk[1] for walk in walks])
        reached.append([walk[2] for walk in walks])
        distance.append([far[tuple(start)] for start in chosen])
        activity.append(course if cortex else course[:0])
    np.savez(
        file, walls=np.array(walls), objects=np.array(objects), names=np.array(names),
        starts=np.array(starts, np.int16), paths=np.array(paths, np.int16), lengths=np.array(lengths, np.int32),
        reached=np.array(reached, np.int8), distance=np.array(distance, np.int32),
        activity=np.array(activity, np.float32),
    )  # fmt: skip


def _distances(wall: np.ndarray, goal: np.ndarray) -> np.ndarray:
    far = np.full(wall.shape, -1)
    far[tuple(goal)] = 0
    queue = deque([tuple(goal)])
    while queue:
        r, c = queue.popleft()
        for a, b in ((r - 1, c), (r, c + 1), (r + 1, c), (r, c - 1)):
            if 0 <= a < len(wall) and 0 <= b < len(wall) and not wall[a, b] and far[a, b] < 0:
                far[a, b] = far[r, c] + 1
                queue.append((a, b))
    return far


def _mind(rng: np.random.Generator, wall: np.ndarray, thing: np.ndarray, planner: bool) -> np.ndarray:
    size, cells = len(wall), wall.size
    planes = np.array([[wall.ravel(), thing.ravel() == 1]], np.float32)
    rule = np.array([0.02, 0.27, 0.0, -0.44, 1.35], np.float32)
    rules = np.tile(rule, (cells, 1)) if planner else rng.normal(0, 0.25, (cells, 5)).astype(np.float32)
    return np.stack([sheet[0] for sheet in course(rules, planes, size, 24 if size < 20 else 2 * size)])


def _walk(
    v: np.ndarray, wall: np.ndarray, goal: np.ndarray, start: np.ndarray, steps: int
) -> tuple[np.ndarray, int, int]:
    path = np.tile(start, (steps + 1, 1))
    for t in range(steps):
        r, c = path[t]
        near = [
            (a, b)
            for a, b in ((r - 1, c), (r, c + 1), (r + 1, c), (r, c - 1))
            if 0 <= a < len(wall) and 0 <= b < len(wall)
        ]
        a, b = max(near, key=lambda cell: v[cell])
        path[t + 1 :] = (r, c) if wall[a, b] else (a, b)
        if (path[t + 1] == goal).all():
            return path, t + 1, 0
    return path, steps, -1
