"""Measurements of evolved agents; they change nothing (design §5).

Axes: N novel instances, J starts, C cells of the padded arena, T steps, K planes.
"""

from evosim.probes.measure import measure

__all__ = ["measure"]
