"""What git's history says of the claims in the gallery: were their words older than the data that judge them?

A claim is older than data if its words stood in the scenario's file, or as a digest in ``scenarios/claims.json``, at a
commit before the one that brought the data: any row of the points that the claim speaks of. History knows nothing of
runs that were never committed; ``after_data`` is for those.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evosim.scenario.claim import concerns
from evosim.scenario.register import FILE, digest
from evosim.scenario.schema import Claim

ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "results" / "gallery"
JUDGED = sorted(path.parent.name for path in GALLERY.glob("*/verdicts.json"))
EVERYTHING: list[dict[str, Any]] = [{}]  # a row without columns: it may be of any point
IDENTITY = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")


class History:
    """A repository, read with git's own commands.

    Parameters
    ----------
    root : its directory.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.words = cache(self._words)  # the same few commits are asked for by every claim
        self.rows = cache(self._rows)

    def git(self, *arguments: str) -> bytes:
        """Return what a command of git prints; hooks' variables must not send it to another repository."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", "-C", str(self.root), *arguments]
        return subprocess.run(command, check=True, capture_output=True, env=ours).stdout

    def whole(self) -> bool:
        """Whether there is a history of this very directory, from its first commit on."""
        try:
            top, shallow = self.git("rev-parse", "--show-toplevel", "--is-shallow-repository").decode().splitlines()
        except (OSError, subprocess.CalledProcessError, ValueError):
            return False
        return Path(top).resolve() == self.root.resolve() and shallow == "false"

    def commits(self, tip: str, *paths: str) -> list[str]:
        """Return the commits up to ``tip`` that changed any of the files, oldest first."""
        said = self.git("log", "--full-history", "--topo-order", "--reverse", "--format=%H", tip, "--", *paths)
        return said.decode().split()

    def file(self, commit: str, path: str) -> bytes | None:
        """Return a file as it was, or None where it was not."""
        try:
            return self.git("show", f"{commit}:{path}")
        except subprocess.CalledProcessError:
            return None

    def _words(self, commit: str, scenario: str) -> frozenset[str]:
        """The digests of the claims of a scenario that stood there at a commit."""
        known = json.loads(self.file(commit, f"scenarios/{FILE}") or "{}")
        written = claims_of(self.file(commit, f"scenarios/{scenario}.toml") or b"")
        return frozenset([*known.get(scenario, {}).values(), *map(digest, written)])

    def _rows(self, commit: str, scenario: str, columns: frozenset[str]) -> Sequence[dict[str, Any]]:
        """The rows of a table in the gallery at a commit."""
        folder = f"results/gallery/{scenario}"
        table = self.file(commit, f"{folder}/table.parquet")
        if table is None:  # digests alone tell of data, and not of which
            return EVERYTHING if self.file(commit, f"{folder}/digests.json") else []
        return rows_of(table, columns)

    def younger_than(self, scenario: str, claim: Claim) -> str | None:
        """Return the first commit with data that the claim's words are not older than; None if there is none."""
        folder = f"results/gallery/{scenario}"
        for commit in self.commits("HEAD", f"{folder}/table.parquet", f"{folder}/digests.json"):
            seen = any(concerns(claim, row) for row in self.rows(commit, scenario, named(claim)))
            if seen and not self.stood(digest(claim), scenario, commit, itself=False):
                return commit
        here = self.root / folder / "table.parquet"  # of a run that is not committed yet
        if here.exists() and any(concerns(claim, row) for row in rows_of(here.read_bytes(), named(claim))):
            return None if self.stood(digest(claim), scenario, "HEAD", itself=True) else "HEAD"
        return None

    def stood(self, words: str, scenario: str, tip: str, *, itself: bool) -> bool:
        """Whether a claim had these words at any commit before ``tip``, or up to it."""
        before = self.commits(tip, f"scenarios/{scenario}.toml", f"scenarios/{FILE}")
        return any(words in self.words(commit, scenario) for commit in before if itself or commit != tip)


def claims_of(text: bytes) -> Iterator[Claim]:
    """Yield the claims of a scenario file, but for those that today's schema does not know."""
    for item in tomllib.loads(text.decode()).get("claim", []):
        try:
            yield Claim.model_validate(item)
        except ValueError:
            continue


def named(claim: Claim) -> frozenset[str]:
    """Return the columns that say of a row whether the claim speaks of it."""
    keyed = claim.compare or claim.trend
    return frozenset([*claim.where, *([keyed.key] if keyed else [])])


def rows_of(table: bytes, columns: frozenset[str]) -> Sequence[dict[str, Any]]:
    """Return the rows of a table with those of the columns that it has; without any of them, one row stands for all."""
    file = pq.ParquetFile(pa.BufferReader(table), pre_buffer=False)
    present = sorted(columns & set(file.schema_arrow.names))
    if not present:
        return EVERYTHING if file.metadata.num_rows else []
    return list(file.read(present, use_threads=False).to_pylist())


@pytest.fixture(scope="module")
def history() -> History:
    found = History(ROOT)
    if not found.whole():
        pytest.skip("no history here, or not all of it")
    return found


def verdicts(scenario: str) -> list[dict[str, Any]]:
    return list(json.loads((GALLERY / scenario / "verdicts.json").read_bytes()))


