"""Maximum causal entropy: soft values, the policy and its visits, and the rewards that explain given visits.

A life has T steps. In state s at step t the action a leads to s' with probability P[s, a, s']; a state pays r(s) each
time that an action is taken in it, and, if the process says so, where the life ends. At temperature τ

    Q_t(s, a) = r(s) + γ Σ_s' P[s, a, s'] V_{t+1}(s'),   V_t(s) = τ log Σ_a exp(Q_t(s, a) / τ),
    π_t(a | s) = exp((Q_t(s, a) − V_t(s)) / τ).

π is the policy of largest causal entropy among those with its expected visits. Inverse reinforcement learning looks for
rewards under which these are the visits of the demonstrations: it maximises, in mean over lives and at τ = 1,

    Σ_t γ^t r(s_t) − V_0(s_0) − ½ pull |w|²,   r = features w,

which is concave in w and for γ = 1 the log-likelihood of the actions, but for what is the same for all w. Many rewards
explain the same behaviour, such as r and r + 1; the small pull towards 0 makes w unique, and shares what cannot be told
apart evenly. It also keeps w finite where demonstrations always or never do something, so that visits then match only
to within pull · |w|.

Sources: Ziebart, Bagnell and Dey 2010; Gleave and Toyer 2022 (arXiv 2203.11409). Axes: S states, A actions, T steps,
K features.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST = 16_000_000  # steps × states × actions, and entries of P
PULL = 1e-5
SMALL = 1e-250  # odds below which digits may be lost
CLOSE = 1e-6  # what a slope may be at the maximum, in each weight


class TooLarge(ValueError):
    """A process whose tables would be too large; the message says how large they are, and the limit."""


@dataclass(frozen=True, eq=False)
class Process:
    """States, actions and lives, without rewards.

    Parameters
    ----------
    to : (S, A, S) probabilities P[s, a, s'], or, where nothing happens by chance, (S, A) integers: the next state.
    start : (S,) distribution of the first state.
    steps : T ≥ 1, actions in a life.
    gamma : discount, in [0, 1].
    last : whether the state in which a life ends, after its last action, pays too.

    Raises
    ------
    TooLarge
        If T·S·A, or the number of entries of P, is larger than 16,000,000.
    ValueError
        If shapes do not fit, or if probabilities are none.
    """

    to: NDArray[Any]
    start: NDArray[np.float64]
    steps: int
    gamma: float = 1.0
    last: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "to", np.asarray(self.to))
        object.__setattr__(self, "start", np.asarray(self.start, np.float64))
        shape, sure = self.to.shape, self.sure
        if len(shape) != (2 if sure else 3) or 0 in shape or (not sure and shape[0] != shape[2]):
            wanted = "(states, actions) of integers or (states, actions, states) of probabilities"
            raise ValueError(f"to: expected the shape {wanted}; got {shape} of {self.to.dtype}")
        if not (self.steps >= 1 and 0 <= self.gamma <= 1):
            raise ValueError(f"expected steps of at least 1 and gamma from 0 to 1; got {self.steps} and {self.gamma}")
        check_size(self.steps, *shape[:2])
        if not sure and self.to.size > LARGEST:
            raise TooLarge(f"expected at most {LARGEST:,} entries of P; got {self.to.size:,} {shape}")
        if sure and not (self.to.min() >= 0 and self.to.max() < shape[0]):
            raise ValueError(f"to: expected states from 0 to {shape[0] - 1}; got {self.to.min()} to {self.to.max()}")
        if self.start.shape != shape[:1]:
            raise ValueError(f"start: expected the shape {shape[:1]}; got {self.start.shape}")
        for name, rows in (("start", self.start), *(() if sure else (("to", self.to),))):
            if not ((rows >= 0).all() and np.allclose(rows.sum(axis=-1), 1, rtol=0, atol=1e-8)):
                raise ValueError(f"{name}: expected probabilities that sum to 1")

    @property
    def sure(self) -> bool:
        """Whether nothing happens by chance."""
        return bool(np.issubdtype(self.to.dtype, np.integer))

    @cached_property
    def discounts(self) -> NDArray[np.float64]:
        """(T + 1,) how much a state counts at each step, 0 after the last if that does not pay."""
        return np.append(self.gamma ** np.arange(self.steps), self.gamma**self.steps if self.last else 0.0)

    @cached_property
    def ways(self) -> tuple[Any, Any]:
        """How many actions lead from a state to another, as a sparse (S, S) matrix, and its transpose."""
        from scipy.sparse import csr_array

        s, a = self.to.shape
        ones, first = np.ones(s * a), np.arange(0, s * a + 1, a)
        ways = csr_array((ones, self.to.ravel(), first), shape=(s, s))
        return ways, ways.T.tocsr()

    def ahead(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(S, A) the expectation of values (S,) after each action."""
        return np.asarray(values[self.to] if self.sure else self.to @ values, np.float64)

    def follow(self, flow: NDArray[np.float64]) -> NDArray[np.float64]:
        """(S,) the probability of each state after actions that are taken with probability flow (S, A)."""
        if self.sure:
            return np.asarray(np.bincount(self.to.ravel(), flow.ravel(), minlength=len(self.start)), np.float64)
        return np.einsum("sa,sat->t", flow, self.to)


def check_size(steps: int, states: int, actions: int) -> None:
    """Raise ``TooLarge`` where the tables of such a process would be."""
    if steps * states * actions > LARGEST:
        size = f"{steps:,} steps × {states:,} states × {actions:,} actions = {steps * states * actions:,}"
        raise TooLarge(f"expected at most {LARGEST:,} steps × states × actions; got {size}")


class Soft(NamedTuple):
    """What soft value iteration finds."""

    values: NDArray[np.float64]  # (T, S), V by step
    policy: NDArray[np.float64]  # (T, S, A), probabilities of actions by step


def soft_values(process: Process, rewards: ArrayLike, temperature: float = 1.0) -> Soft:
    """Soft value iteration over all steps, from the last.

    Parameters
    ----------
    rewards : (S,) r of each state.
    temperature : τ > 0; as it goes to 0 values become those of the best policy.

    Raises
    ------
    ValueError
        If rewards are not S finite numbers, or the temperature is not above 0.
    """
    pays, s = np.asarray(rewards, np.float64), len(process.start)
    if pays.shape != (s,) or not np.isfinite(pays).all():
        raise ValueError(f"rewards: expected {s} finite numbers; got the shape {pays.shape}")
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature: expected a number above 0; got {temperature}")
    found = Soft(np.empty((process.steps, s)), np.empty((process.steps, *process.to.shape[:2])))
    values = pays if process.last else np.zeros(s)
    for t in reversed(range(process.steps)):
        ahead = process.ahead(values * (process.gamma / temperature))
        most = ahead.max(axis=1)
        odds = np.exp(ahead - most[:, None], out=found.policy[t])
        total = odds.sum(axis=1)
        odds /= total[:, None]
        values = found.values[t] = pays + temperature * (most + np.log(total))
    return found


def visits(process: Process, policy: NDArray[np.float64]) -> NDArray[np.float64]:
    """(T + 1, S) the probability that a life by policy (T, S, A) is in each state at each step.

    Expected visits are the sum over steps; ``process.discounts @ visits`` are those that pay, discounted.
    """
    found = np.empty((process.steps + 1, len(process.start)))
    found[0] = process.start
    for t in range(process.steps):
        found[t + 1] = process.follow(found[t][:, None] * policy[t])
    return found


def expected(process: Process, rewards: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """E V_0(s_0) under rewards (S,), and (S,) the expected visits that pay, discounted."""
    found = _without_policy(process, rewards) if process.sure else None
    if found is None:
        soft = soft_values(process, rewards)
        return float(process.start @ soft.values[0]), process.discounts @ visits(process, soft.policy)
    return found


def _without_policy(process: Process, rewards: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]] | None:
    """The same where nothing happens by chance, five times faster; None where numbers become too small for it.

    What is ahead counts as odds = exp(γV) / exp(γ max V), one for each state and not for each action, and
    π(a | s) = odds(to(s, a)) / Σ_b odds(to(s, b)).
    """
    ways, back = process.ways
    odds, total = np.empty((2, process.steps, len(rewards)))
    values = rewards if process.last else np.zeros(len(rewards))
    for t in reversed(range(process.steps)):
        ahead = process.gamma * values
        most = ahead.max()
        np.exp(ahead - most, out=odds[t])
        total[t] = ways @ odds[t]
        if not total[t].min() > SMALL:
            return None
        values = rewards + (most + np.log(total[t]))
    here = process.start
    paid = process.discounts[0] * here
    for t in range(process.steps):
        here = odds[t] * (back @ (here / total[t]))
        paid = paid + process.discounts[t + 1] * here
    return float(process.start @ values), paid


class Learned(NamedTuple):
    """What inverse reinforcement learning finds."""

    weights: NDArray[np.float64]  # (K,) of features; without features the rewards of states
    rewards: NDArray[np.float64]  # (S,)
    visits: NDArray[np.float64]  # (S,) those that pay, discounted, under these rewards
    apart: float  # the largest difference in a feature's expected sum from that of the demonstrations
    gain: float  # by how much the mean log-likelihood of a life is above that under rewards of 0, without the pull
    converged: bool  # whether the likelihood rises by no more than 1e-6 in any weight


class Likelihood:
    """The concave function that inverse reinforcement learning maximises.

    Parameters
    ----------
    seen : (K,) mean over demonstrated lives of Σ_t γ^t features(s_t), over the steps that pay.
    features : (S, K).
    pull : ≥ 0.
    """

    def __init__(self, process: Process, seen: NDArray[np.float64], features: NDArray[np.float64], pull: float) -> None:
        self.process, self.seen, self.features, self.pull = process, seen, features, pull

    def __call__(self, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """The value at weights (K,), and its gradient (K,): the features seen, less those expected and the pull."""
        value, paid = expected(self.process, self.features @ weights)
        worth = float(self.seen @ weights) - value - self.pull / 2 * float(weights @ weights)
        return worth, self.seen - paid @ self.features - self.pull * weights


def learn(process: Process, seen: ArrayLike, features: ArrayLike | None = None, pull: float = PULL) -> Learned:
    """The rewards under which lives have the features that demonstrations have: maximum causal entropy IRL.

    By L-BFGS from weights of 0.

    Parameters
    ----------
    seen : (K,) mean over lives of the discounted sum of features, over steps 0 … T − 1, and T if ``process.last``;
        without features (S,), mean visits.
    features : (S, K); by default each state is a feature of its own.
    pull : > 0, strength of the pull to 0, per life.

    Raises
    ------
    ValueError
        If shapes do not fit, or what was seen cannot be: without features, visits below 0, or of another sum than that
        of all lives.
    """
    from scipy.optimize import minimize  # takes half a second to import

    s, sums = len(process.start), np.asarray(seen, np.float64)
    table = np.eye(s) if features is None else np.asarray(features, np.float64)
    if table.ndim != 2 or len(table) != s or sums.shape != table.shape[1:]:
        raise ValueError(f"expected features ({s}, K) and K seen; got {table.shape} and {sums.shape}")
    if not (np.isfinite(sums).all() and np.isfinite(table).all()):
        raise ValueError("expected finite features, and finite numbers seen")
    if not pull > 0:
        raise ValueError(f"pull: expected a number above 0, without which rewards are not unique; got {pull}")
    every = float(process.discounts.sum())
    if features is None and not ((sums >= 0).all() and abs(sums.sum() - every) <= 1e-3 * every):
        raise ValueError(f"seen: expected visits of at least 0 whose sum is {every:g}; got the sum {sums.sum():g}")
    likelihood = Likelihood(process, sums, table, pull)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = likelihood(weights)
        return -value, -slope

    options = {"maxiter": 1000, "maxcor": 20, "ftol": 0.0, "gtol": CLOSE / 100}
    weights = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options=options).x
    chance, _ = expected(process, np.zeros(s))
    value, paid = expected(process, table @ weights)
    apart = sums - paid @ table
    near = bool(abs(apart - pull * weights).max(initial=0.0) <= CLOSE)
    gain = float(sums @ weights) - value + chance
    return Learned(weights, table @ weights, paid, float(abs(apart).max(initial=0.0)), gain, near)
