"""A table of preferences."""
