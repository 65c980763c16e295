"""A string of nucleotides, from which all numbers of a brain develop."""
