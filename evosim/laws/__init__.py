"""Laws with known values that the base optimizer must obey, measured from outside (handbook: model, evolution).

Those of rewards are about what probes rest on, and not about the base optimizer.
"""

from collections.abc import Callable, Iterator

from evosim.laws.drift import drift
from evosim.laws.law import Law
from evosim.laws.learning import learning
from evosim.laws.power import power
from evosim.laws.rewards import rewards
from evosim.laws.selection import selection
from evosim.laws.times import times
from evosim.laws.variation import variation

LAWS: dict[str, Callable[[int], Iterator[Law]]] = {
    "selection": selection,
    "drift": drift,
    "variation": variation,
    "times": times,
    "power": power,
    "learning": learning,
    "rewards": rewards,
}

__all__ = ["LAWS", "Law"]
