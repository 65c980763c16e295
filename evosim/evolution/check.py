"""What cannot be about the options of evolution although each is valid by itself."""

from __future__ import annotations

from collections.abc import Callable

from evosim.encodings.options import Encoding, is_string
from evosim.evolution.options import (
    Borrowed,
    Evolution,
    Flip,
    Gaussian,
    Letters,
    NonDominated,
    Over,
    Prices,
    Reset,
    Roulette,
    Select,
)
from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.faults.path import Path
from evosim.organs.cortex.options import TicksGene
from evosim.organs.options import Brain
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.grid.things.states import MOST_STATES, most_states
from evosim.worlds.options import World

MOST = 12  # things that pay in a world whose largest return is worked out: there are 2 to this power sets of them
CheckOperator = Callable[[str, Borrowed], tuple[str, str, str]]  # (step, operator) → expected, got, cure


def check_evolution(evolution: Evolution, check_operator: CheckOperator | None) -> list[Fault]:
    """Return what cannot be about these options.

    ``check_operator`` returns empty texts for an operator of DEAP that is valid; without it none is checked.
    """
    found: list[Fault] = []
    if check_operator:
        refused = {step: check_operator(step, chosen) for step, chosen in evolution.borrowed.items()}
        found += [Fault(("evolution", step), *why) for step, why in refused.items() if any(why)]
    population: Path = ("evolution", "population")
    size, elites = getattr(evolution.select, "size", 1), evolution.elites
    if isinstance(evolution.select, NonDominated):
        expected = "a selection by one number: tournament, roulette, truncation or rank"
        found.append(Fault(("evolution", "select"), expected, evolution.select.kind))
    if evolution.kind == "genetic" and size > evolution.population:
        expected = f"at most {evolution.population}, the population"
        found.append(Fault(("evolution", "select", "size"), expected, str(size), also=(population,)))
    if evolution.kind == "random" and not elites:
        expected, cure = "1 or more", "random search keeps the best it has found as an elite"
        found.append(Fault(("evolution", "elites"), expected, "0", cure, also=(("evolution", "kind"),)))
    if elites >= evolution.population:
        expected = f"less than {evolution.population}, the population"
        found.append(Fault(("evolution", "elites"), expected, str(elites), also=(population,)))
    return found


def check_over(over: Over, select: Select, world: World, path: Path) -> list[Fault]:
    """Return what stands in the way of what selection sees of lives in a world; ``path`` is where that is written."""
    if not isinstance(world, Grid):
        expected, also = "mean, where the world is no grid", (("world", "kind"),)
        return [] if over == "mean" else [Fault(path, expected, over, also=also)]
    if over != "regret":
        return []
    found = []
    if isinstance(select, Roulette):
        expected, cure = "tournament, truncation or rank", "fitness is minus a regret, and a roulette needs 0 or more"
        found.append(Fault(("evolution", "select"), expected, "roulette", cure, also=(path,)))
    return [*found, *(_check_paying(world, path) if world.still else _check_regret(world, path))]


def _check_paying(world: Grid, path: Path) -> list[Fault]:
    """Return whether the optimal return is asked for in a world where too many things pay."""
    paying = sum(thing.count for thing in world.object if thing.pays)
    if paying <= MOST:
        return []
    expected, got = "mean or worst", f"regret, where {paying} things pay"
    cure = f"the largest return is worked out for at most {MOST} things that pay"
    return [Fault(path, expected, got, cure, also=(("world", "object"),))]


def _check_regret(world: Grid, path: Path) -> list[Fault]:
    """Return what stands in the way of regret where things change: its aims are tabulated, without shaping."""
    found = []
    if world.shaping:
        cure = "where things change the largest return is known without shaping alone"
        expected, got = "world.shaping = 0 with regret", f"world.shaping = {world.shaping:g}"
        found.append(Fault(path, expected, got, cure, also=(("world", "shaping"),)))
    if most_states(world) > MOST_STATES:
        expected, got = f"at most {MOST_STATES:,} states of a life with regret", f"{most_states(world):,}"
        cure = "take mean or worst, a smaller arena or fewer things that move, are eaten or pay"
        found.append(Fault(path, expected, got, cure, "too many states", also=(("world", "object"),)))
    return found


