"""A toy organ, which tests add to a copy of the package."""
