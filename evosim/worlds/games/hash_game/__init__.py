"""The hash game: each turn adds one of two letters to a string, and the last string says who has won."""
