"""Living: one kernel develops, thinks and walks, for whole populations and for single agents.

Axes: P individuals, G genes, N instances, J starts, T steps, Q units, C cells, L lanes (16), K planes.
"""

from evosim.life.agent import Agent, Budget, Mind
from evosim.life.lives import Lives
from evosim.life.population import Scores, evaluate

__all__ = ["Agent", "Budget", "Lives", "Mind", "Scores", "evaluate"]
