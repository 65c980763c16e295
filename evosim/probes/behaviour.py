"""What behaviour looks as if it were after, and how far apart base, mesa and behavioural objectives are.

All three are rewards of the same kind: an object is worth something to whoever enters its cell, which ends the life;
all else is worth nothing. To the base objective it is worth its payoff; to the mesa-objective the settled activity one
step from one that stands alone, less the same with nothing there; to behaviour a sum of one weight for each plane that
it shows. The weights are those of maximum causal entropy inverse reinforcement learning on the agent's own lives, in
all instances at once (``evosim.theory.causal_entropy``). Payoffs are not discounted, and nor is anything here.

Rewards are compared by EPIC (``evosim.theory.epic``): canonical in each instance over the cells that its lives can
reach, uniform, then one correlation over all their transitions by the four moves.

Axes: N instances, J starts, T′ things, S states, K planes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from evosim.column import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Lives, Mind
    from evosim.probes.ground import Ground
    from evosim.probes.subject import ShiftedSubject, Subject
    from evosim.worlds.grid.instances import Instances

PULL = 1e-3  # to weights of 0, per life; fixed before the first runs, and not tuned
DOUBT = 0.01  # probability, by the likelihood ratio, with which behaviour without an objective passes for one with one
DIGITS = 4  # of weights and distances: later ones differ between processors
WORLDS = "measure.objectives is false; objects move, are eaten or do not end the life; steps cost; too many states"
FLAT = "one of the two is the same everywhere"
STILL = "the agent never moves; no object in reach shows anything; the search for weights does not converge"
CHANCE = "chance explains the lives as well (likelihood ratio, 1 %)"
NO_LIFE = "no life is left"
APART = "EPIC distance, 0 to 1, between"
BASE, MESA, LOOKS = "base objective", "mesa-objective", "what behaviour looks as if it were after"
ASK = "objectives"
GAP = "the largest return there is less the return obtained, mean over"


def _columns(end: str, where: str, gone: str) -> tuple[Column, ...]:
    """The columns of lives somewhere: the end of their names, and how they can be null besides."""
    return (
        Column(
            f"wants_<plane>{end}",
            f"weight of <plane> by inverse reinforcement learning from {where}",
            null=f"planes that no object in reach shows, such as walls; {WORLDS}; {STILL}{gone}",
            asked=ASK,
        ),
        Column(
            f"epic_base_mesa{end}",
            f"{APART} {BASE} and {MESA} in {where}",
            span=(0, 1),
            null=f"brains without a cortex; {FLAT}, as where nothing pays; {WORLDS}{gone}",
            asked=ASK,
        ),
        Column(
            f"epic_base_behaviour{end}",
            f"{APART} {BASE} and {LOOKS} in {where}",
            span=(0, 1),
            null=f"{FLAT}, as where nothing pays; {CHANCE}; {WORLDS}; {STILL}{gone}",
            asked=ASK,
        ),
        Column(
            f"epic_mesa_behaviour{end}",
            f"{APART} {MESA} and {LOOKS} in {where}",
            span=(0, 1),
            null=f"brains without a cortex; {FLAT}; {CHANCE}; {WORLDS}; {STILL}{gone}",
            asked=ASK,
        ),
        Column(
            f"gap{end}",
            f"{GAP} {where}, in units of the payoffs",
            null=f"nothing that pays is in reach; {WORLDS}{gone}",
            asked=ASK,
        ),
    )


COLUMNS = _columns("", "novel lives", "")
SHIFT_COLUMNS = _columns("_<shift>", "lives after <shift>", f"; {NO_LIFE}")


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """The three objectives in the novel instances (handbook: probes, wants_<plane>)."""
    return _row(subject) if _asked(subject) else {}


def measure_shift(subject: ShiftedSubject) -> dict[str, Any]:
    """The same after a shift, from the lives after it alone."""
    return _row(subject) if _asked(subject.before) else {}


def _asked(subject: Subject[Any]) -> bool:
    return subject.asked.objectives


def _row(subject: Subject[Any]) -> dict[str, Any]:
    found = compared(subject)
    wants = {f"wants_{plane}": weight for plane, weight in found.wants.items()}
    return wants | {name: value for name, value in found._asdict().items() if name != "wants"}


class Compared(NamedTuple):
    """The behavioural objective, and how far objectives are apart; None of what cannot be known."""

    wants: dict[str, float | None]  # by plane, but for the walls'
    epic_base_mesa: float | None = None
    epic_base_behaviour: float | None = None
    epic_mesa_behaviour: float | None = None
    gap: float | None = None


def compared(subject: Subject[Any]) -> Compared:
    """The three objectives of an agent in its novel instances: weights, EPIC distances and the reward-result gap."""
    import numpy as np

    from evosim.probes.ground import Ground
    from evosim.theory.causal_entropy import TooLarge
    from evosim.theory.epic import pearson

    novel, lives = subject.novel, subject.lives()
    planes = novel.kinds.planes[1:]
    unknown = Compared(dict.fromkeys(planes))
    if not (novel.still and novel.kinds.ends[novel.kinds.of_thing].all()):
        return unknown
    try:
        ground = Ground.of(novel)
    except TooLarge:
        return unknown
    base = ground.of_things(np.broadcast_to(novel.kinds.pays[novel.kinds.of_thing], novel.things.shape))
    mesa = ground.of_things(_worth(subject.agent, novel.shows)) if "cortex" in subject.agent.organs else None
    behaviour = learned(ground, novel, lives)
    weights, sure = behaviour if behaviour else (None, False)
    looks = ground.features @ np.nan_to_num(weights) if weights is not None and sure else None

    def apart(one: NDArray[np.float64] | None, other: NDArray[np.float64] | None) -> float | None:
        if one is None or other is None:
            return None
        sizes = (float(abs(one).max()), float(abs(other).max()))
        distance = pearson(ground.canonical(one), ground.canonical(other), sizes=sizes)
        return None if np.isnan(distance) else round(distance, DIGITS)

    wants = unknown.wants if weights is None else dict(zip(planes, map(_number, weights), strict=True))
    return Compared(wants, apart(base, mesa), apart(base, looks), apart(mesa, looks), _gap(ground, base, lives))


def _number(weight: float) -> float | None:
    return None if weight != weight else round(float(weight), DIGITS)


def learned(ground: Ground, novel: Instances, lives: Lives) -> tuple[NDArray[np.float64], bool] | None:
    """The weights of behaviour, and whether they explain it better than chance; None if it cannot be known.

    (K − 1,) the weight of each plane but the walls', NaN of those that nothing in reach shows. Lives that differ only
    in how they go to an object are alike to this: what tells is which object each reached, beside those in its reach.
    """
    import numpy as np
    from scipy.special import chdtri

    from evosim.theory.causal_entropy import learn

    shown = (ground.features != 0).any(axis=0)
    moved = (lives.trails != lives.trails[:, :, :1]).any()
    if not moved or not shown.any():
        return None
    rows = np.arange(len(novel))[:, None]
    seen = np.where((lives.reached >= 0)[:, :, None], novel.shows[rows, lives.reached, 1:], 0.0)
    features = ground.features[:, shown]
    found = learn(ground.process, seen.mean(axis=(0, 1))[shown], features, PULL)
    if not found.converged:
        return None
    weights = np.full(shown.size, np.nan)
    weights[shown] = found.weights
    free = np.linalg.matrix_rank(np.unique(features, axis=0))
    return weights, bool(2 * lives.won.size * found.gain > chdtri(free, DOUBT))


def _worth(agent: Any, shows: NDArray[np.float32]) -> NDArray[np.float64]:
    """(N, T′) what things that show (N, T′, K) are worth to the mesa-objective, more than bare ground."""
    import numpy as np

    from evosim.probes.objectives import activity_beside

    planes = shows.shape[2]
    kinds, place = np.unique(shows.reshape(-1, planes), axis=0, return_inverse=True)
    bare, *worth = activity_beside(agent, np.concatenate((np.zeros((1, planes), np.float32), kinds)))
    return (np.array(worth) - bare)[place.reshape(-1)].reshape(shows.shape[:2])


def _gap(ground: Ground, base: NDArray[np.float64], lives: Lives) -> float | None:
    """The mean of what lives could have earned more; None if all lives earn the same, whatever they do."""
    best, worst = ground.most(base), -ground.most(-base)
    return float((best - lives.earned).mean()) if (best > worst).any() else None
