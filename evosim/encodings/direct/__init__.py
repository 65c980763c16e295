"""A gene for each parameter."""
