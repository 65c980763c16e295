"""Laws as lines that one can read."""

from __future__ import annotations

from evosim.laws.law import Law

NAMES, CASES = 42, 27
HEAD = f"{'':6}  {'law':<{NAMES}}  {'case':<{CASES}}  {'expected':>10}  {'measured':>10}  {'error':>8}"


def line(law: Law) -> str:
    """One law: whether it held, and by how much."""
    passed = "passed" if law.passed else "FAILED"
    numbers = f"{law.expected:>10.4f}  {law.measured:>10.4f}  {law.error:>8.4f}"
    return f"{passed}  {law.name:<{NAMES}}  {law.case:<{CASES}}  {numbers}"
