"""Kill runs at random moments and let the same command go on: ``python -m tests.faults.kills N [SCENARIO …]``.

Each of the three scenarios, or of those that are named, has its share of N kills. What comes of it must be what an
undisturbed run comes to, and no cell that was stored may be computed again.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.golden import HERE

SCENARIOS = {  # the scenario → what makes it long enough to be killed
    "plain": ("generations = 6", "generations = 40"),
    "nucleotides": ("", ""),
    "games": ("", ""),
}


class Came(NamedTuple):
    """Kills, cells that were stored again, and whether the digests are those of the undisturbed run."""

    kills: int
    twice: int
    same: bool


def start(scenario: Path, out: Path) -> subprocess.Popen[bytes]:
    """The command, in a session of its own."""
    command = [sys.executable, "-m", "evosim", "run", str(scenario), "--out", str(out), "--workers", "2"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*command, "--executor", "processes"], stdout=quiet, stderr=quiet, start_new_session=True)


def stored(run: Path) -> dict[str, int]:
    """The cells that are there, and when they were stored."""
    return {done.parent.name: done.stat().st_mtime_ns for done in run.glob("cells/[!.]*/DONE.json")}


def disturbed(name: str, kills: int, folder: Path, chance: random.Random) -> Came:
    """Kill a scenario's run so many times; when it ends before, it begins anew elsewhere."""
    scenario, text = folder / f"{name}.toml", (HERE / f"{name}.toml").read_text(encoding="utf-8")
    scenario.write_text(text.replace(*SCENARIOS[name]), encoding="utf-8")
    assert start(scenario, folder / "compiled").wait() == 0  # so that the next one is as long as those that are killed
    began = time.monotonic()
    assert start(scenario, folder / "whole").wait() == 0
    length = time.monotonic() - began
    whole = json.loads((folder / "whole" / name / "digests.json").read_bytes())
    done = twice = attempt = 0
    same = True
    while done < kills:
        attempt += 1
        out, seen = folder / f"{name}-{attempt}", {}
        for _ in range(chance.randrange(1, 8)):
            run = start(scenario, out)
            time.sleep(chance.uniform(0.1, 1.0) * length)
            if run.poll() is not None:
                break
            os.killpg(run.pid, signal.SIGKILL) if chance.random() < 0.5 else os.kill(run.pid, signal.SIGKILL)
            run.wait()
            done += 1
            time.sleep(0.3)  # workers of a parent that was killed alone end by themselves
            now = stored(out / name)
            twice += sum(now[key] != when for key, when in seen.items() if key in now)
            twice += len(seen.keys() - now.keys())
            seen = now
        assert start(scenario, out).wait() == 0
        now = stored(out / name)
        twice += sum(now.get(key) != when for key, when in seen.items())
        same = same and json.loads((out / name / "digests.json").read_bytes()) == whole
        same = same and {path.name for path in (out / name / "cells").iterdir()} == set(whole["cells"])
    return Came(done, twice, same)


def main(kills: int, *names: str) -> bool:
    """Print what came of each scenario; whether all was well."""
    well = True
    for name in names or SCENARIOS:
        chance = random.Random(f"{name} {kills}")
        with tempfile.TemporaryDirectory() as folder:
            came = disturbed(name, -(-kills // len(names or SCENARIOS)), Path(folder), chance)
        digests = "the same digests" if came.same else "OTHER DIGESTS"
        print(f"{name}: {came.kills} kills, {came.twice} cells stored twice, {digests}", flush=True)
        well = well and came.same and not came.twice
    return well


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]), *sys.argv[2:]))
