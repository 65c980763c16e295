"""Games of one or two players, with rules that are known exactly (handbook: model, worlds).

A game is a folder with a ``kernel.py``: a named tuple ``Rules`` and the functions that ``rules_kernel.py`` lists.
Axes: P players, N instances (a game is played in each), T turns of the longest game, W words of a state, C choices, the
moves that there can be, I inputs of a net, H hidden units, D plies that are searched, R tables of exact values and K
positions in each.
"""
