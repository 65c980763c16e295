"""A toy world, which tests add to a copy of the package: numbers that are to be come near to."""
