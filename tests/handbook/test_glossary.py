"""The words of a text that the handbook explains."""

from __future__ import annotations

import pytest

from evosim.handbook import entries, glossary

TERMS = {entry.name: " ".join(entry.text.split()) for entry in entries() if entry.kind == "term"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Planners are no Mesa optimizers.", ["mesa-optimizer", "planner"]),
        ("Prices on length: Kendall’s τ is at most −.3.", ["Kendall's τ", "price on length"]),
        ("mean τ −0.41", ["mean τ"]),
        ("new mazes and novel ones", ["novel, new mazes"]),
        ("unbiased, cell_types, a cellar", []),
    ],
)
def test_terms_as_they_are_written(text: str, names: list[str]) -> None:
    found = glossary(text)
    assert [name for name, _ in found] == names
    assert all(passage == TERMS[name.partition(", ")[0]] for name, passage in found)


def test_columns_are_told_in_a_sentence() -> None:
    ((name, passage),) = glossary("", ["pseudo_blue_doors", "pseudo_blue_doors"])
    assert (name, passage) == ("pseudo_blue_doors", "Whether the quadrant is pseudo-aligned.")
    names = [name for name, _ in glossary("a planner", ["success_novel", "planner", "no_such_column"])]
    assert names == ["planner", "success_novel"]
