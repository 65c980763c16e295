"""What the options of every subject are made of: a frozen table, and the types of the values in it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field

from evosim.frozen import freeze
from evosim.plain import plain


def _short(name: str) -> str:
    """File systems take 255 bytes, and ``-quick`` or a mark may be added."""
    if len(name.encode(errors="surrogateescape")) > 200:
        raise ValueError("too long")
    return name


def _unsteering(text: str) -> str:
    """Tabs are as harmless as spaces; what else steers a terminal says nothing to a reader."""
    if plain(text) != text.replace("\t", " "):
        raise ValueError("control characters")
    return text


# Bounds where nature sets none: kernels count in 32 or 64 bits and reckon in single precision.
Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
Natural = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Real = Annotated[float, Field(strict=True, ge=-1e9, le=1e9)]
NonNegative = Annotated[float, Field(strict=True, ge=0, le=1e9)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
_TEXT = "some text of at most 2000 printable characters"
Text = Annotated[
    str, Field(strict=True, min_length=1, max_length=2000, description=_TEXT), AfterValidator(_unsteering)
]
Remark = Annotated[str, Field(strict=True, max_length=2000, description=_TEXT), AfterValidator(_unsteering)]
FileName = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[^./\\\x00-\x1f][^/\\\x00-\x1f]*$",
        description="a name that a directory can have, of at most 200 bytes",
    ),
    AfterValidator(_short),
    AfterValidator(_unsteering),
]
Flag = Annotated[bool, Field(strict=True)]
Name = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$",
        description="a name of at most 100 letters, digits and _, a letter first",
    ),
]
Anything = Annotated[Any, AfterValidator(freeze)]
Levels = Annotated[tuple[Any, ...], Field(min_length=1)]
Table = Annotated[dict[str, Any], AfterValidator(freeze)]


class Section(BaseModel):
    """A table of the file: unknown keys are errors and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


S = TypeVar("S", bound=Section)


def section_in(path: str, base: type[S]) -> type[S]:
    """Return the only subclass of ``base`` that a module of that name defines."""
    module = import_module(path)
    (found,) = (
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, base) and one.__module__ == module.__name__
    )
    return found


def by_kind(default: str) -> Discriminator:
    """Choose the section of a union by its tag, which is the key ``kind``; without that key it is ``default``.

    Kinds with a colon share a tag: that of ``deap:cxBlend`` is ``deap:NAME``.
    """

    def tag(value: Any) -> str | None:
        kind = value.get("kind", default) if isinstance(value, Mapping) else getattr(value, "kind", None)
        first, _, name = str(kind).partition(":")
        return None if kind is None else f"{first}:NAME" if name else str(kind)

    return Discriminator(tag)
