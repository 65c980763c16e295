"""Lives of players: each plays games against an opponent."""
