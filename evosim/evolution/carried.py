"""Settings of mutation that genomes carry as genes: factors for what the file says, as powers of 2."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.options import Evolution, Gaussian

MOST = 20.0  # doublings, or halvings


class Carried(NamedTuple):
    """The rate and the scale of mutation of each individual (P,)."""

    rate: NDArray[np.float64]
    scale: NDArray[np.float32]


def carried(way: Evolution, genomes: NDArray[np.float32]) -> Carried | None:
    """What genomes (P, G + k) say in their last k genes of the settings that they carry; others are the file's.

    None if they carry none.
    """
    if not way.carried or not isinstance(way.mutate, Gaussian):
        return None
    told = {"rate": way.mutate.rate, "scale": way.mutate.scale}
    found = {name: np.full(len(genomes), value) for name, value in told.items()}
    at = genomes.shape[1] - len(way.carried)
    for gene, name in enumerate(way.carried, at):
        found[name] *= doublings(genomes[:, gene])
    return Carried(np.minimum(found["rate"], 1.0), found["scale"].astype(np.float32))


def doublings(times: NDArray[np.float32]) -> NDArray[np.float64]:
    """2 to these powers at whole numbers and linear between them, so that all machines find the same."""
    clipped = np.clip(times.astype(np.float64), -MOST, MOST)
    whole = np.floor(clipped)
    return np.ldexp(1.0 + (clipped - whole), whole.astype(np.int64))
