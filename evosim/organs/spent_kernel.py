"""What thinking takes, as the places of an array that every organ adds to. Kernels are compiled with these values."""

TICKS = 0  # of a cortex
NODES = 1  # of a search
UNROLLED = 2  # units × times that each is worked out for one decision: the size of the net if it had no loops
DEPTH = 3  # of that net: the longest chain of steps of which each needs the one before; the most of all organs
PLACES = 4
