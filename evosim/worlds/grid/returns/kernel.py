"""The largest return of a life, and that of a walker who draws each action at random: exact, over tables of states.

A state is where the agent stands, where things are that can be elsewhere, how long those are away that can be, which
have paid that pay but once, and the keys that are held: a number below the product of their sizes. Draws of a life are
known, so an action leads from one state to one other. T steps, M states of one layer, S states, A actions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.worlds.grid.things.kernel import State
from evosim.worlds.grid.things.rules_kernel import NEVER, advance, direction, reset

NOWHERE = -1


class Radices(NamedTuple):
    """How states are numbered; arrays have an entry per thing."""

    cells: NDArray[np.int32]  # (F,) the free cells
    ranks: NDArray[np.int32]  # (C,) the place of a cell among them, or −1
    travels: NDArray[np.bool_]  # whether it can stand elsewhere
    absences: NDArray[np.int64]  # steps that it can be away, and one
    remembers: NDArray[np.bool_]  # whether it matters that it has paid
    keys: int


class Tables(NamedTuple):
    """Memory of the tables: two layers, which take turns, but for ``number``."""

    state: State
    number: NDArray[np.int32]  # (S,) the place in the next layer, or −1
    active: NDArray[np.int64]  # (2, M) the states of a layer
    best: NDArray[np.float64]  # (2, M) the largest return on a way there
    chance: NDArray[np.float64]  # (2, M) the probability of a random walker
    unpaid: NDArray[np.float64]  # (2, M) the same, of one that was not paid yet
    parents: NDArray[np.int32]  # (T, M) the place in the layer before on a best way; empty where nobody asks
    actions: NDArray[np.int8]  # (T, M) what was done there


@kernel
def encode(things, radices, state, here):
    """The number of a state."""
    code = np.int64(radices.ranks[here])
    free = radices.cells.size
    for t in range(things.pays.size):
        away = state.absent[0, t]
        if radices.travels[t]:
            place = state.at[0, t] if away == 0 else things.places[0, t]
            code = code * free + radices.ranks[place]
        if radices.absences[t] > 1:
            code = code * radices.absences[t] + (1 if away == NEVER else np.int64(away))
        if radices.remembers[t]:
            code = code * 2 + state.paid[0, t]
    return code << radices.keys | state.held[0]


@kernel
def decode(things, radices, state, code):
    """Make ``state`` that of a number; the cell where the agent stands."""
    reset(things, state, 0, 0)
    state.held[0] = code & ((1 << radices.keys) - 1)
    code >>= radices.keys
    free = radices.cells.size
    for t in range(things.pays.size - 1, -1, -1):
        if radices.remembers[t]:
            state.paid[0, t] = code % 2 == 1
            code //= 2
        if radices.absences[t] > 1:
            away = code % radices.absences[t]
            state.absent[0, t] = NEVER if away == 1 and things.after[t] == 0 else away
            code //= radices.absences[t]
        if radices.travels[t]:
            state.at[0, t] = radices.cells[code % free]
            code //= free
    return np.int64(radices.cells[code])


@kernel
def course(things, radices, tables, start, key, steps, paid):
    """Work through all lives from ``start``: their largest return, the mean return of random ones, the end of the best.

    Writes paid (T + 1,), the probability that a random walker has been paid by each step, and, if there is room for
    them, parents and actions. The end is the layer, the place in it and the last action of a best life: that of a life
    that was ended is not in a layer, so it is told by the place before. The last two are −1 where there was no end.
    """
    state = tables.state
    recorded = tables.parents.shape[0] > 0
    most = -np.inf
    mean = 0.0
    end = 0
    place = NOWHERE
    last_action = NOWHERE
    reset(things, state, 0, 0)
    count = 1
    tables.active[0, 0] = encode(things, radices, state, np.int64(start))
    tables.best[0, 0] = 0.0
    tables.chance[0, 0] = 1.0
    tables.unpaid[0, 0] = 1.0
    paid[0] = 0.0
    for t in range(steps):
        now = t & 1
        then = 1 - now
        after = 0
        paid[t + 1] = paid[t]
        for i in range(count):
            for a in range(4):
                here = decode(things, radices, state, tables.active[now, i])
                near, reward, last = advance(things, state, 0, 0, here, here + direction(things, a), key, t)
                part = 0.25 * tables.chance[now, i]
                mean += part * reward
                earned = tables.best[now, i] + reward
                waiting = 0.25 * tables.unpaid[now, i]
                if state.won[0]:
                    paid[t + 1] += waiting
                    waiting = 0.0
                if last >= 0:
                    if earned > most:
                        most = earned
                        end = t
                        place = i
                        last_action = a
                    continue
                code = encode(things, radices, state, near)
                k = tables.number[code]
                if k < 0:
                    k = after
                    after += 1
                    tables.number[code] = k
                    tables.active[then, k] = code
                    tables.best[then, k] = -np.inf
                    tables.chance[then, k] = 0.0
                    tables.unpaid[then, k] = 0.0
                tables.chance[then, k] += part
                tables.unpaid[then, k] += waiting
                if earned > tables.best[then, k]:
                    tables.best[then, k] = earned
                    if recorded:
                        tables.parents[t, k] = i
                        tables.actions[t, k] = a
        for k in range(after):
            tables.number[tables.active[then, k]] = NOWHERE
        count = after
    for k in range(count):
        if tables.best[steps & 1, k] > most:
            most = tables.best[steps & 1, k]
            end = steps
            place = k
            last_action = NOWHERE
    return most, mean, end, place, last_action
