"""The base optimizer: a generational genetic algorithm on a (P, G) matrix (handbook: model, evolution).

Axes: P individuals, G genes, T generations.
"""
