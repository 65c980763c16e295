"""A string of nucleotides: genes that regulate one another in every entry, and whose activities add up to numbers.

Letters are 0 … 3. A gene begins at each promoter, within other genes too, so that no gene hides another; one that is
cut off by the end of the string is none. Behind the promoter it has a binding site, the address of a number, a
strength and a product:

    promoter (3)  site (6)  address (3 or more)  strength (4)  product (6)

A product affects each site that it resembles. Whether it activates or inhibits is said by its first letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.encoding import Genes
from evosim.encodings.nucleotides.layout_kernel import (
    ADDRESS,
    CHUNK,
    LETTERS,
    LINKS,
    MORPHOGENS,
    PROMOTER,
    SITE,
    STRENGTH,
)
from evosim.encodings.tensor import Tensor

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding

Letters = NDArray[np.int64]
F = np.float32


class Gene(NamedTuple):
    """One gene as it is read from a string."""

    start: int  # where its promoter begins
    site: Letters  # (6,)
    address: int  # of a number, or beyond all of them: then it only regulates
    strength: np.float32
    product: Letters  # (6,)


@dataclass(frozen=True)
class Nucleotides:
    """All numbers of a brain from one string of letters.

    In each entry of a tensor whose entries are cells the activity of gene k is, for ``steps`` steps from ½,

        clip(½ + Σ_m affinity(m → k) · morphogen m + Σ_j affinity(j → k) · activity_j, 0, 1)

    where the affinity of a product of which i letters of 6 are those of the site is 0 if i < ``match``, else
    (i − match + 1) / (7 − match), with a minus if the product inhibits. Morphogens are (1 + x)/2, (1 − x)/2, (1 + y)/2
    and (1 − y)/2 at coordinates x and y. A number is the sum of strength × activity of the genes with its address, and
    0 if there is none. Tensors that do not go by cells develop in the centre, x = y = 0, with an address for each
    number.
    """

    letters: int
    match: int
    steps: int
    first: int = 0  # address of the first number of the tensor
    numbers: int = 1  # that have an address in the whole brain
    about: ClassVar[str] = "the whole brain develops from one string of nucleotides, in which genes regulate genes"
    kernel: ClassVar[str] = ""

    @classmethod
    def of(cls, options: Encoding) -> Nucleotides:
        """As long and as strict as asked for."""
        chosen = options.nucleotides
        return cls(chosen.length, chosen.match, chosen.steps)

    def among(self, first: int, numbers: int) -> Nucleotides:
        """The same for a tensor whose addresses begin at ``first``, in a brain with so many ``numbers``."""
        return replace(self, first=first, numbers=numbers)

    def addresses(self, tensor: Tensor) -> int:
        """How many addresses a tensor takes: those of one cell, or one for each parameter."""
        return tensor.numbers if _spatial(tensor) else tensor.size

    @property
    def digits(self) -> int:
        """Letters of an address: at least 3, and enough for one address more than there are numbers."""
        return max(ADDRESS, next(k for k in range(1, 32) if LETTERS**k > self.numbers))

    def length(self, tensor: Tensor) -> int:
        """All of the string."""
        return self.letters

    def names(self, tensor: Tensor) -> list[str]:
        """They have no meaning of their own."""
        return [f"letter {at}" for at in range(self.letters)]

    def genes(self, string: Genes) -> list[Gene]:
        """The genes of a string, in order."""
        letters = np.asarray(string).astype(np.int64)
        fields = np.cumsum([len(PROMOTER), SITE, self.digits, STRENGTH, SITE])
        found = []
        for start in range(len(letters) - int(fields[-1]) + 1):
            promoter, site, address, strength, product = np.split(letters[start : start + fields[-1]], fields[:-1])
            if tuple(promoter) == PROMOTER:
                size = F(-2) + F(_number(strength) * 4) / F(LETTERS**STRENGTH - 1)
                found.append(Gene(start, site, _number(address), size, product))
        return found

    def expressed(self, string: Genes) -> int:
        """How many genes of a string have the address of a number."""
        return sum(gene.address < self.numbers for gene in self.genes(string))

    def affinity(self, product: Letters, site: Letters) -> np.float32:
        """How strongly a product acts on a gene with that site, from −1 to 1."""
        alike = int(np.count_nonzero(product == site))
        if alike < self.match:
            return F(0)
        size = F(alike - self.match + 1) / F(SITE + 1 - self.match)
        return size if product[0] < LETTERS // 2 else -size

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """Activities cell by cell, then the sums."""
        found = self.genes(genes)
        where = morphogens(tensor)
        around = []
        for gene in found:
            base = np.full(where.shape[1], F(0.5))
            for product, here in zip(MORPHOGENS, where, strict=True):
                base = base + self.affinity(np.array(product), gene.site) * here
            around.append(base)
        acting = [
            [(j, size) for j, other in enumerate(found) if (size := self.affinity(other.product, gene.site))]
            for gene in found
        ]
        activity = [np.full(where.shape[1], F(0.5)) for _ in found]
        for _ in range(self.steps):
            new = []
            for k in range(len(found)):
                total = around[k]
                for j, size in acting[k]:
                    total = total + size * activity[j]
                new.append(np.minimum(np.maximum(total, F(0)), F(1)))
            activity = new
        grown = np.zeros((self.addresses(tensor), where.shape[1]), np.float32)
        for gene, active in zip(found, activity, strict=True):
            if 0 <= gene.address - self.first < len(grown):
                grown[gene.address - self.first] += gene.strength * active
        return grown.T.reshape(tensor.shape)

    def growth(self, tensor: Tensor, at: int) -> Any:
        """The addresses, the options, and the morphogens in each cell."""
        from evosim.encodings.nucleotides.kernel import Development

        return Development(0, self.first, self.digits, self.match, self.steps, morphogens(tensor))

    @property
    def shared(self) -> bool:
        """They may differ."""
        return False

    def scratch(self, tensor: Tensor) -> tuple[int, int]:
        """For as many genes as there can be: places, sites, products and links; what acts, activities, old and new."""
        most = self.letters // len(PROMOTER) + 1  # promoters do not overlap themselves
        return (4 + LINKS) * most, (3 * CHUNK + LINKS) * most


def morphogens(tensor: Tensor) -> Genes:
    """(4, Q) four gradients in each cell, or (4, 1) in the centre, where a tensor does not go by cells."""
    places = tensor.axes[0].coordinates if _spatial(tensor) else np.zeros((1, 2), np.float32)
    x, y = places.T
    one, half = F(1), F(0.5)
    return np.stack([(one + x) * half, (one - x) * half, (one + y) * half, (one - y) * half])


def _spatial(tensor: Tensor) -> bool:
    return tensor.axes[0].name == "cell"


def _number(digits: Letters) -> int:
    """Digits to the base 4, the most significant first."""
    return int(sum(int(digit) * LETTERS**place for place, digit in enumerate(reversed(digits))))


ENCODING = Nucleotides
