"""One cell from its settings to its files: draw the worlds, evolve, probe."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from deap.tools import Logbook
from numpy.typing import NDArray

from evosim.arrays import packed
from evosim.evolution.carried import carried
from evosim.evolution.checkpoint import Checkpoint
from evosim.evolution.lineage import Ancestor, write_standard
from evosim.evolution.log import COLUMNS
from evosim.evolution.loop import evolve
from evosim.evolution.rivals import Meeting, Rivals
from evosim.evolution.setup import Setup, resting
from evosim.evolution.stage import Stage
from evosim.experiment.store import TIMINGS
from evosim.life import Agent
from evosim.life.kinds import kind_of
from evosim.organs.blueprint import Blueprint
from evosim.probes.measure import measure, measure_shift
from evosim.probes.subject import Selection, Subject
from evosim.probes.valley import way
from evosim.scenario import Cell, Settings
from evosim.scenario.shift import shifted
from evosim.threads import Threads
from evosim.worlds.grid.draw import Impossible, draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import Change
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.grid.shift import Shifted, shift_instances

NOVEL = 128  # novel instances that every probe uses (handbook: probes, success_novel)


def run_cell(
    cell: Cell,
    threads: Threads | None = None,
    watch: Callable[[int], None] | None = None,
    checkpoint: Checkpoint | None = None,
) -> dict[str, bytes]:
    """Run a cell and return its files by name; with a ``checkpoint`` it goes on from there."""
    started = time.perf_counter()
    settings = cell.point.settings
    training, novel = draw_worlds(cell)
    setup = Setup.of(settings)
    stage = first_stage(cell, training)
    evolved = evolve(setup, stage, cell.root, threads, watch, then=draw_phases(cell, training), checkpoint=checkpoint)
    evolution_done = time.perf_counter()
    agent = evolved.champion
    selection = Selection(
        setup,
        evolved.champion_fitness,
        evolved.log,
        carried(setup.way, evolved.genomes),
        stage.rivals.meetings if stage.rivals else (),
        evolved.ends,
        evolved.line,
    )
    rest = resting(setup, cell.root)
    subject = Subject(agent, training, novel, cell.root, rest, selection=selection, asked=settings.measure)
    row = {
        "fitness": evolved.champion_fitness,
        "born": evolved.born,
        "evaluations": evolved.evaluations,
        **measure(subject),
    }
    columns, files = _shifts(cell, subject)
    row |= columns
    before = checkpoint.before if checkpoint else 0.0
    seconds = {"evolve": before + evolution_done - started, "probes": time.perf_counter() - evolution_done}
    return {
        "cell.json": _json({"seed": cell.seed, "replicate": cell.replicate, "settings": described(settings)}),
        "history.arrow": _history(evolved.log),
        "champion.npz": packed(genome=agent.genome, parameters=_parameters(agent)),
        "lineage.csv": _lineage(evolved.line),
        "probes.arrow": _arrow(pa.Table.from_pylist([row])),
        **kind_of(settings.world).files(agent, novel),
        **files,
        **_way(subject),
        **({"rivals.arrow": _meetings(stage.rivals.meetings)} if stage.rivals else {}),
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
    return kind_of(settings.world).draw(Blueprint.of(settings), cell.seed, cell.replicate, NOVEL)


def first_stage(cell: Cell, training: Any) -> Stage:
    """Where a cell's evolution begins: in the instances of its world, and of the tasks beside it, or against rivals.

    Raises
    ------
    Impossible
        If there is no room for a task.
    """
    settings = cell.point.settings
    way, world = settings.evolution, settings.world
    beside = []
    for number, task in enumerate(way.task, start=1):
        assert isinstance(world, Grid)
        beside.append(_changed(cell, training, task, f"task {task.name!r}", number, task.arenas == "new"))
    rivals = None
    if way.rivals is not None:
        assert isinstance(world, Grid)
        rivals = Rivals(way.rivals, world, training, cell.root)
    return Stage(training, way.generations, beside=tuple(beside), rivals=rivals)


def _changed(cell: Cell, training: Any, change: Change, name: str, number: int, new: bool) -> Instances:
    """The instances of a changed world; ``new`` ones have a number of their own."""
    settings = cell.point.settings
    assert isinstance(settings.world, Grid)
    after, blueprint = shifted(settings.world, change), Blueprint.of(settings)
    if new:
        return draw_instances(
            after, cell.seed, cell.replicate, planes=blueprint.planes, phase=number, built_in=blueprint.built_in
        )
    instances = shift_instances(training, settings.world, after, cell.seed, cell.replicate).instances
    if not len(instances):
        raise Impossible(f"no start of a training instance has room for what {name} adds")
    return instances


def draw_phases(cell: Cell, training: Any) -> Iterator[Stage]:
    """The instances of each phase of evolution after the first, drawn when they are asked for.

    Raises
    ------
    Impossible
        If there is no room for them.
    """
    drawn = 0
    for number, phase in enumerate(cell.point.settings.evolution.phase, start=1):
        beside = (training,) if phase.beside else ()
        new = phase.arenas == "new"
        for nth in range(phase.times if new else 1):
            drawn += new
            instances = _changed(cell, training, phase, f"phase {number}", drawn, new)
            clones = phase.begins_with == "champion" and nth == 0
            yield Stage(instances, phase.generations, clones, beside, prices=phase.prices, over=phase.over)


def draw_shifts(cell: Cell, training: Any, novel: Any) -> dict[str, Shifted]:
    """The lives after each shift, by its name: of the novel instances, or of those evolved on.

    Raises ``Impossible`` like ``draw_worlds``.
    """
    before = cell.point.settings.world
    if not isinstance(before, Grid):
        return {}
    found = {}
    for shift in cell.shifts:
        lives = novel if shift.arenas == "novel" else training
        after = shifted(before, shift)
        try:
            found[shift.name] = shift_instances(lives, before, after, cell.seed, cell.replicate, training)
        except Impossible as error:
            raise Impossible(f"after the shift {shift.name}, {error}") from error
    return found


def _shifts(cell: Cell, subject: Subject[Agent]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The columns of all shifts, and the files with a few recorded lives after each."""
    row: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    thought = {shift.name: shift.thought for shift in cell.shifts}
    for name, lives in draw_shifts(cell, subject.training, subject.novel).items():
        after = subject.after(name, lives, thought[name])
        if after is not None:
            row |= measure_shift(after)
            files |= kind_of(cell.point.settings.world).files(after.agent, after.novel, name)
    return row, files


def _parameters(agent: Agent) -> NDArray[np.float32]:
    return np.concatenate([tensor.ravel() for tensor in agent.parameters.values()])


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()


def _arrow(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue())


def _history(log: Logbook) -> bytes:
    return _arrow(pa.table({name: np.asarray(log.select(name)) for name in COLUMNS}))


def _way(subject: Subject[Agent]) -> dict[str, bytes]:
    """The fitness of each genome on the way between two stages of evolution, where that is asked for."""
    found = subject.once(way)
    return {} if found is None else {"valley.arrow": _arrow(pa.table({"fitness": found.fitness}))}


def _meetings(meetings: Sequence[Meeting]) -> bytes:
    """What became of arenas that evolved, a row for each of their generations."""
    return _arrow(pa.Table.from_pylist([meeting._asdict() for meeting in meetings]))


def _lineage(line: list[Ancestor]) -> bytes:
    """The ALife data standard for phylogenies: ids, parents, time of origin."""
    text = io.StringIO()
    write_standard(text, line)
    return text.getvalue().encode()
