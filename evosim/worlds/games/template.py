"""A commented scenario of games to start from."""

TEMPLATE = """\
# What is asked here, and why. The rules of the game and the search are given by hand; what the net says, how deep and
# how wide it is searched, evolves.
title = "{name}: how deep does a player search?"
seed = 1
replicates = 20                 # populations at each point; fewer than 8 give no verdict

[world]
kind = "games"
game = {{ kind = "tic_tac_toe" }} # or {{ kind = "hash_game", players = 1, length = 4, structured = false }}
instances = 64                  # games that each individual plays
opponent = "random"             # or "perfect", or "population": another individual

[brain]
organs = ["player"]
[brain.player]
hidden = 8
depth = {{ max = 4 }}             # plies, a gene; a number fixes them, and 0 leaves the reflex
width = {{ max = 9 }}             # moves in each position, likewise

[encoding]
player = "own"                  # how the net grows: a gene for each weight; "net", "dct", "projection" are funnels

[evolution]
population = 256
generations = 60
initial = {{ kind = "normal", scale = 0.5 }}
select = {{ kind = "tournament", size = 4 }}
cross = {{ kind = "uniform", rate = 0.5 }}
mutate = {{ kind = "gaussian", rate = 0.02, scale = 0.4 }}
elites = 1

# What is compared: a price on each position that the search reaches.
[sweep]
"prices.search_node" = [0.0, 0.001, 0.01]

# What you expect, written down before the run.
[[claim]]
name = "a_price_makes_it_shallow"
primary = true
says = "The dearer a position, the fewer plies are searched."
source = "Conditions for Mesa-Optimization 2.1: where simple rules suffice there is no need for an optimizer"
trend = {{ key = "prices.search_node" }}
statistic = "player_depth"
expect = "less"
margin = 0.3
"""
