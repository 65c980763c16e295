"""Reports: a run, or recorded lives, as a file that needs nothing else."""

from evosim.report.ledger import write_ledger
from evosim.report.replay import write_replay
from evosim.report.run import write_report

__all__ = ["write_ledger", "write_replay", "write_report"]
