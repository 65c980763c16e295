"""How often each interval holds the truth: ``python -m tests.claims.coverage`` prints the table as Markdown.

Means and correlations are simulated; shares are summed over all outcomes, without simulation. Samples are tested at the
truth by arrays (a slow interval for each would take hours); ``test_coverage.py`` sees to it that this is what the
program's own limits say. Axes: M samples, R replicates, S outcomes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, stdtrit, xlogy
from scipy.stats import binom

from evosim.claims import shares
from evosim.claims.betting import MOST
from tests.claims import rivals

COUNTS = (8, 12, 20, 40, 100)
LEVELS = (0.95, 0.9958)
PLANNERS = (0.02, 0.05, 0.1, 0.3, 0.5, 0.9, 0.95, 0.98)
SHARES = (0.01, 0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.98, 0.99)
PHI = (-1, -0.5, -0.1, 0, 0.1, 0.3, 0.5, 0.8, 1)
USED = (
    "mean of bounded values: betting",
    "difference of bounded means: betting",
    "share: Clopper-Pearson",
    "difference of shares: exact",
    "ρ: Fisher's z, larger variance",
)
LOOKS = "mean of bounded values: betting, at all looks from the eighth"
LOOKS_APART = "difference of bounded means: betting, at all looks from the eighth"
FIRST = 8  # replicates, of the first look
APPROXIMATE = "mean of unbounded values: Student's t"


PREFACE = """\
# How often intervals hold the truth

