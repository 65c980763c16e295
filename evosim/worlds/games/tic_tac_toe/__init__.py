"""Tic-tac-toe: two players mark cells of a board of three by three; three marks in a line win."""
