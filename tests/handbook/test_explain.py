"""The handbook explains what there is, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from textwrap import fill

import pytest
from click.testing import CliRunner, Result

from evosim.cli import main
from evosim.handbook import PAGES, entries, explain, page
from evosim.handbook.claims import packaged_claims
from evosim.scenario import ScenarioError
from tests.handbook import words

REGISTERED = words.registered()
WHAT = [(kind, name) for kind, names in REGISTERED.items() for name in sorted(names)]


def call(*given: str) -> Result:
    return CliRunner().invoke(main, ["explain", *given])


@pytest.mark.parametrize(("kind", "name"), WHAT)
def test_everything_has_one_entry_and_is_answered(kind: str, name: str) -> None:
    found = [entry for entry in entries() if (entry.kind, entry.name) == (kind, name)]
    assert len(found) == 1, f"wanted one heading ### `{kind}: {name}` in evosim/handbook; got {len(found)}"
    assert found[0].text, f"{kind} {name} has no passage"
    assert found[0].text in explain(name)


def test_nothing_else_has_an_entry() -> None:
    named = {(entry.kind, entry.name) for entry in entries() if entry.kind not in ("term", "section")}
    assert named - set(WHAT) == set()


@pytest.mark.parametrize("name", words.keys())
def test_type_and_default_are_those_of_the_schema(name: str) -> None:
    (text,) = [entry.text for entry in entries() if (entry.kind, entry.name) == ("key", name)]
    line = words.line(words.keys()[name])
    told = fill(line, 80, break_long_words=False, break_on_hyphens=False)
    assert (text.split("\n\n")[0] == told) if line else not text.startswith("Type: "), f"below the heading: {told}"


def test_claims_are_listed_with_their_scenario_and_answered() -> None:
    for scenario, claims in packaged_claims().items():
        text = next(entry.text for entry in entries() if (entry.kind, entry.name) == ("scenario", scenario))
        listed = [line.split()[1].rstrip(":") for line in text.splitlines() if line.startswith("- ")]
        assert listed == [claim.name for claim in claims], scenario
        for claim in claims:
            told = " ".join(explain(claim.name).split())
            assert f"claim of scenario {scenario}" in told
            for said in (claim.says, claim.source, claim.statistic, f"{claim.margin:g}", claim.expect):
                assert said in told, (claim.name, said)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("min_path", "world.min_path (key"),
        ("mutate.rate", "evolution.mutate.rate (key"),
        ("world.object.door.pays", "world.object.pays (key"),
        ("world.object.door.hides.red", "world.object.hides (key"),
        ("shift.blue_doors.set", "shift.set (key"),
        ("shift.add.pays", "world.object.pays (key"),
        ("claim.mine.compare.high", "claim.compare.high (key"),
        ("sweep.world.size", "sweep (key"),
        ("success_blue_doors", "success_<shift> (column"),
        ("drive_door", "drive_<plane> (column"),
        ("reached_decoy_blue_doors", "reached_<object>_<shift> (column"),
        ("success_without_habits", "success_without_<organ> (column"),
        ("novel_ticks_8", "novel_ticks_<k> (column"),
        ("Cortex", "cortex (organ"),
        ("organ: cortex", "cortex (organ"),
        ("rules=types", "rules = types (encoding"),
        ("generator", "habits = generator (encoding"),
        ("grid", "grid (world"),
        ("deap:mutShuffleIndexes", "deap:<operator> (operator"),
        ("unknown key", "unknown key (error"),
        ('my.toml:4: world.sise: unknown key; did you mean "size"? Expected one of size; got 5', "unknown key (error"),
        ("champion", "champion (term"),
        ("verdicts", "Verdicts (section"),
        ("mesa optimizers", "mesa-optimizer (term"),
        ("prices on length", "price on length (term"),
        ("Kendalls tau", "Kendall's tau (term"),
        ("reached", "reached_<object>_<shift> (column"),
        ("mutation", "gaussian"),
        ("encoding.kind", "encoding.kind (column"),
        ("encoding.kind", "encoding.kind (key"),
        ("size", "evolution.select.size"),
        ("the_mesa_objective_foretells", "claim of scenario red_doors_foretold"),
    ],
)
def test_words_as_they_are_given(word: str, said: str) -> None:
    told = call(*word.split())
    assert told.exit_code == 0, told.output
    assert said in told.output


@pytest.mark.parametrize(
    "word",
    [
        "base optimizer", "mesa-optimizer", "mesa-objective", "base objective", "behavioural objective",
        "inner alignment", "pseudo-aligned", "planner", "capable", "champion", "bare cortex", "cortex", "tick",
        "funnel", "direct encoding", "deletion", "price on length", "description length", "price of thought", "bias",
        "decoy", "novel maze", "training mazes", "shift", "replicate", "point", "cell", "margin", "expectation",
        "interval", "level", "supported", "refuted", "inconclusive", "primary claim", "Holm", "decided together",
        "until settled", "mesa return", "base return", "lesion", "plants and animals", "regret", "worst case",
        "Kendall's tau",
    ],
)  # fmt: skip
def test_words_of_verdicts_and_figures_are_terms(word: str) -> None:
    first = explain(word).splitlines()[0]
    assert " (term; handbook: " in first
    for way in (word.replace(" ", "-"), word.replace("-", " "), word.replace("'", "")):
        assert first in explain(way).splitlines(), way


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("deliberaton", "deliberation"),
        ("world.sise", "world.size"),
        ("cortx", "cortex"),
        ("one_maze_is_enuf", "one_maze_is_enough"),
        ("unknwn key", "unknown key"),
        ("retarg", "retarget"),
        ("success_novl", "success_novel"),
    ],
)
def test_the_nearest_of_a_misspelt_word(word: str, meant: str) -> None:
    told = call(word)
    assert told.exit_code == (0 if word.startswith("success_") else 2)  # a shift could have that name
    assert "did you mean" in told.output
    assert f'"{meant}"' in told.output


def test_a_word_that_is_like_none() -> None:
    with pytest.raises(ScenarioError, match="no such word"):
        explain("xqzzy")


def test_pages_and_the_list_of_them() -> None:
    told = call()
    assert told.exit_code == 0
    for name in PAGES:
        assert f"  {name} " in told.output
        assert call(name).output.strip() == page(name).strip()
    assert explain("  ") == explain()


def test_lines_are_short() -> None:
    told = [explain(), *map(page, PAGES), *(explain(name) for _, name in WHAT), explain("kind"), explain("name")]
    told += [explain(claim.name) for claims in packaged_claims().values() for claim in claims]
    lines = [line for text in told for line in text.splitlines() if not line.startswith(("|", "!["))]
    long = {line for line in lines if len(line) > 80}
    assert long == set(), "\n".join(long)


def test_it_needs_no_compiler() -> None:
    code = (
        "import sys; from evosim.cli import main\n"
        "main(['explain', 'cortex'], standalone_mode=False)\n"
        "assert not {'numba', 'numpy', 'matplotlib', 'deap', 'pyarrow', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