The least coverage over all distributions that were tried, for each number of replicates (or pairs) at two nominal
levels; .9958 is that of one of twelve claims at .95. `python -m tests.claims.coverage` prints this table, with
`--whole FILE` also that of every distribution. Means and correlations are simulated ({draws} samples or more; ρ half of
that, bootstraps and what stands beside them {fewer}), shares are summed over all outcomes. "Before" is what verdicts
rested on until these intervals came; "planners" are populations that succeed in .93 ± .05 of new mazes, others in .01.
"""


class Row(NamedTuple):
    """The coverage of an interval; ``error`` is the standard error of the simulation at the nominal level."""

    interval: str
    distribution: str
    count: int
    level: float
    coverage: float
    error: float


# --- distributions: draw (M, R) values, and the mean -----------------------------------------------------------


def planners(share):
    """Success on new mazes where a share of the populations are planners: .93 ± .05 of those, .01 ± .01 of others."""

    def draw(rng, shape):
        hits = rng.random(shape) < share
        return np.where(hits, rng.beta(25, 25 * 7 / 93, shape), rng.beta(0.7, 69.3, shape))

    return draw, share * 0.93 + (1 - share) * 0.01


def seldom(usual, rare, chance):
    return (lambda rng, shape: np.where(rng.random(shape) < chance, rare, usual)), usual + chance * (rare - usual)


def beta(a, b):
    return (lambda rng, shape: rng.beta(a, b, shape)), a / (a + b)


BOUNDED = {
    **{f"{share:g} planners": planners(share) for share in PLANNERS},
    "constant": ((lambda rng, shape: np.full(shape, 0.3)), 0.3),
    "constant but for 1 %": seldom(0.9, 0.0, 0.01),
    "constant but for 5 %": seldom(0.9, 0.0, 0.05),
    "one in fifty": seldom(0.0, 1.0, 0.02),
    "uniform": beta(1, 1),
    "beta(2, 5)": beta(2, 5),
    "beta(.5, 5), skewed": beta(0.5, 5),
    "beta(.1, .1), U": beta(0.1, 0.1),
}
UNBOUNDED = {
    "normal": ((lambda rng, shape: rng.normal(size=shape)), 0.0),
    "gamma(4)": ((lambda rng, shape: rng.gamma(4, size=shape)), 4.0),
    "exponential": ((lambda rng, shape: rng.exponential(size=shape)), 1.0),
    "Poisson(1)": ((lambda rng, shape: rng.poisson(1, shape) * 1.0), 1.0),
    "count, 0 in 90 %": ((lambda rng, shape: (rng.random(shape) < 0.1) * (1.0 + rng.poisson(3, shape))), 0.4),
}


def differences():
    """Paired differences: two shares of planners and how often both arms fare alike; and two even laws."""
    for high, low, alike in product((0.05, 0.5, 0.98), (0.02, 0.3, 0.95), (0.0, 0.6)):
        def draw(rng, shape, high=high, low=low, alike=alike):
            one, other = rng.random(shape), rng.random(shape)
            other = np.where(rng.random(shape) < alike, one, other)
            x, y = rng.beta(25, 25 * 7 / 93, (2, *shape)), rng.beta(0.7, 69.3, (2, *shape))
            return np.where(one < high, x[0], y[0]) - np.where(other < low, x[1], y[1])

        yield f"{high:g} against {low:g} planners, alike {alike:g}", (draw, 0.92 * (high - low))
    yield "planners against planners", ((lambda rng, s: rng.beta(25, 2, s) - rng.beta(25, 2, s)), 0.0)
    yield "equal but for 1 %", seldom(0.0, 1.0, 0.01)


def capital_at(mean, samples, bounds):
    """(M,) the larger of the two capitals of those who bet against ``mean``; its interval holds it below 2/α."""
    lo, hi = bounds
    x, m = (samples - lo) / (hi - lo), (mean - lo) / (hi - lo)
    bets = min(samples.shape[1] // 2 + 1, MOST)
    fractions = ((1 + np.cos((2 * np.arange(bets) + 1) * np.pi / (2 * bets))) / 2)[:, None]

    def capital(values, at):
        return np.array([np.exp(np.log1p(fractions * (row / at - 1)).sum(axis=1)).mean() for row in values])

    return np.maximum(capital(x, m), capital(1 - x, 1 - m))


def largest_capital(mean, samples, bounds, first=FIRST):
    """(M,) the largest capital against ``mean`` at any look, of which there is one after each value from the ``first``.

    For up to 127 values the average over 64 bets is the one of ``betting`` at each of the looks.
    """
    lo, hi = bounds
    x, m = (samples - lo) / (hi - lo), (mean - lo) / (hi - lo)
    fractions = (1 + np.cos((2 * np.arange(64) + 1) * np.pi / 128)) / 2

    def capital(row, at):
        return np.exp(np.log1p(fractions[:, None] * (row / at - 1)).cumsum(axis=1)).mean(axis=0)[first - 1 :].max()

    return np.array([max(capital(row, m), capital(1 - row, 1 - m)) for row in x])


def held_by_student(samples, mean, level):
    count = samples.shape[1]
    spread = stdtrit(count - 1, (1 + level) / 2) * samples.std(axis=1, ddof=1) / np.sqrt(count)
    return np.abs(samples.mean(axis=1) - mean) <= spread + 1e-12


def means(counts, draws, seed=1) -> Iterator[Row]:
    rng = np.random.default_rng(seed)
    families = [(USED[0], BOUNDED, (0.0, 1.0)), (USED[1], dict(differences()), (-1.0, 1.0))]
    for interval, family, bounds in families:
        for (name, (draw, mean)), count in product(family.items(), counts):
            capital = capital_at(mean, draw(rng, (draws, count)), bounds)
            for level in LEVELS:
                yield _row(interval, name, count, level, capital < 2 / (1 - level))
    for (name, (draw, mean)), count in product(UNBOUNDED.items(), counts):
        samples = draw(rng, (4 * draws, count))
        for level in LEVELS:
            yield _row(APPROXIMATE, name, count, level, held_by_student(samples, mean, level))


def means_at_looks(counts, draws, seed=4) -> Iterator[Row]:
    """How often the interval holds the mean at every look: no rule when to stop can make it less."""
    rng = np.random.default_rng(seed)
    families = [(LOOKS, BOUNDED, (0.0, 1.0)), (LOOKS_APART, dict(differences()), (-1.0, 1.0))]
    for interval, family, bounds in families:
        for (name, (draw, mean)), count in product(family.items(), counts):
            capital = largest_capital(mean, draw(rng, (draws, count)), bounds)
            for level in LEVELS:
                yield _row(interval, name, count, level, capital < 2 / (1 - level))


def means_of_rivals(counts, draws, seed=2) -> Iterator[Row]:
    rng = np.random.default_rng(seed)
    for (name, (draw, mean)), count in product(BOUNDED.items(), counts):
        samples = draw(rng, (draws, count))
        for level in LEVELS:
            low, high = rivals.bootstrap(samples, level, rng)
            held = (low <= mean + 1e-12) & (mean - 1e-12 <= high)
            of = "mean success" if name.endswith("planners") else "mean of other bounded values"
            yield _row(f"{of}: percentile bootstrap (before)", name, count, level, held)
            student = held_by_student(samples, mean, level)
            yield _row(f"{of}: Student's t (not used)", name, count, level, student)


# --- shares: sums over outcomes ---------------------------------------------------------------------------------


def single_shares(counts) -> Iterator[Row]:
    intervals = {USED[2]: rivals.clopper_pearson, "share: Wilson (before)": rivals.wilson}
    for (interval, limits), count, level in product(intervals.items(), counts, LEVELS):
        successes = np.arange(count + 1)
        low, high = limits(successes, count, level)
        for share in (*SHARES, "worst of all"):
            truths = np.linspace(0.001, 0.999, 999) if isinstance(share, str) else np.array([share])
            held = (low[:, None] <= truths) & (truths <= high[:, None])
            covered = (binom.pmf(successes[:, None], count, truths) * held).sum(axis=0)
            yield Row(interval, f"p = {share}", count, level, float(covered.min()), 0.0)


@cache
def chances():
    """((both, first, second, neither), …) for two shares and a correlation φ; at ±1 the largest that there can be."""
    found = {}
    for p, q, phi in product(SHARES, SHARES, PHI):
        least, most = max(0.0, p + q - 1), min(p, q)
        both = p * q + phi * np.sqrt(p * (1 - p) * q * (1 - q))
        both = {-1: least, 1: most}.get(phi, both)
        if least <= both <= most:
            found[f"{p:g} against {q:g}, φ = {phi:g}"] = np.array([both, p - both, q - both, 1 - p - q + both])
    return found


def exact_limits(pairs, level):
    """(outcomes, low, high) of the exact interval by the program, outcome by outcome."""
    outcomes, _ = shares._outcomes(pairs)
    found = np.array([shares.paired(*map(int, row), pairs, level)[1:] for row in outcomes])
    return outcomes, found[:, 0], found[:, 1]


@cache
def exact_limits_together(pairs, level, steps=400):
    """The same for all outcomes at once, on a grid of differences; limits lie at most two steps farther out."""
    outcomes, ways = shares._outcomes(pairs)
    order = np.argsort(-shares._likelihood_limits(pairs, (1 - level) / 2), kind="stable")
    first, second = outcomes[order].T
    low = np.ones(len(outcomes))
    for difference in np.linspace(1, -1, steps + 1)[1:-1]:
        spots = np.linspace(max(0.0, -difference), (1 - difference) / 2, 61)[:, None]
        chance = xlogy(first, spots + difference) + xlogy(second, spots)
        chance += xlogy(pairs - first - second, np.maximum(1 - 2 * spots - difference, 0))
        beyond = np.exp(ways[order] + chance).cumsum(axis=1).max(axis=0)
        low[order] = np.where(beyond > (1 - level) / 2, difference, low[order])
    low = np.maximum(-1.0, low - 2 / steps)
    place = {tuple(row): at for at, row in enumerate(outcomes.tolist())}
    mirrored = [place[second, first] for first, second in outcomes.tolist()]
    value = (outcomes[:, 0] - outcomes[:, 1]) / pairs
    return outcomes, np.minimum(low, value), np.maximum(-low[mirrored], value)


def paired_shares(counts, limits=exact_limits) -> Iterator[Row]:
    for count, level in product(counts, LEVELS):
        outcomes, low, high = limits(count, level)
        _, ways = shares._outcomes(count)
        equal = count - outcomes.sum(axis=1)
        for name, (both, first, second, neither) in chances().items():
            logs = xlogy(outcomes[:, 0], first) + xlogy(outcomes[:, 1], second) + xlogy(equal, both + neither)
            held = (low <= first - second + 1e-12) & (first - second - 1e-12 <= high)
            yield Row(USED[3], name, count, level, float(np.exp(ways + logs)[held].sum()), 0.0)


def paired_shares_of_rivals(counts) -> Iterator[Row]:
    named = {"Newcombe 10 (before)": rivals.wilson, "Newcombe 10 of Clopper-Pearson": rivals.clopper_pearson}
    for count in counts:
        three = np.indices((count + 1,) * 3).reshape(3, -1).T
        three = three[three.sum(axis=1) <= count]
        tables = np.column_stack([three, count - three.sum(axis=1)])
        ways = gammaln(count + 1) - gammaln(tables + 1).sum(axis=1)
        limits = {
            (name, level): rivals.newcombe(tables, level, single)
            for (name, single), level in product(named.items(), LEVELS)
        }
        for name, chance in chances().items():
            weights, truth = np.exp(ways + xlogy(tables, chance).sum(axis=1)), chance[1] - chance[2]
            for (interval, level), (low, high) in limits.items():
                covered = weights[(low <= truth + 1e-12) & (truth - 1e-12 <= high)].sum()
                yield Row(f"difference of shares: {interval}", name, count, level, float(covered), 0.0)


# --- Spearman's ρ -----------------------------------------------------------------------------------------------


def normal(r):
    def draw(rng, shape):
        x, y = rng.normal(size=(2, *shape))
        return x, r * x + np.sqrt(1 - r * r) * y

    return draw


def clusters(share, apart):
    def draw(rng, shape):
        shift = apart * (rng.random(shape) < share)
        return shift + rng.normal(size=shape), shift + rng.normal(size=shape)

    return draw


def flags(share, shift):
    def draw(rng, shape):
        flag = rng.random(shape) < share
        return flag * 1.0, shift * flag + rng.normal(size=shape)

    return draw


def squares(rng, shape):
    x, y = rng.normal(size=(2, *shape))
    return x, x * x + y / 2


def fans(rng, shape):
    x, y = rng.normal(size=(2, *shape))
    return x, x * y


def tied_counts(rng, shape):
    shared, x, y = rng.poisson(1, (3, *shape))
    return shared + x, shared + y


def successes(rng, shape):
    """Two columns of success, each bimodal and rounded to shares of lives; four in five are planners in both."""
    one = rng.random(shape) < 0.9
    other = np.where(rng.random(shape) < 0.8, one, rng.random(shape) < 0.9)
    noise = 0.02 * rng.normal(size=(2, *shape))
    return np.round(np.where(one, 0.95, 0.02) + noise[0], 2), np.round(np.where(other, 0.9, 0.01) + noise[1], 2)


PAIRS = {
    **{f"normal, r = {r:g}": normal(r) for r in (0, 0.5, 0.8, 0.95, 0.99)},
    "two clusters": clusters(0.5, 3),
    "a small cluster": clusters(0.1, 3),
    "a flag": flags(0.5, 1),
    "a rare flag": flags(0.1, 1),
    "y = x² and noise": squares,
    "a fan": fans,
    "tied counts": tied_counts,
    "bimodal successes": successes,
}


@cache
def true_rho(name):
    """ρ of the population: known for normal pairs, else from 800,000 pairs, to within .002."""
    if name.startswith("normal"):
        return float(6 / np.pi * np.arcsin(float(name.rpartition(" ")[2]) / 2))
    rng = np.random.default_rng(11)
    return float(np.mean([rivals.rank_correlation(*PAIRS[name](rng, (1, 200_000)))[0] for _ in range(4)]))


def fisher_limits(x, y, level):
    """(M,) limits of the program's interval of ρ, for all rows of (M, R) at once and from all pairs of ranks."""
    count = x.shape[1]

    def inside(rho, n):
        return np.clip(rho, -1 + 12 / (n**3 - n), 1 - 12 / (n**3 - n))

    def without(values):
        sign = np.sign(values[:, :, None] - values[:, None, :])
        ranks = sign.sum(axis=2) / 2
        left = ranks[:, None, :] - np.swapaxes(sign, 1, 2) / 2  # (M, left out, R)
        left[:, np.arange(count), np.arange(count)] = 0
        return left

    a, b = without(x), without(y)
    size = np.sqrt((a * a).sum(axis=2) * (b * b).sum(axis=2))
    part = np.divide((a * b).sum(axis=2), size, out=np.zeros_like(size), where=size > 0)
    rho = inside(rivals.rank_correlation(x, y), count)
    jackknife = (count - 1) * np.arctanh(inside(part, count - 1)).var(axis=1)
    spread = stdtrit(count - 2, (1 + level) / 2) * np.sqrt(np.maximum(jackknife, (1 + rho**2 / 2) / (count - 3)))
    return np.tanh(np.arctanh(rho) - spread), np.tanh(np.arctanh(rho) + spread)


