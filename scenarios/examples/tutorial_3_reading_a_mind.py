"""Tutorial 3 of 4: reading a mind. Does an evolved agent search, what is it after, and what becomes of it elsewhere?

    python scenarios/examples/tutorial_3_reading_a_mind.py [FOLDER FOR RESULTS]
"""

# %% The populations of tutorial 1, if they are there; else they evolve now.
import sys
from pathlib import Path

import numpy as np

import evosim

out = sys.argv[1] if len(sys.argv) > 1 else "results"
run = evosim.run(Path(__file__).with_name("tutorial.toml"), out, progress=True)

# %% An agent is the fittest of a population's last generation. Here is the first planner of the table.
row = next((row for row in run.table.to_pylist() if row["planner"]), run.table.to_pylist()[0])
agent = run.champion(row["cell"])
training, novel = run.worlds(row["cell"])
print(agent, "on", row["world.instances"], "mazes, replicate", row["replicate"])

# %% What it does: lives in 128 mazes that it was never evolved on. Without its thought it does something else.
whole, thoughtless = agent.live(novel), agent.live(novel, thought=1)
print(f"success {whole.success:.2f}; with one tick of thought {thoughtless.success:.2f}")

# %% What it thinks: activity spreads from the door, tick by tick, and falls with each step of distance from it.
activity = agent.mind(novel)  # (mazes, ticks + 1, rows, columns)
steps, last = novel.distance[0, novel.cells], activity[0, -1].ravel()
print("activity by steps to the door:", [round(float(np.mean(last[steps == far])), 3) for far in range(1, 9)])
print(agent.show(novel, maze=1).save(run.path / "mind.png"))

# %% Every measurement with its meaning. ``retarget`` is the strictest: the door is shown elsewhere, in its mind alone.
found = evosim.probe(agent, novel, training)
for name in ("success_novel", "deliberation", "retarget", "planner", "mesa_door", "mesa_red"):
    print(f"{name:<15} {found[name]!s:>6.6}  {found.meanings[name]}")

# %% What becomes of it: after the shift doors are blue, and a red decoy stands as far away. The report replays it.
told = {name: row[name] for name in ("reached_door_blue_doors", "reached_decoy_blue_doors", "quadrant_blue_doors")}
print(told)
