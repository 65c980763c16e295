"""A table of examples, or a net on their bits, that says which label a string has."""
