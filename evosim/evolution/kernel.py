"""Variation and selection on rows of a (P, G) matrix. Each individual's draws come from streams of its own."""

from __future__ import annotations

import numpy as np

from evosim.kernel import allocating_kernel, kernel
from evosim.random.kernel import LOW32, S32, below, draw, normal, stream, threshold
from evosim.random.purposes_kernel import EMPTY, FILL, INITIAL, MATE, MUTATE, NOISE, SELECT, SETTINGS, STRETCH

SMALL = 2.0**-53
S11 = np.uint64(11)
CHUNK = 512  # genes that are mutated together
NEVER = np.uint64(0)
ONE = np.uint64(1)


@kernel
def initial(first, last, genomes, scale, zero, start, rest, root, generation):
    """Normal genes of deviation ``scale`` around ``start`` (G,); with probability ``zero`` a gene stays there,
    or as far from there as ``rest`` (G,) is from 0."""
    limit = threshold(zero)
    for p in range(first, last):
        key = stream(root, generation, p, INITIAL)
        empty = stream(root, generation, p, EMPTY)
        genome = genomes[p]
        for gene in range(genomes.shape[1]):
            g = np.uintp(gene)
            stays = limit != NEVER and (draw(empty, gene) >> S32) < limit
            genome[g] = start[g] + (rest[g] if stays else scale * normal(key, gene))


@kernel
def tournament(first, last, fitness, size, parents, root, generation):
    """Two parents (P, 2) for each child: the fittest of ``size`` drawn with replacement, the first drawn on ties.

    NaN loses against every number (DEAP's comparison would let it win).
    """
    for p in range(first, last):
        key = stream(root, generation, p, SELECT)
        for side in range(2):
            best = below(key, side * size, fitness.size)
            for i in range(1, size):
                rival = below(key, side * size + i, fitness.size)
                if fitness[rival] > fitness[best] or (
                    fitness[best] != fitness[best] and fitness[rival] == fitness[rival]
                ):
                    best = rival
            parents[p, side] = best


@kernel
def wheel(first, last, cumulative, parents, root, generation):
    """Two parents (P, 2) for each child, each with a chance in proportion to its part of cumulative (P,) sums."""
    total = cumulative[cumulative.size - 1]
    for p in range(first, last):
        key = stream(root, generation, p, SELECT)
        for side in range(2):
            at = np.float64(draw(key, side) >> S11) * SMALL * total
            low = 0
            high = cumulative.size - 1
            while low < high:
                middle = (low + high) // 2
                if cumulative[middle] > at:
                    high = middle
                else:
                    low = middle + 1
            parents[p, side] = low


@kernel
def clone(first, last, genomes, parents, children):
    """Each child (P, G) is a copy of its first parent; ``parents[p, 1]`` becomes −1."""
    for p in range(first, last):
        parents[p, 1] = -1
        for g in range(genomes.shape[1]):
            children[p, g] = genomes[parents[p, 0], g]


@kernel
def points(first, last, genomes, parents, rate, cuts, children, root, generation):
    """A share ``rate`` of the children takes the genes from a point on, or between two points, from its second parent.

    ``cuts`` is 1 or 2. One point is drawn among the G − 1 between genes; two are drawn alike, and may coincide.
    """
    limit = threshold(rate)
    length = genomes.shape[1]
    for p in range(first, last):
        key = stream(root, generation, p, MATE)
        two = length > 1 and (draw(key, 0) >> S32) < limit
        low = length
        high = length
        if two:
            low = 1 + below(key, 1, length - 1)
            if cuts == 2:
                high = 1 + below(key, 2, length - 1)
                if high < low:
                    low, high = high, low
        for g in range(length):
            side = 1 if low <= g < high else 0
            children[p, g] = genomes[parents[p, side], g]
        if not two:
            parents[p, 1] = -1


@kernel
def letters(first, last, genomes, limits, root, generation):
    """Letters of an alphabet, drawn with chances whose thresholds (A,), summed up and in units of 2⁻³², are limits."""
    for p in range(first, last):
        key = stream(root, generation, p, INITIAL)
        for g in range(genomes.shape[1]):
            bits = draw(key, g) >> S32
            letter = 0
            while letter < limits.size - 1 and bits >= limits[letter]:
                letter += 1
            genomes[p, g] = letter


@kernel
def respell(first, last, genomes, alphabet, flip, count, rate, delete, root, generation):
    """At ``rate`` a letter is drawn anew, or flipped to 1 less itself; then it is set to 0 at rate ``delete``.

    If ``count`` is not 0, so many genes are drawn to be flipped instead.
    """
    changed = threshold(rate)
    deleted = threshold(delete)
    for p in range(first, last):
        key = stream(root, generation, p, MUTATE)
        noise = stream(root, generation, p, NOISE)
        for i in range(count if genomes.shape[1] else 0):
            g = below(noise, i, genomes.shape[1])
            genomes[p, g] = 1 - genomes[p, g]
        for g in range(genomes.shape[1]):
            bits = draw(key, g)
            if count == 0 and (bits >> S32) < changed:
                genomes[p, g] = 1 - genomes[p, g] if flip else below(noise, g, alphabet)
            if (bits & LOW32) < deleted:
                genomes[p, g] = 0


