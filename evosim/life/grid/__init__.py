"""Lives in grids: two walks, one for worlds that stand still and minds without a state, one for all others."""
