"""A toy organ of a toy world, which tests add to a copy of the package."""
