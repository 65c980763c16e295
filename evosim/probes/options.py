"""Options of probes: what takes too long to be measured unless it is asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evosim.options import Flag, Section


class Measure(Section):
    """``bits_selection`` is the number of genomes at each level of the splitting that estimates it; 0: not measured.

    ``returns`` asks for returns beside the largest in worlds in which nothing changes; in others they are measured.
    ``objectives`` asks for the behavioural objective, and for how far apart it, the base objective and the
    mesa-objective are. ``valley`` is the number of genomes that may be evaluated to find how far fitness must fall on
    the way from the fittest at the end of the first stage of evolution to that of the second; 0: it is not measured.
    ``toy_model`` is the number of genomes at each level of the splittings by which the toy model's quantities are
    measured; 0: it is not asked what it foretells.
    """

    bits_selection: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 0
    returns: Flag = False
    objectives: Flag = False
    toy_model: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 0
    valley: Annotated[int, Field(strict=True, ge=0, le=10_000_000)] = 0
