"""A commented scenario of targets to start from."""

TEMPLATE = """\
title = "{name}: how near does an answer come?"
replicates = 2
[world]
kind = "targets"
high = 3.0
instances = 100
[brain]
organs = ["answer"]
[evolution]
population = 64
generations = 30
[[claim]]
name = "near"
says = "Answers are nearer than one."
source = "test"
statistic = "miss"
expect = "less"
than = 1.0
margin = 0.0
"""