@kernel
def rearrange(first, last, genomes, alphabet, chances, stretch, root, generation):
    """Duplicate, delete and reverse a stretch of up to ``stretch`` letters, each with its chance (3,); in place.

    One after another; each stretch has a length and a place of its own, and lies in the string (L,) as a whole. What a
    copy pushes over the end is lost; what is deleted leaves room there for random letters.
    """
    length = genomes.shape[1]
    longest = min(stretch, length)
    for p in range(first, last):
        genome = genomes[p]
        key = stream(root, generation, p, STRETCH)
        fill = stream(root, generation, p, FILL)
        for how in range(3 if length else 0):
            if (draw(key, 3 * how) >> S32) >= threshold(chances[how]):
                continue
            wide = 1 + below(key, 3 * how + 1, longest)
            start = below(key, 3 * how + 2, length - wide + 1)
            if how == 0:
                for g in range(length - 1, start + wide - 1, -1):
                    genome[g] = genome[g - wide]
            elif how == 1:
                for g in range(start, length - wide):
                    genome[g] = genome[g + wide]
                for g in range(length - wide, length):
                    genome[g] = below(fill, g, alphabet)
            else:
                for i in range(wide // 2):
                    one = start + i
                    other = start + wide - 1 - i
                    genome[one], genome[other] = genome[other], genome[one]


@kernel
def substitute(first, last, genomes, alphabet, rate, root, generation):
    """Each letter becomes another of the alphabet at ``rate``, all others alike; in place."""
    changed = threshold(rate)
    for p in range(first, last):
        key = stream(root, generation, p, MUTATE)
        noise = stream(root, generation, p, NOISE)
        for g in range(genomes.shape[1]):
            if (draw(key, g) >> S32) < changed:
                genomes[p, g] = (genomes[p, g] + 1 + below(noise, g, alphabet - 1)) % alphabet


@kernel
def uniform(first, last, genomes, parents, rate, children, root, generation):
    """A share ``rate`` of the children takes each gene from either parent with chance ½; the others have one parent.

    ``parents[p, 1]`` becomes −1 for those. Both genes are read and one is chosen: a branch that goes either way half of
    the time cannot be foretold.
    """
    limit = threshold(rate)
    length = genomes.shape[1]
    for p in range(first, last):
        key = stream(root, generation, p, MATE)
        mother = genomes[parents[p, 0]]
        child = children[p]
        if (draw(key, 0) >> S32) >= limit:
            parents[p, 1] = -1
            for g in range(length):
                child[np.uintp(g)] = mother[np.uintp(g)]
            continue
        father = genomes[parents[p, 1]]
        for word in range((length + 63) // 64):
            bits = draw(key, 1 + word)
            at = word * 64
            here = child[at : at + 64]
            hers = mother[at : at + 64]
            his = father[at : at + 64]
            for i in range(here.size):
                g = np.uintp(i)
                here[g] = his[g] if (bits >> np.uint64(i)) & ONE else hers[g]


@allocating_kernel
def gaussian(first, last, genomes, rate, scale, delete, rest, root, generation):
    """Add normal noise to each gene at ``rate``, then set it to its ``rest`` (G,) at rate ``delete``; both in place."""
    is_hit = np.empty(CHUNK, np.bool_)
    hit = np.empty(CHUNK, np.int64)
    noise = np.empty(CHUNK, np.float32)
    length = genomes.shape[1]
    perturb(first, last, genomes, length, rate, scale, delete, rest, root, generation, is_hit, hit, noise)


@allocating_kernel
def gaussian_each(first, last, genomes, length, rates, scales, delete, rest, root, generation):
    """Do what ``gaussian`` says to the first ``length`` genes of each, at rates and scales (P,) of its own."""
    is_hit = np.empty(CHUNK, np.bool_)
    hit = np.empty(CHUNK, np.int64)
    noise = np.empty(CHUNK, np.float32)
    for p in range(first, last):
        perturb(
            p, p + 1, genomes, length, rates[p], scales[p], delete, rest, root, generation, is_hit, hit, noise
        )


@kernel
def shake(first, last, genomes, at, kept, scale, root, generation):
    """Multiply the genes from ``at`` on by ``kept`` and add normal noise of deviation ``scale``; in place."""
    for p in range(first, last):
        key = stream(root, generation, p, SETTINGS)
        for gene in range(at, genomes.shape[1]):
            g = np.uintp(gene)
            genomes[p, g] = kept * genomes[p, g] + scale * normal(key, gene - at)


@kernel
def perturb(first, last, genomes, length, rate, scale, delete, rest, root, generation, is_hit, hit, noise):
    """Do what ``gaussian`` says, as many genes at a time as there is scratch for, in is_hit, hit and noise.

    Which are hit, where those are, the noise for them, the change: loops without branches, of which the compiler makes
    vectors.
    """
    changed = threshold(rate)
    deleted = threshold(delete)
    for p in range(first, last):
        genome = genomes[p]
        key = stream(root, generation, p, MUTATE)
        normals = stream(root, generation, p, NOISE)
        for at in range(0, length, is_hit.size):
            wide = min(is_hit.size, length - at)
            for i in range(wide):
                bits = draw(key, at + i)
                is_hit[np.uintp(i)] = ((bits >> S32) < changed) | ((bits & LOW32) < deleted)
            count = 0
            for i in range(wide):
                hit[np.uintp(count)] = at + i
                count += is_hit[np.uintp(i)]
            for i in range(count):
                noise[np.uintp(i)] = scale * normal(normals, hit[np.uintp(i)])
            for i in range(count):
                bits = draw(key, hit[np.uintp(i)])
                g = np.uintp(hit[np.uintp(i)])
                v = genome[g]
                v = v + noise[np.uintp(i)] if (bits >> S32) < changed else v
                genome[g] = rest[g] if (bits & LOW32) < deleted else v
