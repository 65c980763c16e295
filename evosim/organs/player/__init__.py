"""A net that prefers moves and values positions, with a search by the true rules."""
