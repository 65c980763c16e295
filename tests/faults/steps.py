"""Let a run's process die at each of its operations on the disk, one after another: ``python -m tests.faults.steps``.

After each death the same command goes on in another process. It must come to the digests of an undisturbed run, compute
no cell again that was stored, and leave no draft and no lease behind. Processes are forked, for speed: all of them use
what this one has imported and compiled. Figures and report are stand-ins, whose files are written like all others.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evosim
from evosim import files
from evosim import pictures as drawing
from evosim import report as reporting
from evosim.experiment import provenance
from evosim.experiment.run import Run
from evosim.scenario import Scenario
from tests.golden import HERE

NAMES = ("open", "fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir", "write", "ftruncate")
DIED, HANGS = 9, 120  # exit status; seconds that a run may take
CHANGES = {"replicates": 1, "sweep": {"world.instances": [1]}, "evolution.generations": 3,
           "claim.generalises.where": {}}  # fmt: skip


def scenario() -> Scenario:
    """Two small cells."""
    return evosim.load(HERE / "plain.toml", CHANGES, label="steps")


def watch(die: int | None, torn: bool) -> list[str]:
    """Note each operation that changes a disk from now on, and die instead of that of a number.

    Parameters
    ----------
    torn : whether a file that was about to be synced has half of its bytes by then.
    """
    done: list[str] = []

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*given: Any, **more: Any) -> Any:
            if name != "open" or given[1] & os.O_CREAT:
                if len(done) == die:
                    if torn and stat.S_ISREG(os.fstat(given[0]).st_mode):
                        truncate(given[0], os.fstat(given[0]).st_size // 2)
                    os._exit(DIED)
                done.append(name)
            return real(*given, **more)

        return operation

    truncate = os.ftruncate
    for name in NAMES:
        setattr(os, name, watched(name, getattr(os, name)))
    return done


def run(out: Path, packed: bool, die: int | None = None, torn: bool = False) -> int:
    """Run the scenario in a process of its own; its exit status, and its operations in a file beside ``out``."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    signal.alarm(HANGS)
    if packed:
        evosim.job.PACKED = 0
    done = watch(die, torn)
    try:
        evosim.run(scenario(), out, 1, executor="serial")
        out.with_suffix(".json").write_text(json.dumps(done))
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        os._exit(1)
    os._exit(0)


def draw(path: Path, *given: Any, **more: Any) -> list[Path]:
    """Write files in the place of figures."""
    (path / "figures").mkdir(exist_ok=True)
    drawn = [path / "figures" / name for name in ("learning.svg", "learning.csv")]
    for file in drawn:
        files.write(file, b"drawn")
    return drawn


LIGHT: tuple[tuple[Any, str, Any], ...] = (  # stand-ins for what takes its time and writes nothing of its own kind
    (drawing, "draw", draw),
    (reporting, "write_report", lambda run: run.write("report.html", "told")),
    (provenance, "_git", lambda *words: None),
)


def stored(path: Path) -> int:
    """How many cells are there and whole."""
    store = Run.beginning(path).store
    return sum(store.fault(key) is None for key in store.keys())  # noqa: SIM118


def wrong(out: Path, name: str, whole: dict[str, Any], packed: bool, die: int, torn: bool) -> str:
    """What went wrong after a death; empty if nothing did."""
    path = out / name
    if (status := run(out, packed, die, torn)) != DIED:
        return f"it did not die: {status}"
    before = stored(path) if path.exists() else 0
    if status := run(out, packed):
        return f"it did not go on: {status}"
    if json.loads((path / "digests.json").read_bytes()) != whole:
        return "other digests"
    sessions = json.loads((path / "provenance.json").read_bytes())
    if (again := sessions[-1]["cells_computed"]) != len(whole["cells"]) - before:
        return f"{again} cells were computed, and {before} of {len(whole['cells'])} were there"
    left = [each.name for each in path.rglob(".*") if each.name != ".lock"]
    return f"{', '.join(left)} left behind" if left else ""


def main(every: int, packed: bool) -> bool:
    """Die at each operation, or at one of ``every`` so many; whether all was well."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        evosim.run(scenario(), home / "warm", 1, executor="serial")  # imports and compiles
        for module, name, other in LIGHT:
            setattr(module, name, other)
        assert run(home / "whole", packed) == 0
        name = scenario().name
        whole = json.loads((home / "whole" / name / "digests.json").read_bytes())
        steps = json.loads((home / "whole.json").read_bytes())
        told = {}
        for die in range(every // 2, len(steps), every):
            for torn in (False, True)[: 1 + (steps[die] == "fsync")]:
                if fault := wrong(home / f"{die}-{torn}", name, whole, packed, die, torn):
                    told[f"operation {die}, {steps[die]}{', torn' * torn}"] = fault
        for where, fault in told.items():
            print(f"{where}: {fault}")
        print(f"{len(steps)} operations, {len(told)} faults")
        return not told


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]), packed="packed" in sys.argv))
