"""Parts of a brain: each turns what the agent knows into a preference over actions (design §4.2).

Axes: N instances, Q units (cells inside the ring), R numbers of a cell's rule, A actions, K planes, L lanes (16).
"""

from evosim.organs import cortex, habits
from evosim.organs.tensor import Axis, Tensor

ORGANS = {
    "habits": "a table of preferences: instance × cell × action (tabular policy, plants)",
    "cortex": "a sheet with one unit per cell whose activity may spread from goals around walls (learned planning)",
}

__all__ = ["ORGANS", "Axis", "Tensor", "cortex", "habits"]
