"""A commented scenario of a grid to start from."""

TEMPLATE = """\
# What is asked here, and why. Say what is given by hand and what evolves.
title = "{name}: a first scenario"
seed = 1
replicates = 20                 # populations at each point; fewer than 8 give no verdict

[world]
size = 7                        # cells along a side
layout = {{ kind = "open", walls = 0.3 }}   # or {{ kind = "maze", loops = 0.1 }}, {{ kind = "rooms", rooms = 2 }}
instances = 4                   # N: how many mazes a population evolves on
starts = 3                      # lives in each
steps = 28                      # of a life, at most
min_path = 6                    # steps from a start to the goal, at least
shaping = 0.3                   # part payoff for coming closer; success never counts it

[[world.object]]
name = "door"
shows = {{ door = 1, red = 1 }}   # features that the brain is given, each a plane
pays = 1.0
ends = true                     # touching it ends the life

# Objects can do more: eaten = true, regrows = {{ after = 5 }}, moves = {{ kind = "chase", every = 2 }},
# needs = "brass", gives = "brass", repeats = true; evosim explain world.object.moves

[brain]
organs = ["habits", "cortex"]   # or one of them
[brain.cortex]
ticks = 24                      # of thought; {{ max = 32 }} makes it a gene
readout = "greedy"              # given; "identity" and "random" evolve
bias = "evolved"                # a constant in each rule; "none" leaves it out

[encoding]
habits = "generator"            # or "table": a gene for each entry
rules = "types"                 # one rule for all cells; "position" may share, "own" does not
cell_types = 1

[evolution]
population = 256
generations = 60
initial = {{ kind = "normal", scale = 0.5 }}
select = {{ kind = "tournament", size = 4 }}
cross = {{ kind = "uniform", rate = 0.5 }}
mutate = {{ kind = "gaussian", rate = 0.02, scale = 0.4, delete = 0.03 }}  # delete_to = "elsewhere": not to 0
elites = 1

[prices]
description_length = 0.002      # fitness for each gene that is not zero

# A new world for the finished agents: blue doors, and red things that pay nothing.
[[shift]]
name = "blue_doors"
set = {{ "world.object.door.shows" = {{ door = 1 }} }}
add = [{{ name = "decoy", shows = {{ red = 1 }}, ends = true, place = {{ like = "door", within = 1 }} }}]

# What is compared: each variant is a point; [sweep] would make a grid of keys.
[[variant]]
name = "price"
set = {{}}
[[variant]]
name = "no price"
set = {{ "prices.description_length" = 0.0, "evolution.mutate.delete" = 0.0 }}

# What you expect, written down before the run.
[[claim]]
name = "price_makes_planners"
primary = true
says = "Populations become planners more often with a price on length than without."
source = "Conditions for Mesa-Optimization 2.1"
compare = {{ key = "variant", high = "price", low = "no price" }}
statistic = "planner"
expect = "more"
margin = 0.3
"""
