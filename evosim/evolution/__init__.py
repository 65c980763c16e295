"""The base optimizer: a generational genetic algorithm on a (P, G) matrix (design §4.4).

Axes: P individuals, G genes, T generations.
"""
