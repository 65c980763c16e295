# ruff: noqa: E501 - a case is a row
from __future__ import annotations

import pytest

from evosim.scenario import points
from evosim.scenario.claim import concerns
from tests.scenario.conftest import BASE, CLAIM, SWEPT, Problems, Read, line

GOOD = {
    "compare": 'compare = { key = "variant", high = "funnel", low = "direct" }',
    "dials": 'compare = { key = "encoding.rules", high = "types", low = "own" }',
    "where": 'where = { "world.instances" = 4.0, variant = "funnel" }\nthan = 0.5',
    "constant": 'where = { "encoding.cell_types" = 1 }\nthan = 0.5',
    "trend": 'trend = { key = "world.instances" }',
    "trend of floats": 'trend = { key = "prices.description_length" }\nwhere = { variant = "direct" }',
    "correlate": 'correlate = { with = "genes" }',
    "than": "than = 0",
    "at least": "than = 0\nat_least = 1",
    "at least, compared": 'compare = { key = "variant", high = "funnel", low = "direct" }\nat_least = 0.5',
    "exact": 'than = 0\nexact = true\nwhere = { "world.instances" = 4, variant = "funnel", "prices.description_length" = 0 }',
    "step": 'step = { key = "world.instances", at = 4 }',
    "until settled": 'than = 0\nreplicates = { least = 8, most = 30, until = "settled" }',
    "until settled, a share": 'than = 0\nat_least = 1\nreplicates = { until = "settled" }',
    "inexact": 'trend = { key = "world.instances" }\nexact = false',
}


@pytest.mark.parametrize("name", GOOD)
def test_claims_about_what_there_is(name: str, read: Read) -> None:
    assert len(read(f"{SWEPT}{CLAIM}{GOOD[name]}\n").claim) == 1


@pytest.mark.parametrize(
    "statistic",
    [
        "success_novel - success",
        "mesa_door - mesa_red",
        "novel_ticks_8",
        "novel_without_cortex",
        "world.instances",
    ],
)
def test_statistics_that_there_are(statistic: str, read: Read) -> None:
    read(f"{SWEPT}{CLAIM}than = 0\n".replace('"planner"', f'"{statistic}"'))


BAD = {
    "than = 0\ntrend = { key = 'world.instances' }": ("", "", "exactly one of", "trend, than", ""),
    "": ("", "", "exactly one of", "none", ""),
    'compare = { key = "variant", high = "funel", low = "direct" }': (
        "compare.high", "no such point", 'one of "funnel", "direct"', '"funel"', 'did you mean "funnel"?'),
    'compare = { key = "variant", high = "funnel", low = "funnel" }': (
        "compare", "", "two values that differ", '"funnel"', ""),
    'compare = { key = "world.size", high = 7, low = 8 }': (
        "compare.key", "not varied", "one of variant", '"world.size"', ""),
    'compare = { key = "variant", high = "funnel", low = "direct" }\nwhere = { variant = "funnel" }': (
        "compare.low", "no such point", '"funnel"', '"direct"', ""),
    'compare = { key = "world.instances", high = 4, low = 16 }': (
        "compare.low", "no such point", "one of 1, 4", "16", ""),
    'compare = { key = "world.instances", high = 4, low = true }': (
        "compare.low", "no such point", "one of 1, 4", "true", ""),
    'compare = { key = "world.instances", high = 4, low = "1" }': (
        "compare.low", "no such point", "one of 1, 4", '"1"', ""),
    'than = 0\nwhere = { "world.instances" = 64 }': (
        'where."world.instances"', "no such point", "one of 1, 4", "64", ""),
    'than = 0\nwhere = { "world.instance" = 4 }': (
        'where."world.instance"', "not varied", "one of variant", '"world.instance"', 'did you mean "world.instances"?'),
    'than = 0\nwhere = { variant = "direct", "encoding.rules" = "types" }': (
        "where", "no such point", "one point has together", '{ variant = "direct"', ""),
    'trend = { key = "variant" }': ("trend.key", "not varied", "one of world.instances", '"variant"', ""),
    'trend = { key = "world.instances" }\nwhere = { "world.instances" = 4 }': (
        "trend.key", "", "two or more numbers", "[4]", ""),
    'exact = true\ntrend = { key = "world.instances" }': (
        "exact", "", "than: the exact interval is one of a single share", "trend", "leave exact out"),
    "than = 0\nexact = true": ("exact", "no share", "one point", "8 points", "choose one with where"),
    'than = 0\nat_least = "1"': ("at_least", "", "a number", '"1"', ""),
    'correlate = { with = "gens" }': (
        "correlate.with", "no such column", "a column of numbers", '"gens"', 'did you mean "genes"?'),
    'correlate = { with = "genes_left" }': ("correlate.with", "not a number", "of numbers", '"genes_left"', ""),
    'step = { key = "world.instances", at = 1 }': ("step.at", "on one side", "more than 1, at most 4", "1", ""),
    'step = { key = "world.instances", at = 5 }': ("step.at", "on one side", "more than 1, at most 4", "5", ""),
    'step = { key = "variant", at = 1 }': ("step.key", "not varied", "one of world.instances", '"variant"', ""),
    'step = { key = "world.instances", at = 4 }\nwhere = { "world.instances" = 4 }': (
        "step.key", "", "two or more numbers", "[4]", ""),
    'than = 0\nreplicates = { least = 40, most = 30, until = "settled" }': (
        "replicates.least", "", "at most 30, the value of most", "40", ""),
    'than = 0\nreplicates = { least = 40, until = "setled" }': (
        "replicates.until", "", '"settled"', '"setled"', 'did you mean "settled"?'),
    'than = 0\nreplicates = { least = 2, until = "settled" }': ("replicates.least", "", "8 to 500", "2", ""),
    'correlate = { with = "genes" }\nreplicates = { until = "settled" }': (
        "replicates", "", "a mean over replicates", "correlate", "leave replicates out"),
    'than = 0\nexact = true\nwhere = { "world.instances" = 4, variant = "funnel", "prices.description_length" = 0 }\n'
    'replicates = { until = "settled" }': ("exact", "", "false where replicates are counted by looks", "true", ""),
    'correlate = { with = "planner" }': ("correlate.with", "", "another column", '"planner"', ""),
}  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_claims_about_what_there_is_not(text: str, problems: Problems) -> None:
    key, what, expected, got, cure = BAD[text]
    (problem,) = problems(f"{SWEPT}{CLAIM}{text}\n")
    assert problem.key == ".".join(filter(None, ["claim.more_planners", key]))
    assert problem.what == what
    assert expected in problem.expected
    assert problem.got.startswith(got)
    assert cure in problem.cure
    assert isinstance(problem.line, int)


