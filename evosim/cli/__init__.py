"""Commands. Only click is imported until one is chosen."""

from evosim.cli import measures, results, runs, words  # which are the commands
from evosim.cli.group import Directory, main

__all__ = ["Directory", "main", "measures", "results", "runs", "words"]
