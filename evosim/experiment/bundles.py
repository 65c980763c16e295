"""How many cells go together: in a bundle, in the hands of a worker, in a pack."""

from __future__ import annotations

SECONDS, MOST, EACH = 2.0, 64, 8  # that a bundle may take, cells of one, bundles for each worker
AHEAD = 2  # bundles for each worker that are handed out: one that it computes and one that waits
PACKED = 1_000  # cells of a scenario above which they are stored in packs


def bundled(count: int, seconds: float, workers: int) -> int:
    """Cells of a bundle, if so many take so many seconds on one core."""
    return max(1, min(int(SECONDS * count / seconds), MOST, count // (EACH * workers)))
