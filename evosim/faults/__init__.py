"""Errors in what a user gives: where each is, what was expected, what was found, and how to correct it."""
