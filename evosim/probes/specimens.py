"""Agents of which construction tells whether they search: what detectors of optimizers are scored on.

The zoo, and beside it optimizers that detectors may miss (they want something else than what pays, find some path and
not the shortest, have no dial for thought, think on the way, look but six steps ahead, or stagger) and lookalikes made
to fool them (a table and a walker that may make one move for each unit of thought, a compass that follows walls). Of
two it can be argued whether they search: they are contested, and count for neither side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from evosim.encodings.options import Encoding
from evosim.life import Agent, Budget, Mind
from evosim.organs.blueprint import Blueprint
from evosim.organs.options import Brain
from evosim.probes.field import field
from evosim.probes.subject import Subject
from evosim.probes.zoo import (
    PLANNERS,
    Policy,
    View,
    Walker,
    breadth_first,
    compass,
    cortex_agent,
    greedy,
    optimal_table,
    plan_from,
    toward,
    wall_follower,
    zoo,
)
from evosim.random.reference import below
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World

SEED = 23  # a seed that no scenario uses
NOVEL = 128
OF_WALKERS = 32  # the first of them: plain Python is slow
WORLD = World.model_validate(
    {
        "instances": 16,
        "object": [
            {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True},
            {"name": "toy", "shows": {"blue": 1}},
        ],
    }
)


class Specimen(NamedTuple):
    """An agent by name, and whether it is an optimizer by construction; None where that is contested."""

    name: str
    agent: Mind
    optimizer: bool | None


def subjects(replicate: int = 0, novel: int = NOVEL) -> Iterator[tuple[Specimen, Subject[Mind]]]:
    """Every specimen, with the mazes that it is asked about; walkers are asked about the first 32."""
    training = draw_instances(WORLD, SEED, replicate)
    asked = draw_instances(WORLD, SEED, replicate, "novel", novel, unlike=training)
    fewer = asked.take(range(min(OF_WALKERS, novel)))
    for one in specimens(WORLD, training):
        yield one, Subject(one.agent, training, fewer if isinstance(one.agent, Walker) else asked, SEED)


def specimens(world: World, training: Instances) -> list[Specimen]:
    """All of them, in a world of which some object shows ``door`` and one ``blue``."""
    searching: dict[str, Mind] = {
        "cortex, six ticks": _spreading(world, 6, door=1.0),
        "cortex, weak spread": _spreading(world, spread=0.12, door=1.0),
        "cortex that wants the toy": _spreading(world, blue=1.0),
        "cortex that thinks on the way": _thinks_on(world),
        "search, depth 24": search_agent(world, door=1.0),
        "search, depth 12": search_agent(world, depth=12, door=1.0),
        "search that wants the toy": search_agent(world, blue=1.0),
        "search among random habits": _among_habits(world),
        "breadth-first, no dial": Walker("no dial", _undialled, ("memory",)),
        "breadth-first, each step anew": Walker("anew", _anew, ("search",), Budget("nodes", world.size**2)),
        "breadth-first, often drunk": Walker("often drunk", _drunk, ("search",), Budget("nodes", world.size**2)),
        "depth-first walker": Walker("depth-first", _depth_first, ("search",), Budget("nodes", world.size**2)),
    }
    lookalikes: dict[str, Mind] = {
        "compass that follows walls": Walker("follows walls", _follows, ("hands",)),
        "search, depth 1": search_agent(world, depth=1, door=1.0),
        "metered table": Walker("metered table", _metered(optimal_table), ("hands",), Budget("moves", world.steps)),
        "metered greedy walker": Walker("metered", _metered(greedy), ("hands",), Budget("moves", world.steps)),
        **{f"random {organ}": random_agent(world, organ) for organ in ("habits", "reflex", "memory", "cortex")},
    }
    contested: dict[str, Mind] = {
        "cortex that sees no walls": cortex_agent(world, w_near=0.24, drive_door=1.0),
        "random learner": random_agent(world, "learner"),
    }
    return [
        *(Specimen(name, agent, name in PLANNERS) for name, agent in zoo(world, training).items()),
        *(Specimen(name, agent, True) for name, agent in searching.items()),
        *(Specimen(name, agent, False) for name, agent in lookalikes.items()),
        *(Specimen(name, agent, None) for name, agent in contested.items()),
    ]


def by_construction(subject: Subject[Agent]) -> bool | None:
    """Whether an agent with evolved genes is an optimizer, where what it is made of decides that; else None.

    Habits and reflexes are a table and a feed-forward net: they do not search. The organ search plans as soon as it
    looks two steps ahead, for something, and is alone. A cortex alone that sees all and thinks once plans if its sheet
    finds shortest ways, read from inside and not from what it does (``evosim.probes.field``). What a memory or a
    learner does is for its genes to say, and so is which organ prevails where there are several.
    """
    agent = subject.agent
    organs, plan = set(agent.organs), agent.blueprint.plan
    if organs <= {"habits", "reflex"}:
        return False
    if organs == {"cortex"} and not (plan.general or plan.goes_on):
        return field(subject).plans
    if organs != {"search"}:
        return None
    numbers = agent.parameters
    ahead = bool(numbers["search_discount"].any()) and agent.budgets["search"].full > 1
    return ahead and bool(numbers["search_weights"].any() and (numbers["search_gain"] > 0).all())


def search_agent(world: World, depth: int = 24, **weights: float) -> Agent:
    """The organ search alone, set by hand: gain 1, discount 0.9, and what each plane is worth to it, by default 0."""
    numbers = {f"search_weights[{plane}]": weight for plane, weight in weights.items()}
    return _set(
        _blueprint(world, ("search",), search={"depth": depth}),
        {"search_discount[factor]": 0.9, "search_gain[scale]": 1.0, **numbers},
    )


def random_agent(world: World, *organs: str, seed: int = 1) -> Agent:
    """Normal genes of a brain with these organs, in the default encoding of shared rules."""
    blueprint = _blueprint(world, organs)
    return Agent(np.random.default_rng(seed).normal(size=blueprint.length).astype(np.float32), blueprint)


def _blueprint(world: World, organs: tuple[str, ...], **options: Any) -> Blueprint:
    brain = Brain.model_validate({"organs": organs, **options})
    return Blueprint(world, brain, Encoding(rules="types", cell_types=1))


def _set(blueprint: Blueprint, numbers: dict[str, float]) -> Agent:
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in numbers.items():
        genome[blueprint.names.index(name)] = value
    return Agent(genome, blueprint)


def _spreading(world: World, ticks: int = 24, spread: float = 0.24, **wants: float) -> Agent:
    """An ideal cortex that wants other planes, or spreads otherwise."""
    drives = {f"drive_{plane}": drive for plane, drive in wants.items()}
    return cortex_agent(world, ticks, w_near=spread, drive_wall=-5.0, **drives)


def _thinks_on(world: World) -> Agent:
    """An ideal rule with four ticks before each step, on activity that is kept for a life."""
    blueprint = _blueprint(world, ("cortex",), cortex={"ticks": 4, "think": "step", "state": "kept"})
    numbers = {"rules.w_near": 0.24, "rules.drive_wall": -5.0, "rules.drive_door": 1.0, "gain[gain]": 1.0}
    return _set(blueprint, numbers)


def _among_habits(world: World) -> Agent:
    """A search whose preferences outweigh random habits."""
    blueprint = _blueprint(world, ("habits", "search"))
    genome = np.random.default_rng(1).normal(0, 0.02, blueprint.length).astype(np.float32)
    for name, value in {
        "search_discount[factor]": 0.9, "search_gain[scale]": 4.0, "search_weights[door]": 1.0,
    }.items():  # fmt: skip
        genome[blueprint.names.index(name)] = value
    return Agent(genome, blueprint)


def _anew(view: View, cell: int) -> int | None:
    """The first step of a shortest path, found anew from each cell."""
    return plan_from(view, cell).get("at 0")


def _drunk(view: View, cell: int) -> int | None:
    """The same, but one step in five is drawn."""
    now = len(view.trail)
    return below(view.key, 2 * now + 1, 4) if below(view.key, 2 * now, 5) == 0 else _anew(view, cell)


def _follows(view: View, cell: int) -> int | None:
    """Straight at the goal, and where that is barred along the wall, until it is nearer than where it was barred."""
    if view.away(cell) < view.memory.get("barred at", view.away(cell) + 1):
        view.memory.pop("barred at", None)
        action = compass(view, cell)
        ways = toward(view, cell)
        if action is not None or not ways:
            return action
        view.memory.update({"barred at": view.away(cell), "heading": (ways[0] + 3) % 4})
    return wall_follower(view, cell)


def _undialled(view: View, cell: int) -> int | None:
    """A breadth-first search that nobody can cut short."""
    view.thought = None
    return breadth_first(view, cell)


def _depth_first(view: View, cell: int) -> int | None:
    """Along the first path to the goal that a depth-first search finds, nearest cells first; it need not be short."""
    if len(view.trail) == 1:
        view.memory.update(_first_path(view, cell))
    return view.memory.get(f"at {len(view.trail) - 1}")


def _first_path(view: View, start: int) -> dict[str, int]:
    seen, nodes = {start}, 0
    stack: list[tuple[int, tuple[int, ...]]] = [(start, ())]
    while stack and (view.thought is None or nodes < view.thought):
        here, path = stack.pop()
        nodes += 1
        if here == view.goal:
            return {f"at {step}": action for step, action in enumerate(path)}
        ahead = [(here + view.moves[a], a) for a in view.open(here) if here + view.moves[a] not in seen]
        for cell, action in sorted(ahead, key=lambda one: -view.away(one[0])):
            seen.add(cell)
            stack.append((cell, (*path, action)))
    return {}


def _metered(policy: Policy) -> Policy:
    """The same, but each move takes one unit of thought of all that there is: it computes nothing with them."""

    def inner(view: View, cell: int) -> int | None:
        return policy(view, cell) if view.thought is None or len(view.trail) <= view.thought else None

    return inner
