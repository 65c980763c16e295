"""The preregistration says all that decides a verdict, and nothing that is not the scenario's."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from evosim.claims.caveats import caveats
from evosim.experiment.seal import seal
from evosim.preregistration import header_of, preregistration
from evosim.scenario import ScenarioError, load
from evosim.scenario.load import read as text_of
from tests.scenario.conftest import BASE, CLAIM, SWEPT, Read

HEADINGS = ["Aims", "Data-generating mechanisms", "Estimands", "Methods", "Performance measures", "Scenario", "Digests"]
LOOKS = 'replicates = { least = 8, most = 30, until = "settled" }\n'
ARMS = f'{CLAIM}compare = {{ key = "variant", high = "funnel", low = "direct" }}\nwhere = {{ "world.instances" = 4 }}\n'


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["red_doors", "hard_coded_bare"])
def test_it_says_what_decides_each_claim(name: str) -> None:
    scenario = load(name)
    text = preregistration(scenario, header_of(text_of(name)[1]))
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    told = words(text)
    for claim in scenario.claim:
        for said in (claim.name, claim.says, claim.source, claim.expect, f"{claim.margin:g}", claim.after_data):
            assert words(said) in told, (claim.name, said)
        assert told.count(f"`{claim.name}`{' (primary)' * claim.primary}: ") == 3 + (not claim.primary)
    assert words(scenario.weakest_link) in told
    assert all(words(line) in told for line in caveats(scenario))
    assert "Given by hand: the s" in told  # the header
    with_looks = "a look after each replicate from 20 to 100, of which the first that decides counts"
    assert (with_looks in told) is bool(scenario.looks)
    assert ("Each point has 20 replicates, whatever they show." in told) is not bool(scenario.looks)


def test_its_last_line_is_the_digest_of_the_others(read: Read) -> None:
    scenario = read(SWEPT + ARMS)
    text = preregistration(scenario, "Ours.")
    body, last = text[:-1].rsplit("\n", 1)
    assert last.endswith(sha256(f"{body}\n".encode()).hexdigest())
    assert seal(text) == last.split()[-1]
    assert preregistration(read(SWEPT + ARMS), "Ours.") == text
    assert seal(text.replace("margin = 0.3", "margin = 0.2")) is None


def test_points_of_both_sides_are_named_by_their_numbers(read: Read) -> None:
    told = words(preregistration(read(SWEPT + ARMS)))
    assert '3. variant = "funnel", world.instances = 4, prices.description_length = 0.0' in told
    assert "Points: 3, 4, less 7, 8; the mean over points on each side within each replicate." in told
    along = words(preregistration(read(SWEPT + CLAIM + 'trend = { key = "world.instances" }\n')))
    assert "Points: 1, 2, 3, 4, 5, 6, 7, 8; the mean over points at each value within each replicate." in along
    one = words(preregistration(read(BASE + CLAIM + "than = 0.5\n")))
    assert "1. the scenario as it stands" in one
    assert "Points: 1." in one


def test_a_claim_beside_others_that_are_looked_at_says_who_decides_its_replicates(read: Read) -> None:
    other = ARMS.replace("more_planners", "other") + LOOKS
    told = words(preregistration(read(SWEPT + ARMS + other)))
    assert "at level 0.975, which is 0.95 corrected for 2 claims; judged once, by all replicates that" in told
    assert "how many, from 8 to 30, the looks of other claims decide" in told
    assert "`betting`, at level 0.975, which is 0.95 corrected for 2 claims; a look after each replicate from 8" in told


def test_words_of_a_scenario_make_no_heading(read: Read) -> None:
    broken = CLAIM.replace('"More planners."', '"""More\n## Digests\n- design: mine"""') + "than = 0.5\n"
    text = preregistration(read(BASE.replace('"Doors"', '"Doors\\n## Aims"') + broken), "# a\n## Methods")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    assert [line for line in text.splitlines() if line.startswith("# ")] == ["# Preregistration: Doors ## Aims"]


def test_a_scenario_without_claims_has_none(read: Read) -> None:
    with pytest.raises(ScenarioError, match="claim: expected one claim or more"):
        preregistration(read(BASE))


def test_a_header_is_the_first_comment_alone(tmp_path: Path) -> None:
    assert header_of("# One.\r\n#\r\n#   Two.\r\ntitle = 1\r\n# Three.\r\n") == "One.\n\n  Two."
    assert header_of("title = 1\n# Three.\n") == ""
