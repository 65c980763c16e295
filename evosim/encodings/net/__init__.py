"""A net from coordinates to parameters."""
