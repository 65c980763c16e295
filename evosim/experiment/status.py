"""How far a run is."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Iterator

from evosim.experiment.estimate import cost
from evosim.experiment.run import SUFFIX, Run
from evosim.experiment.words import duration, label


def again(run: Run) -> str:
    """The command that goes on with a run: it works from the present directory, whatever was typed to begin it."""
    words = ["evosim", "run", str(run.path / "scenario.toml"), "--out", str(run.path.parent)]
    words += ["--quick"] if run.quick and run.path.name.endswith(SUFFIX) else []
    if run.path.name != run.scenario.name:  # the directory was renamed
        words += ["--set", f"name={json.dumps(run.path.name)}"]
    return shlex.join(words)


def status(run: Run) -> Iterator[str]:
    """Yield lines: cells done, running and failed, in all and by point, and the time left."""
    planned = {cell.key: cell for cell in run.cells}
    done = {key for key in planned if run.store.fault(key) is None}
    failed = {key for key in planned if key not in done and run.store.failure(key)}
    leased = run.store.leases.living()
    running = leased & set(planned)
    yield f"{run.path}: {len(done)} of {len(planned)} cells done, {len(running)} running, {len(failed)} failed"
    total, finished = Counter(map(label, planned.values())), Counter(label(planned[key]) for key in done)
    wide = max(map(len, total))
    for name, count in total.items():
        yield f"  {name:<{wide}}  {finished[name]:>4} of {count}"
    for key in sorted(failed):
        yield f"failed: {key} ({label(planned[key])}, replicate {planned[key].replicate}): {run.store.failure(key)}"
    left = [planned[key] for key in planned if key not in done]
    if left and done:
        # What finished cells took against what they were reckoned at tells how far off the reckoning is.
        times = {key: seconds for key in done if (seconds := run.store.seconds(key)) is not None}
        ratio = sum(times.values()) / sum(cost(planned[key]).seconds for key in times) if times else 1.0
        seconds = ratio * sum(cost(cell).seconds for cell in left) / max(1, len(running))
        yield f"about {duration(seconds)} left" + ("" if running else f" once it goes on: {again(run)}")
    elif left:
        yield f"it goes on with: {again(run)}"
