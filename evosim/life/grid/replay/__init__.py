"""Recorded lives: all that happened in the first few of a cell, so that nothing has to run again to be seen again."""

from evosim.life.grid.replay.reading import Life, Replay, read
from evosim.life.grid.replay.recording import record

__all__ = ["Life", "Replay", "read", "record"]
