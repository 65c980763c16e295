"""The workload of ``evosim bench wave`` in JAX: jit, vmap over brains, arenas and lives, scan over ticks and steps.

XLA may contract products and sums, so that its activity is not the same to the last bit, and now and then an action.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from jax import Array, lax, vmap


@partial(jax.jit, static_argnames=("ticks", "steps"))
def wave(
    genomes: Array, planes: Array, walls: Array, touch: Array, distance: Array, starts: Array, shaping: float,
    ticks: int, steps: int,
) -> Array:  # fmt: skip
    """Score (P,) of genomes (P, G) in arenas: planes (N, K, S, S); walls, touch, distance (N, C); starts (N, J)."""
    size = planes.shape[-1]
    moves = jnp.array([-(size + 2), 1, size + 2, -1])

    def settle(genome: Array, planes: Array) -> Array:
        """Activity (S + 2, S + 2) of a brain in an arena after all ticks."""
        kinds = planes.shape[0]
        driven = genome[2] + jnp.tensordot(genome[3 : 3 + kinds], planes, 1)

        def tick(sheet: Array, _: None) -> tuple[Array, None]:
            near = (sheet[:-2, 1:-1] + sheet[2:, 1:-1]) + (sheet[1:-1, :-2] + sheet[1:-1, 2:])
            inner = jnp.clip(genome[0] * sheet[1:-1, 1:-1] + genome[1] * near + driven, 0, 1)
            return jnp.pad(inner, 1), None

        return lax.scan(tick, jnp.zeros((size + 2, size + 2), jnp.float32), None, length=ticks)[0]

    def live(ahead: Array, walls: Array, touch: Array, distance: Array, start: Array) -> Array:
        """What a life earns whose moves (C,) are known."""

        def step(state: tuple[Array, Array, Array], _: None) -> tuple[tuple[Array, Array, Array], None]:
            cell, closest, won = state
            near = ahead[cell]
            cell = jnp.where(won | walls[near], cell, near)
            far = distance[cell]
            closest = jnp.where((far >= 0) & (far < closest), far, closest)
            return (cell, closest, won | (touch[cell] > 0)), None

        way = distance[start]
        (_, closest, won), _ = lax.scan(step, (start, way, jnp.bool_(False)), None, length=steps)
        return jnp.where(won, 1.0, jnp.where(way > 0, shaping * (way - closest) / way, 0.0))

    def arena(genome: Array, planes: Array, walls: Array, touch: Array, distance: Array, starts: Array) -> Array:
        """Mean over the lives of one brain in one arena."""
        sheet = settle(genome, planes).ravel()
        cells = jnp.arange(sheet.size)
        around = vmap(lambda cell: sheet[cell + moves])(cells)
        largest = jnp.maximum(around.max(axis=1), sheet)
        relative = jnp.where(largest[:, None] > 0, around / largest[:, None], 0.0)
        ahead = cells + moves[jnp.argmax(genome[3 + planes.shape[0]] * relative, axis=1)]
        return vmap(lambda start: live(ahead, walls, touch, distance, start))(starts).mean()

    def brain(genome: Array) -> Array:
        return vmap(partial(arena, genome))(planes, walls, touch, distance, starts).mean()

    return vmap(brain)(genomes)
