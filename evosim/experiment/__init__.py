"""Cells: planned, run in processes, stored, resumed, and gathered into one tidy table."""
