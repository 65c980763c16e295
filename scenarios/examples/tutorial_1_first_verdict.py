"""Tutorial 1 of 4: a first verdict. A scenario file goes in; evolved agents, a verdict and a report come out.

    python scenarios/examples/tutorial_1_first_verdict.py [FOLDER FOR RESULTS]

Cells that begin with "# %%" open as a notebook in most editors.
"""

# %% A scenario is a file: a world, a brain, an encoding, an evolution, and what is claimed before it is run.
import sys
from pathlib import Path

import evosim

scenario = evosim.load(Path(__file__).with_name("tutorial.toml"))
print(scenario)
for claim in scenario.claim:
    print(f"claimed: {claim.says} By more than {claim.margin:g}.")

# %% Run it. Each of its 40 cells is a population. The same call again finds all of them done, and takes a moment.
out = sys.argv[1] if len(sys.argv) > 1 else "results"
run = evosim.run(scenario, out, progress=True)
print(run)

# %% The table has a row for each population; null where a column does not apply.
table = run.table.select(["world.instances", "replicate", "success", "success_novel", "planner"])
print(table.slice(0, 4).to_pylist())

# %% The verdict: supported, refuted or inconclusive, with an interval beside the margin that was written down.
(verdict,) = run.verdicts
lo, hi = verdict["interval"]
print(f"{verdict['verdict']}: {verdict['high']:.2f} against {verdict['low']:.2f} of populations are planners; "
      f"difference {verdict['difference']:+.2f}, between {lo:+.2f} and {hi:+.2f}")  # fmt: skip

# %% A picture, and the report: one page with everything, which opens without a network.
print(run.show("probes").save(run.path / "probes.png"))
print(run.path / "report.html")
