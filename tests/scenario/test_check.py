# ruff: noqa: E501 - a case is a row
from __future__ import annotations

import itertools

import pytest

from evosim.worlds.grid.check import check_world, longest_path
from evosim.worlds.grid.options import World
from tests.scenario.conftest import BASE, Problems, Read, line

DECOY = '[[world.object]]\nname = "decoy"\nshows = { red = 1 }\n'

CASES = {
    # what replaces a part of the base, or is appended: (old, new), then line of, key, expected, got
    "twins": ("", DECOY.replace("decoy", "door"), 'name = "door"\nshows = { red', "world.object.door.name", "of its own", '"door"'),
    "like nothing": ("", DECOY + 'place = { like = "dor" }', "place", "world.object.decoy.place.like", "door", '"dor"'),
    "aside of nothing": (
        "", DECOY + 'place = { path = [1, 4], aside = "dor" }', "place", "world.object.decoy.place.aside", "door", '"dor"',
    ),
    "like itself": ("", DECOY + 'place = { like = "decoy" }', "place", "world.object.decoy.place.like", "door", '"decoy"'),
    "wall": ("door = 1", "wall = 1", "wall = 1", "world.object.door.shows.wall", "a feature of its own", "wall"),
    "nothing pays": ("pays = 1.0", "pays = -1", "[[world.object]]", "world.object", "pays > 0", ""),
    "no room": ("min_path = 4", "min_path = 1\nsize = 2\nstarts = 4", "size = 2", "world.size", "1 things and 4 starts", "4 cells"),
    "short life": ("min_path = 4", "min_path = 4\nsteps = 3", "min_path", "world.min_path", "at most 3, the steps", "4"),
    "long path": ("min_path = 4", "min_path = 20\nsize = 4", "min_path", "world.min_path", "at most 12, the longest", "20"),
    "open arena": ("min_path = 4", "min_path = 7\nsize = 4\nlayout.walls = 0", "min_path", "world.min_path", "at most 6", "7"),
    "tournament": ("", "[evolution]\npopulation = 3\n", "[evolution]", "evolution.select.size", "at most 3", "4"),
    "moved zeros of no gene": ("", '[evolution]\nmutate = { delete = 0.1, delete_to = "elsewhere", delete_only = ["bias", "readout"] }\n', "mutate", "evolution.mutate.delete_only", "genes of this brain", '"readout"'),
    "moved zeros of no direction": ("", '[evolution]\nmutate = { delete = 0.1, delete_to = "elsewhere", delete_only = ["w_near", "w_west", "out", "gain"] }\n[brain.cortex]\nweights = "directional"\nupdate = "net"\n', "mutate", "evolution.mutate.delete_only", "genes of this brain", '"w_near"'),
    "channels that go nowhere": ("", '[brain.cortex]\nchannels = 2\n', "channels", "brain.cortex.channels", "1, which a greedy readout follows", "2"),
    "reflex": ("", '[brain]\norgans = ["reflex"]\n[encoding]\nreflex = "position"\ndegree = 3\n', "degree", "encoding.degree", "at most 2 for the reflex", "3, which takes 84 coefficients for 28 inputs"),
    "a place": ("", '[brain]\nplaces = ["corners"]\nsenses = ["lamp", "corners"]\n', "senses", "brain.senses[1]", "a feature of its own", "corners"),
    "a signal": ("", DECOY.replace("red = 1", "time = 1") + '[brain]\nsignals = ["time"]\n[brain.cortex]\nthink = "step"\n', "time = 1", "world.object.decoy.shows.time", "a feature of its own", "time"),
    "felt once": ("", '[brain]\nsignals = ["reward"]\n[brain.cortex]\nthink = "life"\n', "think", "brain.cortex.think", '"step", because signals change', '"life"'),
    "lies of no feature": ("", DECOY + "lies = { rad = 0.5 }", "rad =", "world.object.decoy.lies.rad", "a feature that it shows: red", '"rad"'),
    "never eaten": ("", DECOY + "regrows = { after = 2 }", "regrows", "world.object.decoy.regrows", "eaten = true", "eaten = false"),
    "after nobody": ("", DECOY + 'moves = { kind = "chase", what = "dor" }', "moves", "world.object.decoy.moves.what", "agent", '"dor"'),
    "after itself": ("", DECOY + 'moves = { kind = "flee", what = "decoy" }', "moves", "world.object.decoy.moves.what", "agent", '"decoy"'),
    "a key that nothing gives": ("", DECOY + 'needs = "brass"', "needs", "world.object.decoy.needs", "an object that gives it", '"brass"'),
    "another key": ("", DECOY + 'needs = "bras"\n' + DECOY.replace("decoy", "key") + 'gives = "brass"', "needs", "world.object.decoy.needs", "brass", '"bras"'),
    "needs in a circle": ("", DECOY + 'needs = "a"\ngives = "b"\n' + DECOY.replace("decoy", "other") + 'needs = "b"\ngives = "a"', 'gives = "b"', "world.object.decoy.gives", "had without itself", "gives b, needs a"),
    "no room to go": ("min_path = 4", "min_path = 1\nsize = 2\nstarts = 2", "moves", "world.object.decoy.moves", "a free cell beside 2 things and 2 starts", "4 cells", DECOY + 'moves = { kind = "random" }'),
    "regret of shaping": ("", DECOY + 'moves = { kind = "random" }\n[evolution]\nover = "regret"', "over", "evolution.over", "world.shaping = 0 with regret", "world.shaping = 0.3"),
    "elites": ("", "[evolution]\nelites = 64\npopulation = 64\n", "elites", "evolution.elites", "less than 64", "64"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_makes_no_sense(name: str, problems: Problems) -> None:
    old, new, at, key, expected, got, *more = CASES[name]
    text = BASE.replace(old, new) + "".join(more) if old else f"{BASE}{new}\n"
    (problem,) = problems(text)
    assert (problem.line, problem.key, problem.got) == (line(text, at), key, got) if name != "twins" else True
    assert problem.key == key
    assert expected in problem.expected


def test_several_kinds_of_nonsense_are_told_together_with_a_wrong_type(problems: Problems) -> None:
    text = BASE.replace("pays = 1.0", "pays = 0.0") + "[evolution]\nelites = 2000\n[prices]\nthinking_time = -1\n"
    keys = [p.key for p in problems(text)]
    assert keys == ["world.object", "evolution.elites", "prices.thinking_time"]


STRING = '[brain]\norgans = ["cortex"]\n[encoding]\nrules = "nucleotides"\n'
LETTERS = '[evolution]\nmutate = { kind = "letters" }\n'
NONSENSE = {
    # what is appended, then key, expected, got, cure
    "no mutation of letters": (STRING, "encoding.rules", "letters, reset or none", "gaussian, the default of evolution.mutate", 'kind = "letters"'),
    "noise on letters": (STRING + LETTERS.replace('"letters"', '"gaussian"'), "evolution.mutate", "letters, reset or none", "gaussian", 'kind = "letters"'),
    "flips of letters": (STRING + LETTERS.replace("letters", "flip"), "evolution.mutate", "letters, reset", "flip", "letters"),
    "letters without a string": (LETTERS, "evolution.mutate", "gaussian or none", "letters", 'encoding.rules = "nucleotides"'),
    "letters without a cortex": (STRING.replace("cortex", "habits") + LETTERS, "evolution.mutate", "gaussian", "letters", ""),
    "resetting real genes": (LETTERS.replace("letters", "reset"), "evolution.mutate", "gaussian or none", "reset", ""),
    "habits from a string": (STRING.replace("[brain]\norgans = [\"cortex\"]\n", "") + LETTERS, "encoding.rules", "with habits", "nucleotides", "brain.organs"),
    "no room for a gene": (STRING + "nucleotides = { length = 20 }\n" + LETTERS, "encoding.nucleotides.length", "from 100", "20", ""),
    "identity of letters": (STRING + LETTERS + '[brain.cortex]\nreadout = "identity"\n', "brain.cortex.readout", "greedy or random", "identity", ""),
    "price of letters": (STRING + LETTERS + "[prices]\ndescription_length = 0.1\n", "prices.description_length", "0 with nucleotides", "0.1", "every letter"),
}  # fmt: skip


@pytest.mark.parametrize("name", NONSENSE)
def test_strings_and_real_genes_are_not_mixed(name: str, problems: Problems) -> None:
    text, key, expected, got, cure = NONSENSE[name]
    (problem,) = problems(BASE + text)
    assert (problem.key, problem.got) == (key, got)
    assert expected in problem.expected
    assert cure in problem.cure
    assert problem.line == line(BASE + text, "nucleotides" if "default" in got else got)


def test_all_that_is_wrong_with_a_string_is_told_at_once(problems: Problems) -> None:
    text = BASE + '[encoding]\nrules = "nucleotides"\n[brain.cortex]\nreadout = "identity"\n[prices]\ndescription_length = 1\n'
    keys = [problem.key for problem in problems(text)]
    assert keys == ["encoding.rules", "encoding.rules", "brain.cortex.readout", "prices.description_length"]


def test_strings_that_make_sense(read: Read) -> None:
    assert read(BASE + STRING + LETTERS).encoding.nucleotides.length == 1200
    assert read(BASE + STRING + LETTERS.replace("letters", "reset")).evolution.mutate.kind == "reset"
    assert read(BASE + STRING + '[evolution]\nkind = "random"\n').encoding.rules == "nucleotides"
    mutate = '[evolution]\nmutate = { kind = "deap:mutUniformInt", low = 0, up = 3, indpb = 0.01 }\n'
    assert read(BASE + STRING + mutate).encoding.rules == "nucleotides"
def test_what_makes_no_sense_of_new_organs_is_told_together(problems: Problems) -> None:
    text = """[brain]
organs = ["reflex", "search", "serch"]
reflex = { radius = 0, hidden = 65, raduis = 2 }
search = { depth = { max = 0 } }
[encoding]
reflex = "onw"
[prices]
search_node = -1
"""
    keys = {problem.key: problem for problem in problems(BASE + text)}
    assert keys.keys() == {
        "brain.organs[2]", "brain.reflex.radius", "brain.reflex.hidden", "brain.reflex.raduis", "brain.search.depth.max",
        "encoding.reflex", "prices.search_node",
    }  # fmt: skip
    assert "search" in keys["brain.organs[2]"].cure
    assert "radius" in keys["brain.reflex.raduis"].cure
    assert "own" in keys["encoding.reflex"].cure


def test_a_window_may_be_larger_than_the_arena(read: Read) -> None:
    text = BASE.replace("min_path = 4", "min_path = 1\nsize = 2\nstarts = 1")
    assert read(text + '[brain]\norgans = ["reflex"]\nreflex.radius = 4\n').brain.reflex.radius == 4


def test_one_slip_does_not_make_others(problems: Problems) -> None:
    (problem,) = problems(BASE.replace("min_path = 4", "min_path = 12\nsize = '9'\nstarts = 50"))
    assert problem.key == "world.size"


def test_paths_must_end_somewhere(problems: Problems) -> None:
    text = BASE + 'place = { like = "lamp" }\n' + DECOY.replace("decoy", "lamp")
    (problem,) = problems(text)
    assert (problem.key, problem.what) == ("world.object", "paths have no end")


def test_random_search_has_no_tournaments(read: Read) -> None:
    assert read(BASE + '[evolution]\nkind = "random"\npopulation = 2\n').evolution.population == 2


def test_a_scenario_of_too_many_cells_is_refused(problems: Problems) -> None:
    sweep = '[sweep]\n"world.steps" = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]\n'
    (problem,) = problems(BASE.replace("replicates = 2", "replicates = 100000") + sweep)
    assert (problem.key, problem.got) == ("replicates", "11 points × 100000")


def snakes(n: int) -> int:
    """The number of cells of the longest induced path in an n × n grid, by trying all."""
    cells = list(itertools.product(range(n), repeat=2))

    def near(cell: tuple[int, int]) -> list[tuple[int, int]]:
        i, j = cell
        return [(a, b) for a, b in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)) if 0 <= a < n and 0 <= b < n]

    def grow(path: list[tuple[int, int]]) -> int:
        best = len(path)
        for cell in near(path[-1]):
            if cell not in path and not set(near(cell)) & set(path[:-1]):
                best = max(best, grow([*path, cell]))
        return best

    return max(grow([cell]) for cell in cells)


def arena(size: int, walls: float, ends: bool = False) -> World:
    things = [{"name": "a", "shows": {}, "pays": 1, "ends": True}, {"name": "b", "shows": {}, "ends": ends}]
    return World.model_validate({"size": size, "layout": {"walls": walls}, "object": things, "min_path": 1})


@pytest.mark.parametrize(("size", "longest"), [(2, 3), (3, 7), (4, 11)])
def test_the_bound_on_paths_holds(size: int, longest: int) -> None:
    assert snakes(size) == longest
    assert longest - 1 <= longest_path(arena(size, 0.3))


def test_the_bound_on_paths_is_exact_in_an_empty_arena_and_not_far_off_in_others() -> None:
    assert longest_path(arena(7, 0.0)) == 12
    assert longest_path(arena(7, 0.0, ends=True)) == 36
    known = {5: 17, 6: 24, 7: 33, 8: 42, 9: 53, 10: 64}  # OEIS A331968
    assert all(cells <= longest_path(arena(n, 0.3)) + 1 <= cells * 1.2 for n, cells in known.items())


def test_a_world_that_makes_sense_has_no_faults() -> None:
    assert check_world(arena(7, 0.3).model_copy(update={"min_path": 6})) == []
