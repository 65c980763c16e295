"""Tutorial 2 of 4: a scenario of your own, from what ``evosim new NAME`` writes to a comparison.

    python scenarios/examples/tutorial_2_own_scenario.py [FOLDER FOR RESULTS]
"""

# %% ``evosim new mine`` writes a file like this, with every key explained. Here is a short one, with two mistakes.
import sys
from pathlib import Path

import evosim

out = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
out.mkdir(parents=True, exist_ok=True)
file = out / "mine.toml"
TEXT = """
title = "Do agents think where thinking costs?"
replicates = 10
[world]
instances = 4
size = 7
steps = 28
[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1.0
ends = true
[brain]
organs = ["cortex"]
[brain.cortex]
ticks = { max = 32 }
[encoding]
rules = "types"
cell_typs = 1
[evolution]
population = 128
generations = 60
mutate = { kind = "gaussian", rate = 0.05, scale = "large" }
[sweep]
"prices.thinking_time" = [0.0, 0.02]
[[claim]]
name = "dear_thought_is_short"
primary = true
says = "Where each tick of thought costs, champions think for fewer ticks."
source = "Conditions for Mesa-Optimization 2.2, time complexity"
compare = { key = "prices.thinking_time", high = 0.02, low = 0.0 }
statistic = "ticks"
expect = "less"
margin = 1.0
"""
file.write_text(TEXT)

# %% All mistakes are told at once: file, line, key, what was expected, what was found, and often the cure.
try:
    evosim.load(file)
except evosim.ScenarioError as error:
    print(error)

# %% Mended. ``evosim check mine.toml`` would now say what it takes, and what it cannot find out.
file.write_text(TEXT.replace("cell_typs", "cell_types").replace('"large"', "0.4"))
scenario = evosim.load(file)
print(scenario)

# %% Keys can be set over the file's, for a quick look; that run has a directory of its own.
quick = evosim.load(file, {"replicates": 2, "evolution.generations": 20})
print(evosim.run(quick, out).path)

# %% The run itself, and its verdict.
run = evosim.run(scenario, out, progress=True)
(verdict,) = run.verdicts
print(f"{verdict['verdict']}: {verdict['high']:.1f} ticks against {verdict['low']:.1f}")

# %% Another content under the same name is refused, so that no result is lost: give it a name, or say replace=True.
file.write_text(file.read_text().replace("margin = 1.0", "margin = 2.0"))
try:
    evosim.run(file, out)
except evosim.ScenarioError as error:
    print(error)
