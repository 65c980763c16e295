"""Lives in worlds that stand still, of minds without a state of their own."""
