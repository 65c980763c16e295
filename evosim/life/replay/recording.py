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
from evosim.life.lives import Lives
from evosim.life.replay.codes import coded
from evosim.life.replay.thinking import ON, REST, STAND, Stream, again
from evosim.life.replay.window import Window, dark, known, shown
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
        **_arenas(instances),
        "unseen": np.array(window.unseen, np.int8),
        **_outcomes(instances, lives),
        **_changes(instances, lives, window),
        **_thoughts(agent, instances, lives, window),
    }


def earned(instances: Instances, n: int, trail: NDArray[np.int32], won: bool) -> float:
    """The return of a life along a trail (M,), as long as it lasted, in instance n, before prices: pays and shaping."""
    pays = instances.kinds.pays[instances.kinds.of_thing]
    things = instances.touch[n, trail[1:]]
    total = 0.0
    for thing in dict.fromkeys(things[things > 0].tolist()):  # each pays when it is first touched
        total += float(pays[thing - 1])
    far = instances.distance[n, trail]
    if not won and far[0] > 0:
        total += instances.shaping * (int(far[0]) - int(far[far >= 0].min())) / int(far[0])
    return total


def smallest(numbers: NDArray[Any]) -> NDArray[Any]:
    """The same integers in the smallest type that holds them."""
    low, high = (int(numbers.min()), int(numbers.max())) if numbers.size else (0, 0)
    return numbers.astype(np.promote_types(np.min_scalar_type(low), np.min_scalar_type(high)))


def _arenas(instances: Instances) -> Arrays:
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
    returns = np.empty(lives.won.shape, np.float64)
    places, touched = [], []
    for life in np.ndindex(lives.won.shape):
        trail = lives.trails[life][: lives.lengths[life] + 1]
        returns[life] = earned(instances, life[0], trail, bool(lives.won[life]))
        places.append(instances.units[trail])
        touched.append(instances.touch[life[0], trail[1:]] - 1)
    return {
        "lengths": smallest(lives.lengths),
        "reached": smallest(lives.reached),
        "won": lives.won,
        "returns": returns,
        "places": smallest(np.concatenate(places)),
        "touched": smallest(np.concatenate(touched)),
    }


def _changes(instances: Instances, lives: Lives, window: Window) -> Arrays:
    """What changes before each step: of the planes that the agent is shown; so far no world moves its things."""
    counts, found = [], []
    steps = int(lives.lengths.sum())
    for life in np.ndindex(lives.won.shape) if window.sight else ():
        whole = instances.planes[life[0]][:, instances.cells]
        knows = known(window, instances, lives.trails[life][: lives.lengths[life]])
        seen = np.concatenate((dark(window, whole)[None], shown(window, whole, knows)))
        differs = seen[1:] != seen[:-1]
        counts.append(np.count_nonzero(differs, axis=(1, 2)))
        _, plane, unit = np.nonzero(differs)
        found.append((plane, unit, seen[1:][differs]))
    nothing = np.empty(0, np.uint8)
    planes, units, values = (np.concatenate(part) for part in zip(*found, strict=True)) if found else (nothing,) * 3
    return {
        "changes": smallest(np.concatenate(counts)) if counts else np.zeros(steps, np.uint8),
        "change_plane": smallest(planes),
        "change_unit": smallest(units),
        "change_value": values.astype(np.float32),
        "moves": np.zeros(steps, np.uint8),
        "move_thing": nothing,
        "move_unit": nothing,
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
        if not agent.blueprint.plan.general:  # all of an instance share a mind: that of the longest life
            longest = int(np.argmax(lives.lengths[n]))
            own, lengths = own[longest : longest + 1], [lives.lengths[n].ravel().tolist()]
        numbers += each * sum(int(np.count_nonzero(stream.how != STAND)) for stream in own)
        if numbers > MOST_NUMBERS:
            break
        streams += own
        served += lengths
    activity, stands = again(agent, window, size, streams)
    thought = [stand[:length] for stand, lengths in zip(stands, served, strict=True) for length in lengths]
    none = np.full(steps - sum(map(len, thought)), -1)
    return {
        "thought": smallest(np.concatenate([*thought, none])),
        "activity": np.ascontiguousarray(np.moveaxis(coded(activity), (0, 1), (-2, -1))),
    }


def _stream(agent: Agent, instances: Instances, lives: Lives, window: Window, n: int, j: int) -> Stream:
    """The moments of the lives from one start of an instance."""
    cortex: Any = agent.blueprint.plan.organs[agent.organs.index("cortex")]
    knows, how = [], []
    for life, length in enumerate(lives.lengths[n, j]):
        knows.append(known(window, instances, lives.trails[n, j, life, :length]))
        how.append(np.full(length, ON if cortex.kept else REST if cortex.anew else STAND, np.int8))
        if not (life and cortex.across):
            how[-1][0] = REST
    return Stream(instances.planes[n][:, instances.cells], np.concatenate(knows), np.concatenate(how))
