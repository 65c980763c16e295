"""The style of all figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
from matplotlib import style

STYLE = Path(__file__).with_name("evosim.mplstyle")


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of this package, whatever the user's own matplotlibrc says: that is not part of a run."""
    with mpl.rc_context():
        mpl.rcdefaults()
        style.use(STYLE)
        yield
