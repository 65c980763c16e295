"""Finished tables become figures. Pictures draw and never simulate."""

from evosim.pictures.draw import FIGURES, Undrawable, draw

__all__ = ["FIGURES", "Undrawable", "draw"]
