"""What is declared of columns is what is measured, for brains of each kind and after shifts."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from deap.tools import Logbook

from evosim.column import Column
from evosim.evolution.carried import carried
from evosim.evolution.lineage import Ancestor
from evosim.evolution.options import Carried, Evolution, Gaussian, Phase, Rivals
from evosim.evolution.rivals import Meeting
from evosim.evolution.setup import Setup
from evosim.evolution.stage import Stage
from evosim.handbook.entries import entries
from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.organs.options import fitting
from evosim.probes import organ_probes, probes, shift_probes
from evosim.probes.heuristic import baseline
from evosim.probes.measure import measure, measure_shift
from evosim.probes.options import Measure
from evosim.probes.subject import Selection, Subject
from evosim.probes.zoo import ideal_cortex
from evosim.scenario import Scenario, columns
from evosim.scenario.columns import DESIGN, EVOLUTION, FITNESS, declared, placed, registry
from evosim.scenario.schema import Shift
from evosim.scenario.shift import shifted
from evosim.worlds import WORLDS
from evosim.worlds.games.draw import draw_games
from evosim.worlds.games.options import Games
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.grid.shift import shift_instances
from evosim.worlds.labels.draw import draw_labels
from evosim.worlds.labels.options import Labels
from tests.conftest import settings
from tests.worlds.test_shift import DECOY

BRAINS = list(product((("habits",), ("cortex",), ("habits", "cortex")), ("own", "position", "types")))
SHIFTS = (
    Shift.model_validate({"name": "blue", "set": {"world.object.door.shows": {"door": 1}}, "add": [DECOY]}),
    Shift.model_validate({"name": "gone", "set": {"world.object.door.pays": 0.0, "world.object.door.ends": False}}),
    Shift.model_validate({"name": "larger", "set": {"world.size": 9}}),
)
TYPES = {"number": float, "count": int, "flag": bool, "text": str}
ASKED = ("cortex, types", "ideal")  # of which is measured, too, what is only measured if it is asked for
WAY = Evolution(
    generations=2,
    phase=(Phase(generations=2),),
    rivals=Rivals(),
    mutate=Gaussian(carried=Carried(settings=("rate", "scale"))),
)
PLAIN = {column.name for column in (*DESIGN, *FITNESS, *EVOLUTION)}


def subject_of(agent: Agent, instances: int = 16) -> Subject[Agent]:
    world = agent.blueprint.world
    if isinstance(world, Labels):
        examples: Any = draw_labels(world, 3, 0)
        return Subject(agent, examples, examples, 5)
    if isinstance(world, Games):
        training: Any = draw_games(world, 3, 0)
        return Subject(agent, training, draw_games(world, 3, 0, "novel", instances), 5)
    given, built_in = agent.blueprint.planes, agent.blueprint.built_in
    training = draw_instances(world, 3, 0, planes=given, built_in=built_in)
    novel = draw_instances(world, 3, 0, "novel", instances, unlike=training, planes=given, built_in=built_in)
    return Subject(agent, training, novel, 5)


def random_agent(organs: tuple[str, ...], rules: str, **brain: Any) -> Agent:
    blueprint = Blueprint.of(settings(brain={"organs": organs, **brain}, encoding={"rules": rules}))
    return Agent(np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32), blueprint)


def player() -> Agent:
    """A random player of tic-tac-toe."""
    world = Games.model_validate({"kind": "games", "instances": 8})
    blueprint = Blueprint.of(settings(brain={"organs": ("player",)}).model_copy(update={"world": world}))
    return Agent(np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32), blueprint)


def classifier() -> Agent:
    """A random net on bits."""
    world = Labels.model_validate({"kind": "labels"})
    blueprint = Blueprint.of(settings(brain={"organs": ("classifier",)}).model_copy(update={"world": world}))
    return Agent(np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32), blueprint)


def in_motion() -> Agent:
    """A cortex where a wolf moves."""
    wolf = {"name": "wolf", "shows": {"fur": 1}, "ends": True, "moves": {"kind": "chase", "every": 2}}
    objects = [{"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}, wolf]
    blueprint = Blueprint.of(settings({"object": objects, "size": 5, "min_path": 3}, brain={"organs": ("cortex",)}))
    return Agent(np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32), blueprint)


def string_agent() -> Agent:
    blueprint = Blueprint.of(settings(brain={"organs": ("cortex",)}, encoding={"rules": "nucleotides"}))
    return Agent(np.random.default_rng(2).integers(0, 4, blueprint.length).astype(np.int32), blueprint)


@cache
def agents() -> dict[str, Agent]:
    drawn = {f"{' + '.join(organs)}, {rules}": random_agent(organs, rules) for organs, rules in BRAINS}
    window = random_agent(("cortex",), "types", sight=1, cortex={"think": "step", "state": "kept"})
    drawn |= {"string": string_agent(), "player": player(), "classifier": classifier(), "in motion": in_motion()}
    drawn |= {organ: random_agent((organ,), "types") for organ in fitting("grid") if organ not in ("habits", "cortex")}
    felt = {"places": ["x", "corners"], "signals": ["time", "reward"]}
    drawn["senses"] = random_agent(("cortex", "search"), "types", **felt, cortex={"think": "step"})
    drawn["channels"] = random_agent(("cortex",), "types", cortex={"channels": 2, "readout": "random"})
    return drawn | {"ideal": ideal_cortex(settings().world), "window": window}


@cache
def row_of(name: str) -> dict[str, Any]:
    """The row of an agent in its own world and after every shift that it can live in."""
    subject = subject_of(agents()[name])
    if name in ASKED:
        log = Logbook()
        for success in (0.5, 0.8, 0.3, 0.9):
            log.record(success=success, success_mean=success / 2)
        setup, training = Setup(subject.agent.blueprint, WAY), subject.training.take([0])
        first = np.zeros(setup.length, np.float32)
        selected = Selection(
            setup,
            0.2,
            log,
            carried(WAY, first[None]),
            (Meeting(0, 0.5, 7.0, 2.0, 0.3),),
            ((first, Stage(training, 1)), (first + np.float32(0.5), Stage(training, 1))),
            (Ancestor(0, (), 0, 0.1), Ancestor(1, (0,), 1, 0.2)),
        )
        asked = Measure(bits_selection=20, objectives=True, toy_model=20, valley=20_000)
        subject = replace(subject, training=training, selection=selected, asked=asked)
    row = measure(subject)
    world = subject.agent.blueprint.world
    for shift in SHIFTS if isinstance(world, Grid) else ():
        lives = shift_instances(subject.novel, world, shifted(world, shift), 3, 0, subject.training)
        after = subject.after(shift.name, lives)
        row |= measure_shift(after) if after is not None else {}
    return row


def told_of(name: str) -> dict[str, str]:
    blueprint = agents()[name].blueprint
    parts: dict[str, Any] = {"world": blueprint.world, "brain": blueprint.brain, "encoding": blueprint.encoding}
    shifts = SHIFTS if isinstance(blueprint.world, Grid) else ()
    asked = name in ASKED
    parts["measure"] = Measure(objectives=asked, toy_model=20 * asked, valley=20_000 * asked)
    parts["evolution"] = WAY if name in ASKED else Evolution()
    return columns(Scenario(title="x", shift=shifts, **settings().model_dump(exclude=set(parts)), **parts))


NAMES = list(agents())
QUICK = ("habits, types", "cortex, types", "habits + cortex, types", "classifier")  # others compile for long


def _long(names: Iterable[str]) -> list[Any]:
    return [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in names]


@pytest.mark.parametrize("name", _long(NAMES))
def test_what_is_measured_is_declared_and_what_is_declared_and_never_null_is_measured(name: str) -> None:
    row, told = row_of(name), told_of(name)
    assert set(row) <= set(told) - PLAIN
    for column in set(told) - PLAIN:
        found = declared(column)
        assert found is not None
        assert found.null or row[column] is not None, column


@pytest.mark.parametrize("name", _long(NAMES))
def test_values_are_of_their_kind_and_within_their_span(name: str) -> None:
    for column, value in row_of(name).items():
        found = declared(column)
        assert found is not None
        if value is None:
            assert found.null, column
            continue
        assert isinstance(value, TYPES[found.kind]), column
        assert isinstance(value, bool) == (found.kind == "flag"), column
        if found.limits:
            least, most = found.limits
            assert least <= value <= most, column


@pytest.mark.long
def test_every_declared_column_is_measured_in_some_brain() -> None:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for name in NAMES:
        for column, value in row_of(name).items():
            of = declared(column)
            assert of is not None
            found[of.name] += [] if value is None else [value]
    assert {name for name in registry() if not found[name]} <= PLAIN


def test_each_name_is_declared_once() -> None:
    own = {probe.__name__: probe for kind in WORLDS for probe in probes(kind)}
    modules = [probe.COLUMNS for probe in (*own.values(), *organ_probes().values())]
    modules += [probe.SHIFT_COLUMNS for probe in shift_probes()]
    names = [column.name for declared in modules for column in declared] + sorted(PLAIN)
    assert sorted(names) == sorted(registry())


@pytest.mark.parametrize("column", registry().values(), ids=registry())
def test_the_handbook_says_when_a_column_is_null(column: Column) -> None:
    (entry,) = (entry for entry in entries() if entry.kind == "column" and entry.name == column.name)
    never = "never null" in " ".join(entry.text.split()).lower()
    assert not (never and column.null), "the handbook says that it is never null"
    if column.null and "_<shift>" not in column.name:  # those say it once for all
        assert "null" in entry.text.lower()
    assert "<" not in column.named(dict.fromkeys(column.placeholders, "x")).meaning


def test_columns_stand_after_those_that_they_name() -> None:
    a, b, c = Column("a", "", after="c"), Column("b", ""), Column("c", "")
    assert placed((a, b, c)) == [b, c, a]
    assert placed((b, a, c, Column("d", ""))) == [b, c, a, Column("d", "")]


def test_a_pattern_stands_for_what_fits_it_best() -> None:
    for name, pattern in {
        "success_novel": "success_novel",
        "success_without_cortex": "success_without_<organ>",
        "success_blue": "success_<shift>",
        "reached_red_door_blue": "reached_<object>_<shift>",
        "novel_ticks_3": "novel_ticks_<k>",
        "mesa_door": "mesa_<plane>",
        "mesa_corners": "mesa_<place>",
        "drive_corners": "drive_<plane>",
    }.items():
        found = declared(name)
        assert found is not None
        assert found.name == pattern
    assert declared("world.size") is None


def test_reading_columns_needs_neither_numpy_nor_a_compiler() -> None:
    code = (
        "import sys; from evosim.probes import organ_probes, probes, shift_probes\n"
        "probes(), shift_probes(), organ_probes()\n"
        "assert not {'numpy', 'numba', 'scipy', 'pyarrow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(("organs", "rules"), BRAINS)
def test_columns_that_apply(organs: tuple[str, ...], rules: str) -> None:
    agent = random_agent(organs, rules)
    subject = subject_of(agent)
    row = measure(subject)
    assert ("deliberation" in row) == ("cortex" in organs)
    assert row["genes"] == agent.blueprint.length
    assert row["success_heuristic"] == baseline(subject.novel)
    assert (row["latent_planner"] is None) == (len(organs) == 1)
    if organs == ("cortex",):
        assert row.get("genes_rules_constant") == {"own": None, "position": 6, "types": 6}[rules]
        assert "genes_habits" not in row
    assert measure(subject_of(agent)) == row


def test_the_same_lives_are_lived_once() -> None:
    lived: list[Any] = []

    class Watched(Agent):
        def live(self, instances: Any, **how: Any) -> Any:
            lived.append(
                (id(instances), how.get("thought"), frozenset(how.get("without", ())), how.get("inert", False))
            )
            return super().live(instances, **how)

    agent = random_agent(("habits", "cortex"), "types")
    subject = subject_of(Watched(agent.genome, agent.blueprint))
    measure(subject)
    kept = [life for life in lived if life[0] in (id(subject.novel), id(subject.training))]
    assert len(kept) == len(set(kept)) > 10
    with pytest.raises(ValueError, match="read-only"):
        subject.lives().won[0] = True
    assert subject.lesioned("habits").lives() is subject.lives(without=("habits",))
