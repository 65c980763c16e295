"""What a deleted gene falls back to: zero, or a constant that is drawn once for each gene of a population."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.options import Evolution, Gaussian
from evosim.random.purposes_kernel import FALLBACK
from evosim.random.reference import normal, stream


def fallback(way: Evolution, root: int, length: int, movable: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
    """(G,) what deletion makes of each gene.

    All zeros, unless mutation deletes to ``elsewhere``: then normal constants of deviation ``delete_scale``, a function
    of ``root`` and the gene alone, for the genes that are ``movable`` (G,), or for all.
    """
    rest = np.zeros(length, np.float32)
    how = way.mutate
    if way.kind == "genetic" and isinstance(how, Gaussian) and how.delete_to == "elsewhere":
        key = stream(root, 0, 0, FALLBACK)
        for gene in range(length) if movable is None else np.flatnonzero(movable):
            rest[gene] = np.float32(how.delete_scale) * np.float32(normal(key, int(gene)))
    return rest
