"""Finished tables become figures. Pictures draw and never simulate."""

from evosim.pictures.draw import FIGURES, draw

__all__ = ["FIGURES", "draw"]
