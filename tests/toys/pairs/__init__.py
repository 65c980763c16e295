"""A toy encoding, which tests add to a copy of the package."""