@pytest.mark.parametrize(
    ("statistic", "what", "cure"),
    [
        ("planer", "no such column", 'did you mean "planner"?'),
        ("bits_lifetime", "no such column", "it is called bits_performance now"),
        ("planner - succes", "no such column", 'did you mean "success"?'),
        ("a - b - c", "", ""),
        ("planner-success", "no such column", None),
        ("variant", "not a number", None),
        ("mesa_blue", "no such column", None),
        ("novel_without_reflex", "no such column", None),
    ],
)
def test_statistics_that_there_are_not(statistic: str, what: str, cure: str | None, problems: Problems) -> None:
    (problem,) = problems(f"{SWEPT}{CLAIM}than = 0\n".replace('"planner"', f'"{statistic}"'))
    assert (problem.key, problem.what) == ("claim.more_planners.statistic", what)
    assert cure is None or problem.cure == cure


def test_what_has_no_bounds_is_not_judged_at_looks(problems: Problems) -> None:
    text = f'{SWEPT}{CLAIM}than = 0\nreplicates = {{ until = "settled" }}\n'.replace('"planner"', '"genes"')
    (problem,) = problems(text)
    assert (problem.key, problem.what, problem.got) == ("claim.more_planners.statistic", "no bounds", '"genes"')
    assert "at_least" in problem.cure


def test_a_trend_of_words_is_none(problems: Problems) -> None:
    text = f'{BASE}[sweep]\n"encoding.kind" = ["direct", "funnel"]\n{CLAIM}trend = {{ key = "encoding.kind" }}\n'
    (problem,) = problems(text)
    assert "two or more numbers" in problem.expected


def test_two_primary_claims_and_two_of_one_name(problems: Problems) -> None:
    text = BASE + 2 * (CLAIM + "than = 0\nprimary = true\n")
    name, primary = problems(text)
    assert (name.key, name.what, name.line) == (
        "claim.more_planners.name",
        "repeated",
        line(text, "than") + 4,
    )
    assert (primary.key, primary.cure) == ("claim.more_planners.primary", "more_planners is primary already")


def test_the_same_needs_a_margin(problems: Problems) -> None:
    text = f"{BASE}{CLAIM}than = 0\n".replace('more"\nmargin = 0.3', 'same"\nmargin = 0.0')
    (problem,) = problems(text)
    assert (problem.key, problem.line) == ("claim.more_planners.margin", line(text, "margin"))


