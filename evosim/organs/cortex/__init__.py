"""A sheet of units."""
