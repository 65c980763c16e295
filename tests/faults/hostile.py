"""Inputs that nobody should give: values, texts, files. Each comes from a ``random.Random``, so it can be had again."""

from __future__ import annotations

import datetime
import math
import random
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import numpy as np

from evosim.faults.expected import bounds, branches, fields, is_section
from evosim.faults.toml import inline, quoted
from evosim.options import Section
from evosim.scenario import Scenario
from evosim.scenario.load import packaged
from tests.golden import HERE

SCENARIOS = tuple(Path(str(file)) for file in packaged().values()) + tuple(sorted(HERE.glob("*.toml")))
BIDI = "\u061c\u200e\u200f" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
WORDS = (
    "", " ", "8", "true", "nan", "world", "world.size", "door", "funnel", "agent", "deap:selBest", "deap:",
    "deap:mutFlipBit",
    "..", "../x", "/etc/passwd", "~", "a/b", "a\\b", "con", "-", "--out", "x" * 99, "x" * 300, "é" * 200, "ａ",
    "\ud800",
    "a.b.c", "*", "[0-9]", "%s", "{0}", "{{x}}", "$x$", "$\\frac{1}{", "a\\", "'", '"', '"""', "#", "\n", "a\nb",
    "😀" * 50,
)  # fmt: skip
CONTROLS = (
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b[2J", "a\rb", "a\tb", "a\x08b", "\x00", "\x7f", "\x9b31m", "\x85",
    "\u2028",
    *(f"a{mark}b" for mark in BIDI), "[bold]x[/bold]", "[/]", "[link=x]", "<script>alert(1)</script>", "&lt;",
    "</title>",
    "]]>", "-->", "{% raw %}", "{{ 7 * 7 }}", "`x`", "**x**", "| a |",
)  # fmt: skip
NUMBERS: tuple[int | float, ...] = (
    0, 1, -1, 2, 7, 16, 63, 64, 65, 500, 4096, 10_000, 100_000, 10**6, 10**7, 10**9, 2**31 - 1, 2**31, 2**32,
    2**63 - 1,
    2**63, 2**64, -(2**63), 10**30, 10**400, 0.0, -0.0, 0.5, 1.0, 1.5, 0.999999, 1e-9, 5e-324, 1e9, 1e300, -1e300,
    math.inf, -math.inf, math.nan,
)  # fmt: skip


def text(chance: random.Random) -> str:
    """Words, control characters, or any characters at all."""
    draw = chance.random()
    if draw < 0.4:
        return chance.choice(WORDS)
    if draw < 0.8:
        return chance.choice(WORDS) + chance.choice(CONTROLS)
    return "".join(
        chr(chance.choice((chance.randrange(128), chance.randrange(0xD800)))) for _ in range(chance.randrange(9))
    )


def value(chance: random.Random, depth: int = 2) -> Any:
    """What TOML can say, of any type."""
    draw = chance.random()
    if draw < 0.4:
        return chance.choice(NUMBERS)
    if draw < 0.7 or not depth:
        return text(chance)
    if draw < 0.75:
        return chance.random() < 0.5
    if draw < 0.87:
        return [value(chance, depth - 1) for _ in range(chance.randrange(4))]
    if draw < 0.97:
        return {text(chance): value(chance, depth - 1) for _ in range(chance.randrange(3))}
    nested: Any = {}
    for _ in range(chance.choice((5, 40, 200))):
        nested = [nested] if chance.random() < 0.5 else {"a": nested}
    return nested


def spelt(chance: random.Random) -> str:
    """A value as TOML writes it, or nearly."""
    odd = ("1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "0x10", "1_000", "+nan", "'''a\nb'''", "{", "[", '"', "",
           "1e999", "9" * 5000, "[" * 3000, "a.b", "{a.b.c = 1}")  # fmt: skip
    return chance.choice(odd) if chance.random() < 0.3 else inline(value(chance))


class Odd:
    """An object of no type that anything expects."""

    def __repr__(self) -> str:
        return "Odd()"


def looped() -> list[Any]:
    """A list that is its own element."""
    inside: list[Any] = []
    inside.append(inside)
    return inside


OBJECTS: tuple[Callable[[], Any], ...] = (
    lambda: None, lambda: True, Odd, object, lambda: Odd, lambda: len, lambda: b"8", lambda: bytearray(b"\0"),
    lambda: "8",
    lambda: Path("nowhere"), lambda: Path("/"), lambda: Path("."), lambda: 1j, lambda: Decimal("NaN"),
    lambda: Fraction(1, 3), lambda: 10**5000,
    lambda: {1, 2}, lambda: frozenset(), lambda: range(3), lambda: iter([1]), lambda: (n for n in "ab"), lambda: {},
    list, tuple,
    lambda: np.float64("nan"), lambda: np.int8(-1), lambda: np.uint64(2**63), lambda: np.bool_(True),
    lambda: np.zeros((2, 2)),
    lambda: np.array(["a"]), lambda: np.array([None]), lambda: np.zeros(0), lambda: np.ma.masked, looped, lambda: [[]],
    lambda: np.datetime64("NaT"), lambda: datetime.date(2000, 1, 1), lambda: {1: 2}, lambda: {None: None},
    lambda: {"kind": []},
    lambda: {"kind": None}, lambda: {"kind": "rank", "pressure": "2"}, lambda: ["fitness", 8], lambda: ("genomes",),
)  # fmt: skip


def argument(chance: random.Random) -> Any:
    """Anything that Python can pass."""
    return chance.choice(OBJECTS)() if chance.random() < 0.6 else value(chance)


# --- scenarios ------------------------------------------------------------------------------------------------------


def of(kind: Any, chance: random.Random, odd: float, depth: int = 6) -> Any:
    """A value of a type of the schema, often at the end of its range; with chance ``odd`` one of no type at all."""
    if chance.random() < odd or depth < 0:
        return value(chance)
    options = branches(kind)
    base, limits = bounds(chance.choice(options))
    if is_section(base):
        return section(base, chance, odd, depth - 1)
    if get_origin(base) is Literal:
        return chance.choice(get_args(base))
    if get_origin(base) is tuple:
        inner = [one for one in get_args(base) if one is not Ellipsis]
        count = len(inner) if len(inner) > 1 else chance.randrange(4)
        return [of(inner[at % len(inner)], chance, odd, depth - 1) for at in range(count)]
    if get_origin(base) is dict:
        known = get_args(base)
        return {name(chance): of(known[1], chance, odd, depth - 1) for _ in range(chance.randrange(3))}
    if base is bool:
        return chance.random() < 0.5
    if base is int or base is float:
        low, high = limits.get("ge", limits.get("gt", 0)), limits.get("le", limits.get("lt", 100))
        near = chance.choice((low, high, low + (high - low) // 100, low + 1, low + 3, low + chance.random() * 9))
        return int(near) if base is int else float(near)
    return name(chance) if base is str else value(chance)


def name(chance: random.Random) -> str:
    """A word that some scenarios use for something, or a key."""
    return chance.choice(("door", "red", "wall", "funnel", "a", "world.size", "world.instances", "encoding.kind",
    "success",
                          "evolution.population", "variant", "planner", text(chance)))  # fmt: skip


def section(model: type[Section], chance: random.Random, odd: float, depth: int = 6) -> dict[str, Any]:
    """Some of the keys of a section; all that it requires, as a rule."""
    made: dict[str, Any] = {}
    required = {field.alias or key for key, field in model.model_fields.items() if field.is_required()}
    for key, kind in fields(model).items():
        if chance.random() < (0.95 if key in required or key == "kind" else 0.25):
            made[key] = of(kind, chance, odd, depth)
    if chance.random() < odd:
        made[text(chance)] = value(chance)
    return made


def written(document: Mapping[str, Any]) -> str:
    """A document as TOML, a line for each of its keys."""
    return "".join(f"{quoted(str(key))} = {inline(item)}\n" for key, item in document.items())


def leaves(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in a document that is no table or list."""
    if isinstance(document, dict | list):
        steps = document.items() if isinstance(document, dict) else enumerate(document)
        return [leaf for step, item in steps for leaf in leaves(item, (*path, step))]
    return [path]


def put(document: Any, path: tuple[Any, ...], item: Any) -> None:
    """Set what is at a path."""
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = item


def replaced(chance: random.Random) -> bytes:
    """A shipped scenario in which some values are others, and some keys of the schema are there besides."""
    document = tomllib.loads(chance.choice(SCENARIOS).read_text(encoding="utf-8"))
    for _ in range(chance.randrange(1, 4)):
        put(document, chance.choice(leaves(document)), value(chance))
    if chance.random() < 0.5:
        extra = section(Scenario, chance, 0.02)
        for key in chance.sample(sorted(extra), min(2, len(extra))):
            document[key] = extra[key]
    return written(document).encode(errors="surrogatepass")


def mutated(chance: random.Random) -> bytes:
    """A shipped scenario with bytes or lines that are cut, flipped, written twice, swapped or replaced."""
    lines = chance.choice(SCENARIOS).read_bytes().splitlines(keepends=True)
    for _ in range(chance.randrange(1, 5)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines.insert(at, lines[other])
            case 1:
                lines[at], lines[other] = lines[other], lines[at]
            case 2:
                lines[at] = damaged(lines[at], chance)
            case 3:
                lines[at] = lines[at].split(b"=")[0] + b"= " + spelt(chance).encode(errors="surrogatepass") + b"\n"
            case 4:
                del lines[at : at + chance.randrange(1, 4)]
            case 5:
                lines = lines[: at + 1]
        lines = lines or [b"\n"]
    return b"".join(lines)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes of which some are flipped, cut, doubled, or others."""
    if not data:
        return chance.randbytes(9)
    changed = bytearray(data)
    at, end = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    match chance.randrange(5):
        case 0:
            changed[at] ^= 1 << chance.randrange(8)
        case 1:
            del changed[at:end]
        case 2:
            changed[at:at] = changed[at : min(end, at + 4096)]
        case 3:
            changed[at:end] = chance.randbytes(min(end - at, 64))
        case 4:
            del changed[at:]
    return bytes(changed)


def wide(chance: random.Random) -> bytes:
    """A scenario with many points, cells, variants or claims, each of which is valid or nearly so."""
    document = tomllib.loads((HERE / "plain.toml").read_text(encoding="utf-8"))
    keys = ("evolution.population", "evolution.generations", "brain.cortex.ticks", "world.steps", "seed", "world.size")
    counts = (2, 5, 10, 30, 100, 3000)
    document["sweep"] = {
        key: list(range(12, 12 + chance.choice(counts))) for key in chance.sample(keys, chance.randrange(1, 4))
    }
    document["replicates"] = chance.choice((1, 100, 10_000, 100_000))
    if chance.random() < 0.3:
        document["variant"] = [{"name": f"v{n}", "set": {"seed": n}} for n in range(chance.choice((3, 200, 2000)))]
    if chance.random() < 0.3:
        claim = document["claim"][0]
        document["claim"] = [{**claim, "name": f"c{n}", "primary": False} for n in range(chance.choice((3, 200,
        1000)))]
    if chance.random() < 0.4:
        crowd(document["world"], chance)
    elif chance.random() < 0.3:
        door = document["world"]["object"][0]
        document["world"]["object"] = [{**door, "name": f"d{n}"} for n in range(chance.choice((3, 60, 500)))]
        document["world"]["size"] = chance.choice((5, 64))
    return written(document).encode()


def crowd(world: dict[str, Any], chance: random.Random) -> None:
    """Let a world be large, with many things whose places depend on others: none of it is invalid by itself."""
    world |= {
        "size": chance.choice((5, 20, 64)),
        "starts": chance.choice((1, 3, 64)),
        "steps": chance.choice((12, 200, 10_000)),
    }
    world["layout"] = chance.choice(
        (
            {"walls": 0.0},
            {"walls": 0.3},
            {"walls": 0.9},
            {"kind": "maze", "loops": chance.random()},
            {"kind": "rooms", "rooms": 2},
        )
    )
    world["min_path"] = chance.choice((1, 3, 30, 1000))
    for place in (
        {"path": [1, 200]},
        {"path": [5, 100], "aside": "door"},
        {"like": "door", "within": chance.choice((0, 9))},
    ):
        thing = {
            "name": f"d{len(world['object'])}",
            "shows": {"red": 1},
            "count": chance.choice((1, 8, 64)),
            "place": place,
        }
        world["object"] += [thing] * (chance.random() < 0.6)


def scenario(chance: random.Random) -> bytes:
    """The bytes of a file that is given for a scenario."""
    match chance.randrange(20):
        case 0:
            return chance.randbytes(chance.choice((0, 1, 30, 3000)))
        case 1:
            key = chance.choice(
                ("a." * 3000 + "b = 1", "[" * 5000, "x = " + "[" * 5000, "[a]\n" * 5000, "x" * 300_000, "a = 1\n" * 9)
            )
            return key.encode()
        case 2 | 3 | 4 | 5 | 6:
            document = section(Scenario, chance, chance.choice((0.0, 0.02, 0.2)))
            return written(document).encode(errors="surrogatepass")
        case 7 | 8 | 9 | 10 | 11:
            return mutated(chance)
        case 12:
            return wide(chance)
        case _:
            return replaced(chance)
