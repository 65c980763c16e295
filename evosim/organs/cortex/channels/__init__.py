"""A sheet of which less is given: several channels, weights for each direction, a small net in each unit."""
