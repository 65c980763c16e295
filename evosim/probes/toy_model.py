"""The essays' toy model: how much search it foretells for this brain, world and evolution, beside what came.

Source: "Conditions for Mesa-Optimization" 2.1. P is measured as bits of selection, N is the number of instances, and
f(x), the bits that it takes to build an agent that adds x bits by thinking in a life, by a splitting of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.evolution.setup import Setup
    from evosim.life import Agent
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances

FEW = 16  # novel instances by which f is measured, as many as lanes
UNASKED = "measure.toy_model is 0"
COLUMNS = (
    Column(
        "toy_power",
        "bits of selection P, of the champion's fitness, as the toy model has them",
        null=UNASKED,
        asked="toy_model",
    ),
    Column(
        "toy_cost",
        "bits of selection that build agents which search as much as the toy model foretells",
        null=UNASKED,
        asked="toy_model",
    ),
    Column(
        "toy_search",
        "bits of search in a life that the toy model foretells, to compare with bits_search",
        null=UNASKED,
        asked="toy_model",
    ),
    Column(
        "bits_search_least",
        "bits_search in the novel instance where it is least",
        null=f"{UNASKED}; bits_search is null",
        asked="toy_model",
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """What the toy model foretells, and what it takes for that (handbook: probes, toy_search)."""
    import numpy as np

    from evosim.probes.selection import bits_selection
    from evosim.theory.toy import cost_by, optimum

    selected = subject.selection
    if selected is None or not subject.asked.toy_model:
        return {}
    size = subject.asked.toy_model
    power = bits_selection(
        selected.setup, subject.training, selected.fitness, subject.root, population=size, moves=6, runs=2
    ).bits
    few = subject.novel.take(range(min(FEW, len(subject.novel))))
    most = float(bits_of_shortest(few).mean())
    cost = cost_by(search_costs(selected.setup, few, subject.root, size))
    found = optimum(cost, min(power, 1e6), len(subject.training), most)
    return {
        "toy_power": power,
        "toy_cost": float(cost(np.array([found]))[0]),
        "toy_search": found,
        "bits_search_least": _least(subject),
    }


def search_costs(setup: Setup, instances: Instances, root: int, population: int) -> NDArray[np.float64]:
    """(L, 2) bits of search in a life, and the bits of selection that build agents which search as much.

    Splitting climbs by the score in ``instances``; at each level it is asked how much those beyond it search: the share
    of lives that they win by thinking, times the bits of a life on the shortest way, which is what ``bits_search`` is
    for agents that take it; their mean, or 0 where thought does harm.
    """
    import numpy as np

    from evosim.evolution.setup import genome, plan_of
    from evosim.evolution.splitting import cost_of_levels
    from evosim.life.kinds import evaluator
    from evosim.threads import Threads

    blueprint, worth = setup.blueprint, float(bits_of_shortest(instances).mean())
    whole, one = (
        evaluator(blueprint, plan._replace(rest=plan_of(setup, root).rest), instances, Threads())
        for plan in (blueprint.plan, blueprint.altered(thought=1))
    )

    def score(genomes: NDArray[np.float32]) -> NDArray[np.float64]:
        return whole(genomes).score

    def search(genomes: NDArray[np.float32]) -> float:
        genomes = np.ascontiguousarray(genomes)
        return max(0.0, worth * float((whole(genomes).success - one(genomes).success).mean()))

    found = cost_of_levels(score, genome(setup, root), search, seed=root % 2**32, population=population)
    return found[:, [2, 1]]


def bits_of_shortest(instances: Instances) -> NDArray[np.float64]:
    """(N, J) −log2 of the probability that a random walker is paid in as many steps as the shortest way has."""
    import numpy as np

    from evosim.probes.bits import random_arrival

    chance = np.take_along_axis(random_arrival(instances), instances.path[:, :, None].astype(np.int64), axis=2)
    return -np.log2(chance[:, :, 0])


def _least(subject: Subject[Agent]) -> float | None:
    """Bits of search in the novel instance where they are least, mean over its lives."""
    import numpy as np

    from evosim.probes.bits import bits_of_lives

    if not subject.agent.budgets:
        return None
    each = [bits_of_lives(subject, thought) for thought in (None, 1)]
    if each[0] is None or each[1] is None:
        return None
    return float(np.mean(each[0] - each[1], axis=1).min())
