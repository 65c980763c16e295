"""The dials between genome and brain."""

from evosim.scenario.encoding import KINDS, dials, kind_of
from evosim.scenario.schema import Encoding

__all__ = ["KINDS", "Encoding", "dials", "kind_of"]
