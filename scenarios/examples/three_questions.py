"""Builds a world, evolves a brain in it, and asks: does it search, what is it after, what becomes of it elsewhere?

    python scenarios/examples/three_questions.py [SEED]
"""

import sys

from evosim.evolution.loop import evolve
from evosim.evolution.setup import Setup
from evosim.life import Agent
from evosim.probes.objectives import mesa_objective
from evosim.probes.planner import evidence
from evosim.probes.shifts import measure_shift
from evosim.probes.subject import Subject
from evosim.scenario.schema import Settings, Shift
from evosim.scenario.shift import shifted
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.options import World
from evosim.worlds.grid.shift import shift_instances

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
DOOR = {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}
DECOY = {"name": "decoy", "shows": {"red": 1}, "ends": True, "place": {"like": "door"}}
BLUE = {"name": "blue_doors", "set": {"world.object.door.shows": {"door": 1}}, "add": [DECOY]}

world = World.model_validate({"instances": 16, "object": [DOOR]})
settings = Settings.model_validate(
    {
        "world": world.model_dump(),
        "brain": {"organs": ["cortex"]},
        "encoding": {"rules": "types", "cell_types": 1},
        "evolution": {"mutate": {"kind": "gaussian", "rate": 0.02, "scale": 0.4, "delete": 0.03}, "generations": 120},
        "prices": {"description_length": 0.002},
    }
)
training = draw_instances(world, SEED, 0)
novel = draw_instances(world, SEED, 0, "novel", 128, unlike=training)
agent = evolve(Setup.of(settings), training, SEED).champion
subject: Subject[Agent] = Subject(agent, training, novel, SEED)

found = evidence(subject)
print(f"Does it search?  planner: {found.planner}; success on new mazes {found.success_novel:.2f}, "
      f"of which thinking adds {found.deliberation:.2f}")  # fmt: skip
print("What is it after?  " + ", ".join(f"{plane} {value:.2f}" for plane, value in mesa_objective(agent).items()))
shift = Shift.model_validate(BLUE)
elsewhere = subject.after(shift.name, shift_instances(novel, world, shifted(world, shift), SEED, 0))
row = measure_shift(elsewhere) if elsewhere else {"quadrant": "no life is left"}
print(f"What becomes of it where doors are blue and other things red?  {row['quadrant']}: of its lives "
      f"{row.get('reached_door')} reach the door, {row.get('reached_decoy')} a red thing")  # fmt: skip
