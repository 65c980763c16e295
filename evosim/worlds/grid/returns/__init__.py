"""What lives can earn at most, and what they earn by chance."""
