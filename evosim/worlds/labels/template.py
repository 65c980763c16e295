"""A commented scenario of labels to start from."""

TEMPLATE = """\
# What is asked here, and why. The rule is drawn; what is evolved is a table of the examples, or a net on the bits.
title = "{name}: what does compression gain?"
seed = 1
replicates = 20                 # populations at each point; fewer than 8 give no verdict

[world]
kind = "labels"
bits = 8                        # of a string
instances = 64                  # examples that a population evolves on
held_out = 64                   # others, which are only measured
rule = {{ kind = "threshold", of = 5 }} # or {{ kind = "random" }}, {{ kind = "parity", of = 2 }},
                                # {{ kind = "tree", depth = 3 }}
noise = 0.0                     # share of labels that are wrong

[brain]
organs = ["classifier"]
[brain.classifier]
form = "net"                    # or "table": a gene for each example
hidden = 8

[encoding]
classifier = "own"              # how the net grows: a gene for each weight; "net", "dct", "projection" are funnels

[evolution]
population = 256
generations = 100
initial = {{ kind = "normal", scale = 0.5 }}
select = {{ kind = "tournament", size = 4 }}
cross = {{ kind = "uniform", rate = 0.5 }}
mutate = {{ kind = "gaussian", rate = 0.05, scale = 0.4, delete = 0.01 }}
elites = 1

# What is compared: labels that follow a rule, and labels that do not.
[[variant]]
name = "structured"
set = {{}}
[[variant]]
name = "random"
set = {{ "world.rule" = {{ kind = "random" }} }}

# What you expect, written down before the run.
[[claim]]
name = "noise_gains_nothing"
primary = true
says = "Examples that were held out are labelled rightly more often if there is a rule than if there is none."
source = "Risks from Learned Optimization, comments: random noise cannot be compressed"
compare = {{ key = "variant", high = "structured", low = "random" }}
statistic = "accuracy_held_out"
expect = "more"
margin = 0.2
"""
