"""The primary claims of several scenarios, judged together."""

from __future__ import annotations

from collections.abc import Callable, Collection


def holm(names: Collection[str], decided: Callable[[str, float], bool], alpha: float) -> dict[str, bool]:
    """Which of several claims are decided if no more than α is to be the chance of any false decision.

    Parameters
    ----------
    names : of m claims.
    decided : a claim's name, and α → whether its data decide it at that level alone. What is decided at one level is
        decided at any larger α too, so about log₂ m levels are asked for of each claim.
    alpha : in (0, 1).

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6:65-70.
    """
    most = len(names)
    parts = {name: _most_parts(name, decided, alpha, most) for name in names}
    found: dict[str, bool] = {}
    open_ = True
    for rank, name in enumerate(sorted(names, key=lambda name: -parts[name])):
        open_ = open_ and parts[name] >= most - rank
        found[name] = open_
    return {name: found[name] for name in names}


def _most_parts(name: str, decided: Callable[[str, float], bool], alpha: float, most: int) -> int:
    """The largest k, up to ``most``, for which a claim is decided at α / k; 0 if it is not at α."""
    low, high = 0, most + 1  # decided at low, or 0; not decided at high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if decided(name, alpha / middle) else (low, middle)
    return low