@pytest.mark.parametrize("scenario", JUDGED)
def test_words_that_count_as_older_than_the_data_are(scenario: str, history: History) -> None:
    claims = {claim.name: claim for claim in claims_of((GALLERY / scenario / "scenario.toml").read_bytes())}
    older = [claims[verdict["claim"]] for verdict in verdicts(scenario) if verdict["before_data"]]
    convicted = {claim.name: history.younger_than(scenario, claim) for claim in older}
    assert {name: commit for name, commit in convicted.items() if commit} == {}


@pytest.mark.parametrize(
    "name",
    ["four_mazes_help", "deletion_alone_is_not_enough", "selection_not_sparsity", "a_readout_that_starts_near"],
)
def test_history_convicts_without_an_admission(name: str, history: History) -> None:
    # A fifth, and_without_habits_in_the_way, stood in the file before any table was committed: only its author knew.
    text = (ROOT / "scenarios" / "one_maze.toml").read_bytes()
    (claim,) = (claim for claim in claims_of(text) if claim.name == name)
    assert history.younger_than("one_maze", claim)


@pytest.mark.parametrize("scenario", JUDGED)
def test_what_authors_admit_counts_in_the_gallery(scenario: str) -> None:
    file = ROOT / "scenarios" / f"{scenario}.toml"
    admitted = {claim.name for claim in claims_of(file.read_bytes()) if claim.after_data}
    assert not admitted & {verdict["claim"] for verdict in verdicts(scenario) if verdict["before_data"]}


@pytest.mark.parametrize("scenario", JUDGED)
def test_verdicts_in_the_gallery_are_those_that_were_hashed(scenario: str) -> None:
    known = json.loads((GALLERY / scenario / "digests.json").read_bytes())["verdicts"]
    assert hashlib.sha256(json.dumps(verdicts(scenario)).encode()).hexdigest() == known


# --- the reading itself, in a repository made for it ------------------------------------------------------------------


class Made(History):
    """A repository with one scenario, ``mine``."""

    def commit(self, claims: Sequence[Claim] = (), variants: Sequence[str] = ()) -> None:
        """Commit the claims, and a table with a row for each variant."""
        words = ["\n[[claim]]\n" + "\n".join(lines(claim)) for claim in claims]
        for path, data in (("scenarios/mine.toml", "\n".join(words).encode()), *table(variants)):
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        self.git("add", "-A")
        self.git(*IDENTITY, "commit", "-q", "-m", "more")


def lines(claim: Claim) -> Iterator[str]:
    for key, value in claim.model_dump(by_alias=True, exclude_defaults=True, exclude={"where"}).items():
        yield f"{key} = {json.dumps(value)}"
    yield f'where = {{ variant = "{claim.where["variant"]}" }}'


def table(variants: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    if variants:
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table({"variant": list(variants)}), sink)
        yield "results/gallery/mine/table.parquet", sink.getvalue().to_pybytes()


def about(variant: str, margin: float = 0.1) -> Claim:
    words = {"name": f"of_{variant}", "says": "s", "source": "o", "statistic": "x", "expect": "more", "than": 0.5}
    return Claim.model_validate({**words, "where": {"variant": variant}, "margin": margin})


@pytest.fixture
def made(tmp_path: Path) -> Made:
    made = Made(tmp_path)
    try:
        made.git("init", "-q")
    except OSError:
        pytest.skip("no git here")
    return made


def test_the_reading(made: Made) -> None:
    made.commit([about("old")])
    made.commit([about("old")], ["old"])
    assert made.whole()
    assert made.younger_than("mine", about("old")) is None
    assert made.younger_than("mine", about("old", margin=0.2))  # never written down
    made.commit([about("old", margin=0.2), about("new")])
    assert made.younger_than("mine", about("new")) is None  # no data of it yet
    made.commit([about("old", margin=0.2), about("new"), about("both")], ["old", "new", "both"])
    assert made.younger_than("mine", about("old")) is None
    assert made.younger_than("mine", about("old", margin=0.2))  # older than the last data, not than the first
    assert made.younger_than("mine", about("new")) is None  # an arm that was added with its claim, and run after that
    assert made.younger_than("mine", about("both"))  # words and data in one commit


def test_data_that_are_not_committed_need_words_that_are(made: Made) -> None:
    made.commit([about("old")])
    ((path, data),) = table(["old"])
    (made.root / path).parent.mkdir(parents=True)
    (made.root / path).write_bytes(data)
    assert made.younger_than("mine", about("old")) is None
    assert made.younger_than("mine", about("old", margin=0.2)) == "HEAD"


def test_digests_that_were_committed_count_and_data_without_a_table_are_of_all_points(made: Made) -> None:
    (made.root / "scenarios").mkdir()
    (made.root / "scenarios" / FILE).write_text(json.dumps({"mine": {"of_old": digest(about("old"))}}))
    made.commit()
    (made.root / "results" / "gallery" / "mine").mkdir(parents=True)
    (made.root / "results" / "gallery" / "mine" / "digests.json").write_text("{}")
    made.commit()
    assert made.younger_than("mine", about("old")) is None
    assert made.younger_than("mine", about("new"))


def test_half_a_history_is_none(made: Made, tmp_path_factory: pytest.TempPathFactory) -> None:
    made.commit([about("old")])
    made.commit([about("old")], ["old"])
    short = tmp_path_factory.mktemp("short") / "clone"
    made.git("clone", "-q", "--depth", "1", made.root.as_uri(), str(short))
    assert not History(short).whole()
    assert not History(made.root / "scenarios").whole()
    assert not History(tmp_path_factory.mktemp("bare")).whole()
