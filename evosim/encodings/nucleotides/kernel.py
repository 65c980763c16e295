"""Development of a tensor from a string of nucleotides (see ``encoding.py``).

The string is all of the genome, (L,) float32 letters 0 … 3. Sites and products are packed into 12 bits. K genes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.nucleotides.layout_kernel import CHUNK, LETTERS, LINKS, MORPHOGENS, PROMOTER, SITE, STRENGTH
from evosim.kernel import kernel

FIRST, SECOND, THIRD = PROMOTER
WIDE = len(PROMOTER)
PACKED = tuple(sum(letter << 2 * (SITE - 1 - place) for place, letter in enumerate(each)) for each in MORPHOGENS)
HIGHEST = 2 * SITE - 1  # the bit that says whether a product inhibits
ZERO = np.float32(0)
HALF = np.float32(0.5)
ONE = np.float32(1)
LOWEST = np.float32(-2)
SPAN = np.float32(4)
LARGEST = np.float32(LETTERS**STRENGTH - 1)


class Development(NamedTuple):
    """How a tensor grows."""

    kind: int
    at: int  # the address of its first number
    digits: int  # letters of an address
    match: int  # letters that must be alike
    steps: int
    morphogens: NDArray[np.float32]  # (4, Q) in each cell, or (4, 1) in the centre


@kernel
def develop(growth, genome, scratch, out):
    """Fill out (R, Q), of which number r in cell q has address ``at`` + r, or where there is but the centre q·R + r."""
    match = growth.match
    most = scratch.whole.size // (4 + LINKS)
    starts = scratch.whole[:most]
    sites = scratch.whole[most : 2 * most]
    products = scratch.whole[2 * most : 3 * most]
    ends = scratch.whole[3 * most : 4 * most]
    sources = scratch.whole[4 * most : (4 + LINKS) * most]
    sizes = scratch.real[: LINKS * most]
    numbers, entries = out.shape
    cells = growth.morphogens.shape[1]
    addresses = numbers if cells == entries else numbers * entries
    for r in range(numbers):
        for q in range(entries):
            out[r, q] = ZERO
    count, needed = read(growth, genome, addresses, starts, sites, products)
    if needed == 0:
        return
    alike = True
    for k in range(count):
        for m in range(len(PACKED)):
            if affinity(PACKED[m], sites[k], match) != ZERO:
                alike = False
    last = 1 if alike else cells  # without a morphogen that acts, all cells are as the first
    wide = CHUNK if last > 1 else 1
    work = scratch.real[LINKS * most :]
    around = work[: count * wide]
    old = work[count * wide : 2 * count * wide]
    new = work[2 * count * wide : 3 * count * wide]
    listed = link(sites, products, count, match, ends, sources, sizes)
    behind = WIDE + SITE
    for first in range(0, last, wide):
        here = min(wide, last - first)
        surround(growth.morphogens, first, here, wide, sites, count, match, around)
        old[:] = HALF
        for _ in range(growth.steps):
            step(sites, products, count, match, listed, ends, sources, sizes, wide, around, old, new)
            old, new = new, old
        for k in range(count):
            address = value(genome, starts[k] + behind, growth.digits) - growth.at
            if address < 0 or address >= addresses:
                continue
            digits = value(genome, starts[k] + behind + growth.digits, STRENGTH)
            strength = LOWEST + np.float32(digits) * SPAN / LARGEST
            r = address % numbers
            q = first if cells == entries else address // numbers
            for i in range(here):
                out[r, q + i] += strength * old[k * wide + i]
    if cells == entries:
        for r in range(numbers):
            for q in range(last, entries):
                out[r, q] = out[r, 0]


@kernel
def read(growth, genome, addresses, starts, sites, products):
    """Find the genes; return how many there are, and how many have an address among those of the tensor."""
    count = 0
    needed = 0
    behind = WIDE + SITE + growth.digits + STRENGTH
    for start in range(genome.size - behind - SITE + 1):
        if genome[start] == FIRST and genome[start + 1] == SECOND and genome[start + 2] == THIRD:
            starts[count] = start
            sites[count] = value(genome, start + WIDE, SITE)
            products[count] = value(genome, start + behind, SITE)
            count += 1
            address = value(genome, start + WIDE + SITE, growth.digits) - growth.at
            if 0 <= address < addresses:
                needed += 1
    return count, needed


@kernel
def value(genome, at, digits):
    """The number that the letters from ``at`` on are to the base 4, the most significant first."""
    total = 0
    for i in range(digits):
        total = total * LETTERS + np.int64(genome[at + i])
    return total


@kernel
def affinity(product, site, match):
    """How strongly a product acts on a site, both packed: by the letters that are alike, from −1 to 1."""
    differ = np.int64(product) ^ np.int64(site)
    differ = (differ | (differ >> 1)) & 0x555  # a bit for each letter
    differ = (differ & 0x333) + ((differ >> 2) & 0x333)
    alike = SITE - ((differ + (differ >> 4) + (differ >> 8)) & 0xF)
    if alike < match:
        return ZERO
    size = np.float32(alike - match + 1) / np.float32(SITE + 1 - match)
    return -size if (np.int64(product) >> HIGHEST) & 1 else size


@kernel
def surround(morphogens, first, here, wide, sites, count, match, around):
    """What acts on each gene from outside in cells [first, first + here): ½ and the morphogens, into around (K·W,)."""
    for k in range(count):
        row = around[k * wide : (k + 1) * wide]
        row[:] = HALF
        for m in range(len(PACKED)):
            size = affinity(PACKED[m], sites[k], match)
            if size != ZERO:
                for i in range(here):
                    row[i] += size * morphogens[m, first + i]


@kernel
def link(sites, products, count, match, ends, sources, sizes):
    """List which products act on each gene, and how strongly; return of how many genes there is room to list them all.

    The links of gene k are those up to ends[k] (K,) in sources and sizes, from where those of the gene before end.
    Few of all pairs are alike enough, so it is faster to go through this list than through the pairs in every step.
    """
    found = 0
    for k in range(count):
        for j in range(count):
            size = affinity(products[j], sites[k], match)
            if size != ZERO:
                if found == sources.size:
                    return k
                sources[found] = j
                sizes[found] = size
                found += 1
        ends[k] = found
    return count


@kernel
def step(sites, products, count, match, listed, ends, sources, sizes, wide, around, old, new):
    """One step of all genes at once, from ``old`` to ``new`` activities (K·W,); of ``listed`` genes links are known."""
    at = 0
    for k in range(count):
        row = new[k * wide : (k + 1) * wide]
        outside = around[k * wide : (k + 1) * wide]
        for i in range(wide):
            row[i] = outside[i]
        if k < listed:
            while at < ends[k]:
                act(old, sources[at], sizes[at], wide, row)
                at += 1
        else:
            for j in range(count):
                size = affinity(products[j], sites[k], match)
                if size != ZERO:
                    act(old, j, size, wide, row)
        for i in range(wide):
            v = row[i]
            v = v if v > ZERO else ZERO
            row[i] = v if v < ONE else ONE


@kernel
def act(old, j, size, wide, row):
    """Add to ``row`` (W,) what the product of gene j does."""
    acting = old[j * wide : (j + 1) * wide]
    for i in range(wide):
        row[i] += size * acting[i]