def check_letters(evolution: Evolution, encoding: Encoding, brain: Brain, prices: Prices | None) -> list[Fault]:
    """Return what does not go with the letters, or else with the real numbers, that genomes are made of."""
    mutate, random = evolution.mutate, evolution.kind == "random"
    rules: Path = ("encoding", "rules")
    where: Path = ("evolution", "mutate")
    if not is_string(encoding, brain.organs):
        if random or not isinstance(mutate, Reset | Flip | Letters):
            return []
        expected = "a mutation of real genes: gaussian or none"
        cure = 'genes are letters with encoding.rules = "nucleotides"' if mutate.kind == "letters" else ""
        return [Fault(where, expected, mutate.kind, cure, also=(rules,))]
    found = []
    if not random and isinstance(mutate, Gaussian | Flip):
        written = "mutate" in evolution.model_fields_set
        expected, cure = "a mutation of letters: letters, reset or none", 'evolution.mutate = { kind = "letters" }'
        path, got = (where, mutate.kind) if written else (rules, f"{mutate.kind}, the default of evolution.mutate")
        found.append(Fault(path, expected, got, cure, also=(rules,)))
    if "habits" in brain.organs:
        expected, cure = "rules other than nucleotides for a brain with habits", 'leave "habits" out of brain.organs'
        found.append(Fault(rules, expected, "nucleotides", cure, also=(("brain", "organs"),)))
    if brain.cortex.readout == "identity":
        expected, cure = "greedy or random with nucleotides", "random letters are a matrix of no kind"
        found.append(Fault(("brain", "cortex", "readout"), expected, "identity", cure, also=(rules,)))
    if prices is not None and prices.description_length:
        expected, cure = "0 with nucleotides", "every letter of a string is kept, so there is nothing to charge for"
        got = shown(prices.description_length)
        found.append(Fault(("prices", "description_length"), expected, got, cure, also=(rules,)))
    if prices is not None and prices.capacity is not None:
        expected, cure = "no capacity with nucleotides", "the length of a string is encoding.nucleotides.length"
        found.append(Fault(("prices", "capacity"), expected, str(prices.capacity), cure, also=(rules,)))
    return found


def check_deletion(evolution: Evolution, brain: Brain) -> list[Fault]:
    """Return the parts of a brain that deletion is asked to leave elsewhere than at 0, and that it has not."""
    mutate, cortex = evolution.mutate, brain.cortex
    if evolution.kind == "random" or not isinstance(mutate, Gaussian) or mutate.delete_to == "zero":
        return []
    there = {
        "habits": "habits" in brain.organs, "bias": cortex.bias == "evolved", "readout": cortex.readout != "greedy",
        "ticks": isinstance(cortex.ticks, TicksGene), "gain": cortex.readout == "greedy" or not cortex.bare,
        "w_near": cortex.weights == "isotropic", "out": cortex.update == "net",
        **dict.fromkeys(("w_north", "w_east", "w_south", "w_west"), cortex.weights == "directional"),
    }  # fmt: skip
    sheet = "cortex" in brain.organs
    missing = [part for part in mutate.delete_only if not there.get(part, True) or not (part == "habits" or sheet)]
    expected, path = "parts that are genes of this brain", ("evolution", "mutate", "delete_only")
    return [Fault(path, expected, shown(part), also=(("brain", "cortex"),)) for part in missing]


def check_tasks(evolution: Evolution, encoding: Encoding, brain: Brain) -> list[Fault]:
    """Return what does not go with several tasks: how a genome makes a brain for each, and what else evolution does."""
    tasks = len(evolution.task)
    if not tasks:
        return []
    found = [*_alone(evolution, "task", ("phase", "rivals"))]
    path: Path = ("encoding", "brains")
    also: tuple[Path, ...] = (("evolution", "task"),)
    if encoding.brains == "made" and (1 + tasks) & tasks:
        expected = "a number of tasks that is a power of 2, the world's own among them"
        found.append(Fault(path, expected, f"{1 + tasks} tasks", "one or own goes with any number", also=also))
    if encoding.brains == "made" and is_string(encoding, brain.organs):
        expected = "one or own with nucleotides, of which there are no sums"
        found.append(Fault(path, expected, "made", also=(("encoding", "rules"),)))
    moved = isinstance(evolution.mutate, Gaussian) and evolution.mutate.delete_to == "elsewhere"
    if encoding.brains != "one" and moved and evolution.kind == "genetic":
        expected = "zero where each task has a brain of its own"
        found.append(Fault(("evolution", "mutate", "delete_to"), expected, "elsewhere", also=(path,)))
    return found


def check_rivals(evolution: Evolution, world: World) -> list[Fault]:
    """Return what stands in the way of arenas that evolve: they are of a grid whose things may stand anywhere."""
    path: Path = ("evolution", "rivals")
    if evolution.rivals is None:
        return []
    if not isinstance(world, Grid):
        expected, got = "a grid, whose arenas evolve", f"a world of kind {world.kind!r}"
        return [Fault(path, expected, got, also=(("world", "kind"),))]
    found = [*_alone(evolution, "rivals", ("phase",))]
    if world.instances < 2:
        expected, got = "2 instances or more, which are the population of arenas", str(world.instances)
        found.append(Fault(("world", "instances"), expected, got, also=(path,)))
    if evolution.rivals.sample > evolution.population:
        expected, got = f"at most {evolution.population}, the population", str(evolution.rivals.sample)
        found.append(Fault((*path, "sample"), expected, got, also=(("evolution", "population"),)))
    for number, thing in enumerate(world.object):
        if thing.place != "anywhere":
            expected, cure = "anywhere, where arenas evolve", "their genomes say on which cell a thing stands"
            found.append(Fault(("world", "object", number, "place"), expected, shown(thing.place), cure, also=(path,)))
    return found


def _alone(evolution: Evolution, part: str, others: tuple[str, ...]) -> list[Fault]:
    """Return the parts of evolution that are asked for beside one that goes without them."""
    beside = [other for other in others if getattr(evolution, other)]
    return [
        Fault(("evolution", other), f"none beside evolution.{part}", cure="leave out one of the two")
        for other in beside
    ]
