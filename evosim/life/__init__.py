"""Living: one kernel develops, thinks and walks, for whole populations and for single agents.

Axes: P individuals, G genes, N instances, J starts, T steps, Q units, C cells, L lanes (16), K planes.
"""

from evosim.life.agent import Agent, Mind
from evosim.life.grid.lives import Lives
from evosim.life.grid.population import Evaluator, evaluate
from evosim.life.scores import Scores
from evosim.organs.organ import Budget

__all__ = ["Agent", "Budget", "Evaluator", "Lives", "Mind", "Scores", "evaluate"]
