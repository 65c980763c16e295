"""Lives in the toy world of targets."""