def correlations(counts, draws, seed=3, old=False) -> Iterator[Row]:
    rng = np.random.default_rng(seed)
    for (name, draw), count in product(PAIRS.items(), counts):
        x, y = draw(rng, (draws, count))
        defined = np.isfinite(rivals.rank_correlation(x, y))
        x, y, truth = x[defined], y[defined], true_rho(name)
        for level in LEVELS:
            if old:
                def of(row, drawn, x=x, y=y):
                    return np.nan_to_num(rivals.rank_correlation(x[row][drawn], y[row][drawn]))

                low, high = rivals.bootstrap(x, level, rng, of, 400)
                interval = "ρ: percentile bootstrap (before)"
            else:
                blocks = [fisher_limits(x[at : at + 100], y[at : at + 100], level) for at in range(0, len(x), 100)]
                low, high = np.concatenate(blocks, axis=1)
                interval = USED[4]
            yield _row(interval, name, count, level, (low <= truth) & (truth <= high))


# --- the table --------------------------------------------------------------------------------------------------


def _row(interval, name, count, level, held) -> Row:
    return Row(interval, name, count, level, float(held.mean()), float(np.sqrt(level * (1 - level) / len(held))))


def markdown(rows) -> Iterator[str]:
    """Yield the worst coverage of each interval at each count and level, and where it was worst."""
    rows = list(rows)
    heads = [f"{count} at {level:g}" for level in LEVELS for count in COUNTS]
    yield "| interval | " + " | ".join(heads) + " | worst for |"
    yield "|---" * (len(heads) + 2) + "|"
    for interval in dict.fromkeys(row.interval for row in rows):
        own = [row for row in rows if row.interval == interval]
        cells = [
            min((row.coverage for row in own if (row.level, row.count) == (level, count)), default=np.nan)
            for level in LEVELS
            for count in COUNTS
        ]
        worst = min(own, key=lambda row: row.coverage - row.level)
        told = " | ".join(map(_short, cells))
        yield f"| {interval} | {told} | {worst.distribution}, n = {worst.count} |"


