"""Cells: planned, run in processes, stored, resumed, and gathered into one tidy table (design §7, §8)."""
