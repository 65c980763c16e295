"""A few rules, and which entry has which."""