def _short(coverage):
    """Three decimals, rounded down: what falls short must not look as if it did not."""
    if np.isnan(coverage):
        return "–"
    return "1" if coverage > 0.9999 else f"{np.floor(coverage * 1000 + 1e-9) / 1000:.3f}".removeprefix("0")


def whole(rows) -> Iterator[str]:
    """Yield every coverage: interval, distribution, and a column for each count and level."""
    rows = list(rows)
    found = {row[:4]: row.coverage for row in rows}
    yield "| interval | distribution | " + " | ".join(f"{n} at {level:g}" for level in LEVELS for n in COUNTS) + " |"
    yield "|---" * (2 + len(LEVELS) * len(COUNTS)) + "|"
    for interval, name in dict.fromkeys(row[:2] for row in rows):
        cells = [found.get((interval, name, n, level), np.nan) for level in LEVELS for n in COUNTS]
        yield f"| {interval} | {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |"


def every(draws) -> Iterator[Row]:
    yield from means(COUNTS, draws)
    yield from means_at_looks(COUNTS, max(draws, 10_000))
    yield from means_of_rivals(COUNTS, draws // 10)
    yield from single_shares(COUNTS)
    yield from paired_shares((8, 12, 20))
    yield from paired_shares((40, 100), exact_limits_together)
    yield from paired_shares_of_rivals(COUNTS)
    yield from correlations(COUNTS, draws // 2)
    yield from correlations(COUNTS, draws // 10, old=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4000, help="samples for each coverage that is simulated")
    parser.add_argument("--whole", type=argparse.FileType("w"), help="a file for the table of every distribution")
    given = parser.parse_args()
    measured = list(every(given.draws))
    print("\n".join([PREFACE.format(draws=given.draws, fewer=given.draws // 10), *markdown(measured)]))
    if given.whole:
        given.whole.write("\n".join([*whole(measured), ""]))
