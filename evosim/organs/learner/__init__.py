"""Tabular Q-learning within a life."""
