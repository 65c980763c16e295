"""Things that are eaten, come back, move, lock and unlock, and pay again and again."""