def test_claims_are_not_blamed_for_a_sweep_that_is_wrong(problems: Problems) -> None:
    text = SWEPT.replace("[1, 4]", '[1, "4"]') + CLAIM + 'than = 0\nwhere = { "world.instances" = 4 }\n'
    (problem,) = problems(text)
    assert problem.key == 'sweep."world.instances"'


def test_claims_are_checked_although_the_world_is_wrong(problems: Problems) -> None:
    text = SWEPT.replace("min_path = 4", "min_path = 0") + CLAIM + 'than = 0\nwhere = { "world.instances" = 5 }\n'
    assert [p.key for p in problems(text)] == [
        "world.min_path",
        'claim.more_planners.where."world.instances"',
    ]


def test_an_admission_is_text(read: Read, problems: Problems) -> None:
    text = f"{SWEPT}{CLAIM}than = 0.5\n"
    assert read(text).claim[0].after_data == ""
    assert read(f'{text}after_data = "A run was seen."\n').claim[0].after_data == "A run was seen."
    (problem,) = problems(f"{text}after_data = true\n")
    assert (problem.key, problem.expected, problem.got) == (
        "claim.more_planners.after_data", "some text of at most 2000 printable characters", "true",
    )  # fmt: skip
    assert problem.line == line(f"{text}after_data = true\n", "after_data")


SPEAKS_OF = {
    "than = 0.5": 8,
    'than = 0.5\nwhere = { "world.instances" = 4.0 }': 4,
    'compare = { key = "variant", high = "funnel", low = "direct" }': 8,
    'compare = { key = "world.instances", high = 4, low = 1 }\nwhere = { variant = "direct" }': 4,
    'compare = { key = "encoding.rules", high = "types", low = "own" }\nwhere = { "prices.description_length" = 0 }': 4,
    'trend = { key = "world.instances" }\nwhere = { variant = "funnel", "prices.description_length" = 0.5 }': 2,
    'correlate = { with = "genes" }\nwhere = { variant = "funnel" }': 4,
}


@pytest.mark.parametrize("test", SPEAKS_OF)
def test_which_points_a_claim_speaks_of(test: str, read: Read) -> None:
    scenario = read(f"{SWEPT}{CLAIM}{test}\n")
    assert sum(concerns(scenario.claim[0], point.row()) for point in points(scenario)) == SPEAKS_OF[test]


def test_a_third_variant_is_not_what_two_are_compared_by(read: Read) -> None:
    compare = 'compare = { key = "variant", high = "funnel", low = "direct" }'
    (claim,) = read(f"{SWEPT}{CLAIM}{compare}\n").claim
    assert not concerns(claim, {"variant": "another"})
    assert not concerns(claim, {"variant": None})


def test_columns_that_a_table_lacks_exclude_nothing(read: Read) -> None:
    where = 'where = { "world.instances" = 4 }\ncompare = { key = "variant", high = "funnel", low = "direct" }'
    (claim,) = read(f"{SWEPT}{CLAIM}{where}\n").claim
    assert concerns(claim, {"variant": "direct"})
    assert concerns(claim, {"world.instances": 4})
    assert not concerns(claim, {"world.instances": 1})
    (trend,) = read(f'{SWEPT}{CLAIM}trend = {{ key = "world.instances" }}\n').claim
    assert concerns(trend, {"variant": "direct"})
    assert not concerns(trend, {"world.instances": None})


ONE_POINT = 'where = { "world.instances" = 4, variant = "funnel", "prices.description_length" = 0 }\nthan = 0\n'


def test_an_exact_interval_is_of_truth_values(problems: Problems, read: Read) -> None:
    claim = CLAIM.replace('"planner"', '"success_novel"')
    text = f"{SWEPT}{claim}{ONE_POINT}exact = true\n"
    (problem,) = problems(text)
    assert (problem.key, problem.what, problem.got) == ("claim.more_planners.exact", "no share", '"success_novel"')
    assert problem.expected == "a statistic of truth values, or at_least"
    assert problem.cure == "at_least = NUMBER makes a share of it"
    assert problem.line == line(text, "exact = true")
    (claimed,) = read(f"{text}at_least = 0.8\n").claim
    assert (claimed.exact, claimed.at_least) == (True, 0.8)


def test_without_them_a_claim_is_what_it_was(read: Read) -> None:
    (claimed,) = read(f"{SWEPT}{CLAIM}than = 0\n").claim
    assert (claimed.at_least, claimed.exact) == (None, False)
    assert not {"at_least", "exact"} & set(claimed.model_dump(exclude_defaults=True))
