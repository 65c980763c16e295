"""Purposes of draws: one of each value in a key space, and each constant in one space."""

from __future__ import annotations

import itertools

from evosim.random import purposes_kernel as purposes


def test_no_two_purposes_of_a_key_space_coincide() -> None:
    for space, values in purposes.KEY_SPACES.items():
        assert len(set(values)) == len(values), space


def test_every_purpose_belongs_to_one_key_space() -> None:
    defined = sorted(value for value in vars(purposes).values() if isinstance(value, int))
    assert defined == sorted(itertools.chain.from_iterable(purposes.KEY_SPACES.values()))
