"""Give the package N inputs that nobody should give it: ``python -m tests.faults.fuzz N [--seed S] [--kind KIND]``.

Each must come to a result or to an error in words, within two seconds and a gigabyte. An input is made of the seed, its
kind and its number, so ``--at NUMBER`` tries one of them again.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from pathlib import Path

from tests.faults.watch import Came, batch, limit_memory, outcome, own_output, serve
from tests.golden import HERE

SHARES = {"scenario": 0.5, "command": 0.16, "result": 0.14, "python": 0.14, "text": 0.06}  # of the inputs, by kind


def kinds(folder: Path, finished: Path, kind: str) -> object:
    """The kinds of inputs, warm: what is imported and compiled once has been, and nothing is let out of the folder."""
    warnings.simplefilter("ignore")  # numpy's, of nan: they go to the log and stop nothing
    from tests.faults.kinds import CALLS, Kinds, tried

    made = Kinds(folder, finished)
    for name in ("report", "status", "compare", "verdicts"):
        made.invoke([name, "results/plain"])
    for call, good in CALLS.values() if kind == "python" else ():
        tried(lambda call=call, good=good: call(made.run, **good()))  # type: ignore[misc]
    for number in range(20):
        outcome(made.attempt(kind, number, -1))
    made.restore()
    return made


def finished(folder: Path) -> Path:
    """A small finished run."""
    import evosim

    return evosim.run(HERE / "plain.toml", out=folder, workers=1, executor="serial").path


def fuzz(kind: str, count: int, seed: int, run: Path) -> Came:
    """Try so many inputs of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.faults.fuzz", "--serve", kind, "--seed", str(seed), "--run", str(run)]
        return batch([*command, "--folder", folder], 0, count)


def main() -> bool:
    """Print what came of each kind; whether all was well."""
    asked = argparse.ArgumentParser()
    asked.add_argument("numbers", type=int, nargs="+")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--kind", choices=SHARES)
    asked.add_argument("--at", action="store_true", help="the number is that of one input, which is tried")
    for hidden in ("--serve", "--run", "--folder"):
        asked.add_argument(hidden, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.serve:
        out = own_output()
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            made = kinds(Path(folder).resolve() / "here", Path(given.run).resolve(), given.serve)
            limit_memory()
            serve(range(*given.numbers), lambda number: made.attempt(given.serve, number, given.seed), out)  # type: ignore[attr-defined]
        return True
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends a kind early, and says what came so far
    well = True
    with tempfile.TemporaryDirectory() as folder:
        run = Path(given.run) if given.run else finished(Path(folder))
        if given.at:
            made = kinds(Path(folder).resolve() / "here", run, given.kind)
            print(outcome(made.attempt(given.kind, given.numbers[0], given.seed)))  # type: ignore[attr-defined]
            return True
        for kind in [given.kind] if given.kind else SHARES:
            count = given.numbers[0] if given.kind else round(given.numbers[0] * SHARES[kind])
            began = time.monotonic()
            came = fuzz(kind, count, given.seed, run)
            told(kind, came, time.monotonic() - began)
            well = well and not came.faults
    return well


def told(kind: str, came: Came, seconds: float) -> None:
    """Print what came of a kind: faults once each, by the line where they end."""
    said = f"{came.tried} inputs, {len(came.faults)} faults, {came.tried / seconds:.0f} a second"
    slow = f"the slowest is number {came.slowest[1]} with {came.slowest[0]:.2f} s"
    print(f"{kind}: {said}; {slow}; {came.memory / 1e6:.0f} MB at most", flush=True)
    alike = defaultdict(list)
    for number, fault in came.faults:
        lines = fault.strip().splitlines()
        places = [line for line in lines if "/evosim/" in line and "line" in line]
        alike[(places or lines)[-1].strip() + lines[-1][:12]].append((number, fault))
    for same in sorted(alike.values(), key=len, reverse=True):
        text = f"--- {kind}, number {same[0][0]}, and {len(same) - 1} like it:\n{same[0][1]}"
        print(text.encode(errors="backslashreplace").decode(), flush=True)


if __name__ == "__main__":
    sys.exit(not main())
