"""Arenas spelt as letters, so that evolution can vary them: a letter for each cell, each thing and each start.

A cell is a wall if its letter is among the lowest, whose share of the alphabet is the share of walls; a thing or a
start stands on the cell that its letter names. So letters that are drawn anew, all alike, keep the share of walls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.grid.draw import look
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.kernel import place_rows
from evosim.worlds.grid.options import World
from evosim.worlds.grid.rules import Rules, Scratch

GRAIN = 100  # letters for each cell of an arena

Letters = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Spelling:
    """How the arenas of a world are spelt: as many letters as there are cells Q, things T and starts J.

    Attributes
    ----------
    world : whose things may stand anywhere.
    first : the instances (N,) that all others differ from in arena, things and starts alone.
    """

    world: World
    first: Instances

    @property
    def alphabet(self) -> int:
        """How many letters there are."""
        return GRAIN * len(self.first.cells)

    @property
    def walls(self) -> int:
        """The least letter of a cell that is no wall: the share of walls is that of the first instances, rounded."""
        inside = self.first.walls[:, self.first.cells]
        return int(self.alphabet * np.count_nonzero(inside) / inside.size + 0.5)

    def spell(self) -> Letters:
        """(N, Q + T + J) the first instances."""
        inside = self.first.walls[:, self.first.cells]
        units = self.first.units
        stands = np.concatenate((units[self.first.things], units[self.first.starts]), axis=1)
        return np.concatenate((np.where(inside, 0, self.alphabet - 1), stands * GRAIN), axis=1).astype(np.int32)

    def read(self, letters: Letters) -> tuple[Instances, NDArray[np.bool_]]:
        """The instances that are spelt (N, Q + T + J), and which of them (N,) an agent can live in.

        Where a thing or a start stands is no wall. In what cannot be lived in two stand on one cell, or a start has no
        way to what pays that is as long as the world asks for.
        """
        first, cells = self.first, self.first.cells
        count, units, things = len(letters), len(cells), self.first.things.shape[1]
        walls = np.ones((count, first.walls.shape[1]), np.uint8)
        walls[:, cells] = letters[:, :units] < self.walls
        stands = cells[letters[:, units:] // GRAIN]
        walls[np.arange(count)[:, None], stands] = 0
        placed = np.ascontiguousarray(stands[:, :things])
        starts = np.ascontiguousarray(stands[:, things:])
        distance, found = np.empty(walls.shape, np.int32), np.empty(count, np.bool_)
        scratch = Scratch.of(walls.shape[1])
        rules = Rules.of(self.world)
        place_rows(first.keys, rules, first.stride, walls, placed, starts, distance, found, scratch)
        found &= (np.take_along_axis(distance, starts, axis=1) >= rules.shortest).all(axis=1)
        found &= (np.diff(np.sort(stands, axis=1), axis=1) != 0).all(axis=1)
        instances = replace(first, walls=walls.astype(np.bool_), things=placed, starts=starts, distance=distance)
        return look(instances, self.world), found
