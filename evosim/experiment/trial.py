"""One cell from its settings to its files: draw the worlds, evolve, probe."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from deap.tools import Logbook
from numpy.typing import NDArray

from evosim.evolution.lineage import Ancestor, write_standard
from evosim.evolution.log import COLUMNS
from evosim.evolution.loop import Setup, evolve, resting
from evosim.experiment.store import REPLAY, TIMINGS
from evosim.life import Agent
from evosim.life.games.matches import match, opponents
from evosim.life.replay import record
from evosim.probes.measure import measure, measure_shift
from evosim.probes.subject import Selection, Subject
from evosim.scenario import Cell, Settings
from evosim.scenario.shift import shifted
from evosim.threads import Threads
from evosim.worlds.games.draw import Drawn, draw_games, draw_head
from evosim.worlds.games.options import Games
from evosim.worlds.games.text import draw_text
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.grid.planes import planes
from evosim.worlds.grid.shift import Shifted, shift_instances
from evosim.worlds.labels.draw import draw_labels
from evosim.worlds.labels.options import Labels

NOVEL = 128  # novel instances that every probe uses (handbook: probes, success_novel)
RECORDED = 4  # of which the lives and minds are kept for pictures


def run_cell(
    cell: Cell, threads: Threads | None = None, watch: Callable[[int], None] | None = None
) -> dict[str, bytes]:
    """Run a cell and return its files by name."""
    started = time.perf_counter()
    settings = cell.point.settings
    training, novel = draw_worlds(cell)
    setup = Setup.of(settings)
    evolved = evolve(setup, training, cell.root, threads, watch)
    evolution_done = time.perf_counter()
    agent = evolved.champion
    asked = settings.measure
    selection = Selection(setup, evolved.champion_fitness, asked.bits_selection, asked.returns, asked.objectives)
    subject = Subject(agent, training, novel, cell.root, resting(setup, cell.root), selection=selection)
    row = {
        "fitness": evolved.champion_fitness,
        "born": evolved.born,
        "evaluations": evolved.evaluations,
        **measure(subject),
    }
    columns, files = _shifts(cell, subject)
    row |= columns
    seconds = {"evolve": evolution_done - started, "probes": time.perf_counter() - evolution_done}
    return {
        "cell.json": _json({"seed": cell.seed, "replicate": cell.replicate, "settings": described(settings)}),
        "history.arrow": _history(evolved.log),
        "champion.npz": _arrays(genome=agent.genome, parameters=_parameters(agent)),
        "lineage.csv": _lineage(evolved.line),
        "probes.arrow": _arrow(pa.Table.from_pylist([row])),
        **_lived(agent, novel),
        **files,
        TIMINGS: _json({"seconds": sum(seconds.values()), **seconds}),
    }


def described(settings: Settings) -> dict[str, Any]:
    """Settings as plain data that read back as the same.

    What equals its default is left out, so that a key which is added to the schema later changes no stored cell.
    """
    return settings.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def draw_worlds(cell: Cell) -> tuple[Any, Any]:
    """The instances a cell evolves on and the novel ones; raises ``Impossible`` if there is no room for them."""
    settings = cell.point.settings
    if isinstance(settings.world, Games):
        novel_games = draw_games(settings.world, cell.seed, cell.replicate, "novel", NOVEL)
        return draw_games(settings.world, cell.seed, cell.replicate), novel_games
    if isinstance(settings.world, Labels):
        examples = draw_labels(settings.world, cell.seed, cell.replicate)
        return examples, examples
    given = planes(settings.world, settings.brain.all_senses)
    training = draw_instances(settings.world, cell.seed, cell.replicate, planes=given)
    novel = draw_instances(settings.world, cell.seed, cell.replicate, "novel", NOVEL, unlike=training, planes=given)
    return training, novel


def draw_shifts(cell: Cell, training: Any, novel: Any) -> dict[str, Shifted]:
    """The lives of the novel instances after each shift, by its name; raises ``Impossible`` like ``draw_worlds``."""
    before = cell.point.settings.world
    if not isinstance(before, Grid):
        return {}
    return {
        shift.name: shift_instances(novel, before, shifted(before, shift), cell.seed, cell.replicate, training)
        for shift in cell.shifts
    }


def _shifts(cell: Cell, subject: Subject[Agent]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The columns of all shifts, and the files with a few recorded lives after each."""
    row: dict[str, Any] = {}
    files = {}
    for name, lives in draw_shifts(cell, subject.training, subject.novel).items():
        after = subject.after(name, lives)
        if after is not None:
            row |= measure_shift(after)
            few = after.novel.take(range(min(RECORDED, len(after.novel))))
            files[f"lives_{name}.npz"] = _lives(after.agent, few)
            if len(few):
                files[f"{REPLAY}_{name}.npz"] = _arrays(**record(after.agent, after.novel))
    return row, files


def _parameters(agent: Agent) -> NDArray[np.float32]:
    return np.concatenate([tensor.ravel() for tensor in agent.parameters.values()])


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()


def _arrow(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _history(log: Logbook) -> bytes:
    return _arrow(pa.table({name: np.asarray(log.select(name)) for name in COLUMNS}))


def _arrays(**arrays: NDArray[Any]) -> bytes:
    sink = io.BytesIO()
    np.savez_compressed(
        sink, allow_pickle=False, **arrays
    )  # dates inside are constant, so equal arrays make equal files
    return sink.getvalue()


def _lineage(line: list[Ancestor]) -> bytes:
    """The ALife data standard for phylogenies: ids, parents, time of origin."""
    text = io.StringIO()
    write_standard(text, line)
    return text.getvalue().encode()


def _lived(agent: Agent, novel: Any) -> dict[str, bytes]:
    """What is kept of an agent's lives."""
    if isinstance(novel, Instances):
        return _grid_files(agent, novel)
    return _games_files(agent, novel) if isinstance(novel, Drawn) else {}


def _grid_files(agent: Agent, novel: Instances) -> dict[str, bytes]:
    """Lives and minds on a few instances, for pictures, and a record of lives."""
    return {"lives.npz": _lives(agent, novel.take(range(RECORDED))), f"{REPLAY}.npz": _arrays(**record(agent, novel))}


def _games_files(agent: Agent, novel: Drawn) -> dict[str, bytes]:
    """A few novel games as text, against each opponent."""
    world = agent.blueprint.world
    assert isinstance(world, Games)
    parts = [
        f"against {opponent}\n\n{draw_text(played)}\n"
        for opponent in opponents(world)
        for played in match(agent, draw_head(novel, RECORDED), opponent).played
    ]
    return {"games.txt": "\n".join(parts).encode()}


def _lives(agent: Agent, novel: Instances) -> bytes:
    """An agent's lives and mind on a few instances; rows and columns count from 0 inside the ring."""
    lives, size = agent.live(novel), novel.size
    r = len(novel)

    def place(cells: NDArray[Any]) -> NDArray[np.int16]:
        row, column = np.divmod(cells, novel.stride)
        return np.stack([row - 1, column - 1], axis=-1).astype(np.int16)

    kind = np.append(novel.kinds.of_thing, -1)
    stands = kind[novel.touch[:, novel.cells] - 1] + 1  # touch 0 → thing −1 → kind −1 → 0
    return _arrays(
        walls=novel.walls[:, novel.cells].reshape(r, size, size),
        objects=stands.reshape(r, size, size).astype(np.int8),
        names=np.array(novel.kinds.names),
        starts=place(novel.starts),
        paths=place(lives.trails),
        lengths=lives.lengths,
        reached=kind[lives.reached].astype(np.int8),
        distance=novel.path,
        activity=agent.mind(novel),
    )
