"""Keyed draws: a number is a function of what it is for, never of the order in which it was asked."""
