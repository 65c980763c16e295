"""A record of lives: everything that happened in them, in arrays small enough to be kept with each cell.

N instances, J starts, W lives one after another, T things, K planes, Q units, M thoughts. Lives stand in one row,
instance by instance and start by start, and so do their steps. Of what changes the record says how many changes there
are before each step; the changes stand in one row as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.life.grid.lives import Lives
from evosim.life.grid.replay.codes import coded
from evosim.life.grid.replay.thinking import ON, REST, STAND, Stream, again
from evosim.life.grid.replay.window import Window, dark, scenes, shown
from evosim.worlds.grid.instances import Instances

RECORDED = 8  # instances
MOST_PLACES = MOST_NUMBERS = 2**24  # of a record: fewer instances than that are recorded, or fewer with thoughts

Arrays = dict[str, NDArray[Any]]


def record(agent: Agent, instances: Instances) -> Arrays:
    """The arrays of a record of an agent's lives in the first few instances (handbook: Recorded lives)."""
    each = instances.starts.shape[1] * instances.lives * (instances.steps + 1)
    instances = instances.take(range(min(RECORDED, len(instances), max(1, MOST_PLACES // each))))
    lives = agent.every_life(instances)
    window = Window.of(agent)
    return {
        **arenas(instances),
        "unseen": np.array(window.unseen, np.int8),
        **_outcomes(instances, lives),
        **_changes(instances, lives, window),
        **_thoughts(agent, instances, lives, window),
    }


def returns(instances: Instances, lives: Lives) -> NDArray[np.float64]:
    """(N, J, W) the return of each life before prices: what it earned, and shaping."""
    found = lives.earned.copy()
    for life in np.ndindex(found.shape):
        far = instances.distance[life[0], lives.trails[life]]
        if not lives.won[life] and far[0] > 0:
            found[life] += instances.shaping * (int(far[0]) - int(far[far >= 0].min())) / int(far[0])
    return found


def course(instances: Instances, lives: Lives, life: tuple[int, ...]) -> NDArray[np.int32]:
    """(M + 1, T) the cell of each thing before the first step of a life and after each, −1 while it is away."""
    steps = int(lives.lengths[life]) + 1
    if lives.course.size:
        return lives.course[life][:steps]
    return np.broadcast_to(instances.things[life[0]], (steps, instances.things.shape[1]))


def rewards(lives: Lives, life: tuple[int, ...]) -> NDArray[np.float64]:
    """(T,) what each step of a life earned; nothing if the agent feels no signals."""
    return lives.rewards[life] if lives.rewards.size else np.empty(0)


def touched(trail: NDArray[np.int32], course: NDArray[np.int32]) -> NDArray[np.int64]:
    """(M,) the first thing that was touched by each step of a trail (M + 1,), or −1.

    The agent comes upon a thing, or the thing upon it.
    """
    here = trail[1:, None]
    touching = (course[:-1] == here) | ((course[1:] == here) & (course[1:] != course[:-1]))
    return np.where(touching.any(axis=1), touching.argmax(axis=1), -1) if touching.size else np.full(len(here), -1)


def smallest(numbers: NDArray[Any]) -> NDArray[Any]:
    """The same integers in the smallest type that holds them."""
    low, high = (int(numbers.min()), int(numbers.max())) if numbers.size else (0, 0)
    return numbers.astype(np.promote_types(np.min_scalar_type(low), np.min_scalar_type(high)))


def arenas(instances: Instances) -> Arrays:
    """What stands where before the first step."""
    n, size, kinds = len(instances), instances.size, instances.kinds
    return {
        "walls": instances.walls[:, instances.cells].reshape(n, size, size),
        "planes": instances.planes[:, :, instances.cells].reshape(n, -1, size, size),
        "plane_names": np.array(kinds.planes),
        "things": smallest(instances.units[instances.things]),
        "kinds": smallest(kinds.of_thing),
        "names": np.array(kinds.names),
        "pays": kinds.pays,
        "ends": kinds.ends,
    }


def _outcomes(instances: Instances, lives: Lives) -> Arrays:
    """What became of each life, and each of its steps."""
    places, things = [], []
    for life in np.ndindex(lives.won.shape):
        trail = lives.trails[life][: lives.lengths[life] + 1]
        places.append(instances.units[trail])
        things.append(touched(trail, course(instances, lives, life)))
    return {
        "lengths": smallest(lives.lengths),
        "reached": smallest(lives.reached),
        "won": lives.won,
        "returns": returns(instances, lives),
        "places": smallest(np.concatenate(places)),
        "touched": smallest(np.concatenate(things)),
    }


def _changes(instances: Instances, lives: Lives, window: Window) -> Arrays:
    """What changes before each step: of the planes that the agent is shown, and of where things are."""
    still = not window.sight and not lives.course.size and not lives.rewards.size
    counts, found = [], []
    moves, went = [], []
    for life in np.ndindex(lives.won.shape) if not still else ():
        steps = int(lives.lengths[life])
        stood = course(instances, lives, life)
        moments = scenes(instances, life[0], stood[:steps])
        seen = shown(window, instances, lives.trails[life][:steps], moments, rewards(lives, life))
        whole = instances.planes[life[0]][:, instances.cells]
        before = dark(window, whole) if window.sight else whole
        for now in seen:
            plane, unit = np.nonzero(now != before)
            counts.append(len(plane))
            found.append((plane, unit, now[plane, unit]))
            before = now
        units = np.where(stood >= 0, instances.units[stood], -1)
        for m in range(steps):
            thing = np.flatnonzero(units[m] != (units[m - 1] if m else instances.units[instances.things[life[0]]]))
            moves.append(len(thing))
            went.append((thing, units[m, thing]))
    nothing = np.empty(0, np.uint8)
    steps = int(lives.lengths.sum())
    planes, units, values = (np.concatenate(part) for part in zip(*found, strict=True)) if found else (nothing,) * 3
    things, places = (np.concatenate(part) for part in zip(*went, strict=True)) if went else (nothing,) * 2
    return {
        "changes": smallest(np.array(counts)) if counts else np.zeros(steps, np.uint8),
        "change_plane": smallest(planes),
        "change_unit": smallest(units),
        "change_value": values.astype(np.float32),
        "moves": smallest(np.array(moves)) if moves else np.zeros(steps, np.uint8),
        "move_thing": smallest(things),
        "move_unit": smallest(places),
    }


def _thoughts(agent: Agent, instances: Instances, lives: Lives, window: Window) -> Arrays:
    """Every tick of every thought, and the thought that each step is taken with: −1 where there is none.

    The codes (H, S, S, M, Θ + 1) of a unit stand together, tick by tick and thought by thought: so they are alike, and
    take a fifth to a half of the bytes that whole sheets one after another take. Differences from tick to tick take no
    less than the codes themselves.
    """
    size, steps = instances.size, int(lives.lengths.sum())
    if "cortex" not in agent.organs:
        return {"thought": np.full(steps, -1, np.int8), "activity": np.empty((1, size, size, 0, 0), np.uint16)}
    each = (agent.ticks + 1) * agent.blueprint.brain.cortex.channels * size**2
    streams: list[Stream] = []
    served: list[list[int]] = []  # the lengths of the lives that each stream serves
    numbers = 0
    for n in range(len(instances)):
        own = [_stream(agent, instances, lives, window, n, j) for j in range(lives.won.shape[1])]
        lengths = [[int(lives.lengths[n, j].sum())] for j in range(len(own))]
        if instances.still and not agent.blueprint.plan.general:  # they share a mind: that of the longest life
            longest = int(np.argmax(lives.lengths[n]))
            own, lengths = own[longest : longest + 1], [lives.lengths[n].ravel().tolist()]
        numbers += each * sum(int(np.count_nonzero(stream.how != STAND)) for stream in own)
        if numbers > MOST_NUMBERS:
            break
        streams += own
        served += lengths
    activity, stands = again(agent, size, streams)
    thought = [stand[:length] for stand, lengths in zip(stands, served, strict=True) for length in lengths]
    none = np.full(steps - sum(map(len, thought)), -1)
    return {
        "thought": smallest(np.concatenate([*thought, none])),
        "activity": np.ascontiguousarray(np.moveaxis(coded(activity), (0, 1), (-2, -1))),
    }


def _stream(agent: Agent, instances: Instances, lives: Lives, window: Window, n: int, j: int) -> Stream:
    """The moments of the lives from one start of an instance."""
    cortex: Any = agent.blueprint.plan.organs[agent.organs.index("cortex")]
    seen, how = [], []
    for life, steps in enumerate(lives.lengths[n, j].tolist()):
        stood = course(instances, lives, (n, j, life))
        moments = scenes(instances, n, stood[:steps])
        trail = lives.trails[n, j, life, :steps]
        seen += shown(window, instances, trail, moments, rewards(lives, (n, j, life)))
        how.append(np.full(steps, ON if cortex.kept else REST if cortex.anew else STAND, np.int8))
        if not (life and cortex.across):
            how[-1][0] = REST
    return Stream(seen, np.concatenate(how))
