"""Exact planning; what it is after is evolved."""
