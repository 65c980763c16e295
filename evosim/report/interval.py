"""A verdict as a picture: the interval that was found beside what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from evosim.claims.words import expected

WIDE, HIGH, EDGE = 600, 62, 30.0  # of the picture, and free on its left and right
SIGNS = {"supported": "✓", "refuted": "✗", "inconclusive": "?"}


def picture(verdict: Mapping[str, Any]) -> Markup:
    """An SVG drawing of an interval, its estimate, and the part of the axis that was expected; empty without one."""
    if verdict["interval"] is None or verdict["difference"] is None:
        return Markup("")
    (lo, hi), value, margin = verdict["interval"], verdict["difference"], verdict["margin"]
    less = 0.0 - margin  # never −0
    begin, end = {"more": (margin, None), "less": (None, less), "same": (less, margin)}[verdict["expect"]]
    marks = [mark for mark in (begin, end) if mark is not None]
    least, most = min(lo, 0.0, *marks), max(hi, 0.0, *marks)
    span = (most - least) or 1.0

    def x(at: float) -> float:
        return round(EDGE + (at - least) / span * (WIDE - 2 * EDGE), 1)

    left, right = 0.0 if begin is None else x(begin), float(WIDE) if end is None else x(end)
    words = f"{expected(verdict).capitalize()}. Found: {value:.3g}, between {lo:.3g} and {hi:.3g}."
    lines = [
        f'<svg class="interval" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(words)}">',
        f'<rect x="{left}" y="6" width="{max(right - left, 1.0):.1f}" height="30" fill="var(--accent)" opacity=".16"/>',
        f'<path d="M{x(0.0)},2V40" stroke="var(--axis)" stroke-dasharray="3 3"/>',
        *(f'<path d="M{x(mark)},2V40" stroke="var(--accent)" stroke-width="2"/>' for mark in marks),
        f'<path d="M{x(lo)},21H{x(hi)}" stroke="var(--ink)" stroke-width="3" stroke-linecap="round"/>',
        f'<circle cx="{x(value)}" cy="21" r="6" fill="var(--ink)"/>',
    ]
    shown: list[float] = []
    for at in sorted({*marks, 0.0, value, lo, hi}, key=[*marks, 0.0, value, lo, hi].index):
        if all(abs(x(at) - x(other)) > 44 for other in shown):
            shown.append(at)
            lines.append(
                f'<text x="{x(at)}" y="56" font-size="14" text-anchor="middle" fill="var(--faint)">{at:.3g}</text>'
            )
    return Markup("".join([*lines, "</svg>"]))
