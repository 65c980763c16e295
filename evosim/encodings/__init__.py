"""From genome to brain parameters: the information funnel and its absence (design §4.3).

Axes: G genes, F features of a position, T cell types, H hidden units of a generator.
"""

from evosim.encodings.blueprint import Blueprint
from evosim.encodings.encoding import ENCODINGS

__all__ = ["ENCODINGS", "Blueprint"]
