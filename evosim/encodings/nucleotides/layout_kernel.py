"""How a gene is written in a string of nucleotides.

In a module of its own, without numba, so that plain Python can read it too; kernels are compiled with these values (see
``evosim/random/purposes_kernel.py``).
"""

LETTERS = 4
PROMOTER = (0, 1, 2)  # does not overlap itself
SITE = 6  # letters of a binding site, and of a product
ADDRESS = 3  # letters of an address, or more where there are more numbers
STRENGTH = 4  # letters of a strength
MORPHOGENS = ((0, 0, 0, 0, 0, 0), (0, 1, 1, 1, 1, 1), (1, 2, 2, 2, 2, 2), (1, 3, 3, 3, 3, 3))  # products; all activate
CHUNK = 16  # cells that develop together
LINKS = 16  # for each gene that there can be: room to list which products act on which genes
