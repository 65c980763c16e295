"""Finished tables become figures. Pictures draw and never simulate."""

from evosim.pictures.draw import draw

__all__ = ["draw"]
