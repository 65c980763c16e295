"""Purposes of draws: the words by which the streams of one key differ.

They are in a module of their own, without numba, so that plain Python can read them too. Kernels are compiled with
these values, so the name ends in ``kernel.py``: the name of the kernels' cache is a hash of all files named so.
"""

# Folded into the key of an attempt at an instance (walls, starts), or of an instance (all others).
WALLS = 1
STARTS = 2
CODE = 3
FALSE_WALLS = 4
SHIFT = 5
STEPS = 6  # of things that move
REGROW = 7  # places of things that come back
LIES = 8  # on what else a feature shows
START_STRING = 9  # of a hash game
OPPONENT = 10  # what the opponent of a game draws: draw i is that of turn i
EXAMPLE = 24  # the string of an example: draw i is attempt i
LABEL = 25  # of an example that follows no rule
RULE = 26  # of labels: bits that it reads, leaves of a tree; the key is that of a split of its own

# The last word of ``stream(root, generation, individual, purpose)``.
INITIAL = 11
SELECT = 12
MATE = 13
MUTATE = 14
NOISE = 15
EMPTY = 16
FALLBACK = 17  # of generation 0 and individual 0: constants of a population
STRETCH = 18  # of a string: which are moved, where, and how long
FILL = 19  # letters in the place of those that were deleted
RIVAL = 20  # the individual that another one plays against: draw i is that of game i
SETTINGS = 25  # settings of mutation that a genome carries

# Folded into the root of a cell, or into the seed that a user gives.
TARGET = 21  # cells to which a goal is moved in the planes
WALL_ON_PATH = 31  # cells on a path that are shown as walls
OBJECTIVE = 41  # generators that are passed to an objective
AGAIN = 51  # roots of evolutions that are repeated from an ancestor
ARENAS = 81  # the root of arenas that evolve against a population
RIVALS = 71  # two cells on which things are shown to be compared

# Folded into the key of a run of splitting.
CHOOSE = 61
MOVE = 62

# The first word of a key that no seed changes: steps of agents in plain Python.
STEP = 22
EXPLORE = 23  # of learners
PROJECTION = 24  # random matrices, which depend on their shape alone

KEY_SPACES = {
    "instance": (
        *(WALLS, STARTS, CODE, FALSE_WALLS, SHIFT, STEPS, REGROW, LIES, START_STRING, OPPONENT),
        *(EXAMPLE, LABEL, RULE),
    ),
    "individual": (INITIAL, SELECT, MATE, MUTATE, NOISE, EMPTY, FALLBACK, STRETCH, FILL, RIVAL, SETTINGS),
    "root": (TARGET, WALL_ON_PATH, OBJECTIVE, AGAIN, RIVALS, ARENAS),
    "splitting": (CHOOSE, MOVE),
    "first": (STEP, EXPLORE, PROJECTION),
}
