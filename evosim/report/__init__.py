"""Reports: a run as one page of HTML that needs nothing else."""

from evosim.report.run import write_report

__all__ = ["write_report"]
