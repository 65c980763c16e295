"""The kinds of inputs: files, commands, stored results, arguments in Python, and odd names and titles."""

from __future__ import annotations

import os
import random
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from click.testing import CliRunner

import evosim
from evosim.cli import main
from evosim.experiment.preflight import obstacles
from evosim.experiment.preview import preview
from evosim.faults.toml import inline
from tests.faults import hostile
from tests.faults.results import READERS, harm
from tests.faults.watch import Fault, entries, stat
from tests.golden import HERE

Attempt = Callable[[], object]
FINE = (0, 1, 2, 130)  # how commands end
ALLOWED = {"\n"}  # of the characters that control a terminal
HEAVY = {  # what begins to compute: an input that comes so far has been let in
    "evosim.job.compiling", "evosim.experiment.reproduce.Work", "evosim.detection.detect", "evosim.bench.BENCHES",
    "evosim.laws.LAWS", "evosim.probed.Subject", "evosim.pictures.draw",
}  # fmt: skip


class Begun(BaseException):
    """An input is valid, and its work would begin now."""


def begin(*args: object, **more: object) -> Any:
    raise Begun


def tried(attempt: Callable[[], object]) -> str:
    """Whatever comes of an attempt as it should: a result, an error in words, or work that begins."""
    Objective.calls = 0
    try:
        return str(attempt())
    except Exception as error:
        if any("raised by the objective" in note for note in getattr(error, "__notes__", ())):
            return str(error)  # what it raises is its own
        if not isinstance(error, evosim.ScenarioError):
            raise
        return str(error)
    except Begun as error:
        return str(error)


def controls(text: str) -> list[str]:
    """The characters in a text that steer a terminal, or turn the order of what it shows."""
    return sorted({c for c in text if (unicodedata.category(c) == "Cc" and c not in ALLOWED) or c in hostile.BIDI})


def clean(text: str, where: str) -> str:
    """The text, in which there must be no control characters."""
    if found := controls(text):
        at = min(text.index(one) for one in found)
        raise Fault(f"{where} shows {found} raw: …{text[max(0, at - 60) : at + 40]!r}")
    return text


class Kinds:
    """The kinds of inputs, tried in a folder of their own that has a finished run in it."""

    def __init__(self, folder: Path, finished: Path) -> None:
        self.folder = folder
        self.finished = finished
        self.calls = list(CALLS)
        self.run = folder / "results" / finished.name
        shutil.copytree(finished, self.run)
        shutil.copy(HERE / "plain.toml", folder)
        os.chdir(folder)
        self._files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        self._stats = {path: stat(path) for path in self._files}
        self._folders = {parent for path in self._files for parent in path.parents}
        self.kinds: dict[str, Callable[[random.Random], Attempt]] = {
            "scenario": self.scenario, "command": self.command, "result": self.result, "python": self.python,
            "text": self.text,
        }  # fmt: skip

    def attempt(self, kind: str, number: int, seed: int) -> Attempt:
        """The input of a kind that has this number; whatever it changed on the disk is put back before the next."""
        chance = random.Random(f"{seed} {kind} {number}")
        self.restore()
        np.random.seed(0)  # noqa: NPY002
        return self.kinds[kind](chance)

    def restore(self) -> None:
        """Put back the files of the folder."""
        there = {Path(one) for one in entries(str(self.folder))}
        for path in sorted(there - self._files.keys() - self._folders, reverse=True):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for path, data in self._files.items():
            if stat(path) != self._stats[path]:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                path.unlink(missing_ok=True)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                self._stats[path] = stat(path)

    # --- files of scenarios ------------------------------------------------------------------------------------------

    def scenario(self, chance: random.Random) -> Attempt:
        """A file that is read, checked, previewed, and looked at by what guards the start of a run."""
        file = Path("fuzzed.toml")
        file.write_bytes(hostile.scenario(chance))
        overrides = {self.key(chance): hostile.value(chance)} if chance.random() < 0.1 else None

        def attempt() -> None:
            loaded = evosim.load(file, overrides)
            list(preview(loaded, Path("results"), 2))
            obstacles(loaded, Path("results"), 2)

        return lambda: tried(attempt)

    def key(self, chance: random.Random) -> str:
        """A dotted key, of the schema or of none."""
        if chance.random() < 0.3:
            return hostile.text(chance)
        return (
            ".".join(chance.choices(KEYS, k=chance.randrange(1,
            4))) if chance.random() < 0.4 else chance.choice(DOTTED)
        )

    # --- commands ----------------------------------------------------------------------------------------------------

    def command(self, chance: random.Random) -> Attempt:
        """A command line of any command, with odd words in it."""
        name = chance.choice([*main.commands, "check", "check", "run"])
        words = [name]
        for parameter in main.commands[name].params:
            if parameter.param_type_name == "argument":
                words += [self.word(chance) for _ in range(chance.choice((1, 1, 1, 0, 2)))]
            elif chance.random() < (0.9 if parameter.required else 0.6 if parameter.name == "settings" else 0.15):
                words.append(chance.choice(parameter.opts))
                if not parameter.is_flag:  # type: ignore[attr-defined]
                    words.append(self.setting(chance) if parameter.name == "settings" else self.word(chance))
        if chance.random() < 0.05:
            words.insert(chance.randrange(len(words) + 1), hostile.text(chance))
        words = [word.replace("\0", "") for word in words]  # no system passes these on
        return lambda: self.invoke(words)

    def setting(self, chance: random.Random) -> str:
        """What stands behind --set."""
        return hostile.text(chance) if chance.random() < 0.1 else f"{self.key(chance)}={hostile.spelt(chance)}"

    def word(self, chance: random.Random) -> str:
        """An argument: often one that is valid."""
        draw = chance.random()
        if draw < 0.5:
            return chance.choice(("plain.toml", "results/plain", "plain", "one_maze", "results", "planner", "grid",
            "learning",
                                  "svg", "serial", "1", "new.svg", "new.json", "keys", "slopes", "success*",
                                  "variant"))  # fmt: skip
        if draw < 0.7:
            return str(chance.choice(hostile.NUMBERS[:-3])) if chance.random() < 0.9 else "9" * 5000
        return hostile.text(chance)

    def invoke(self, words: list[str]) -> str:
        """What a command prints; its end must be one of those that are documented."""
        with heavy():
            try:
                done = CliRunner().invoke(main, words)
            except Begun:
                return ""
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise Fault(f"evosim {words!r}") from done.exception
        if done.exit_code not in FINE:
            raise Fault(f"evosim {words!r} ended with {done.exit_code}")
        return clean(done.output, f"evosim {words!r}")

    # --- stored results ----------------------------------------------------------------------------------------------

    def result(self, chance: random.Random) -> Attempt:
        """A finished run of which files are damaged, or others, and then read."""
        told = [harm(self.run, chance) for _ in range(chance.choice((1, 1, 1, 2)))]
        name = chance.choices(list(READERS), [weight for weight, _ in READERS.values()])[0]

        def attempt() -> None:
            with heavy():
                try:
                    tried(lambda: READERS[name][1](self.run, self.invoke))
                except Exception as error:
                    error.add_note(f"read by {name}, after: {'; '.join(told)}")
                    raise

        return attempt

    # --- Python ------------------------------------------------------------------------------------------------------

    def python(self, chance: random.Random) -> Attempt:
        """A call of a public function with odd arguments among good ones."""
        name = chance.choice(self.calls)
        call, good = CALLS[name]
        given = dict(good())
        for key in chance.sample(sorted(given), min(len(given), chance.choice((1, 1, 1, 2, 3)))):
            given[key] = "8" if chance.random() < 0.05 else hostile.argument(chance)

        def attempt() -> None:
            with heavy():
                try:
                    tried(lambda: call(self.run, **given))
                except Exception as error:
                    error.add_note(f"{name}({', '.join(f'{key}={_short(value)}' for key, value in given.items())})")
                    raise

        return attempt

    # --- odd titles and names ----------------------------------------------------------------------------------------

    def text(self, chance: random.Random) -> Attempt:
        """A scenario, or a run, whose texts steer terminals and pages: they must not come through."""
        document = tomllib.loads((HERE / "plain.toml").read_text(encoding="utf-8"))
        document |= {"note": "a note", "weakest_link": "a link", "name": "plain"}
        places = [path for path in hostile.leaves(document) if isinstance(at(document, path), str)]
        for path in chance.sample(places, chance.randrange(1, 4)):
            hostile.put(
                document, path, f"{at(document, path)}{chance.choice(hostile.CONTROLS)}" + "x" * chance.randrange(3)
            )
        file = (
            Path(f"t{chance.choice(hostile.CONTROLS)}.toml".replace("/", "").replace("\0", ""))
            if chance.random() < 0.2
            else None
        )
        file = file or Path("text.toml")
        file.write_text(hostile.written(document), encoding="utf-8")
        words = chance.choice((["check", str(file)], ["run", str(file)], ["prereg", str(file)], ["status", str(file)]))
        if (
            chance.random() < 0.5 and (self.run / "verdicts.json").exists()
        ):  # as if a run with these texts had been made by another version
            from tests.faults.results import retold

            retold(self.run, document)
            names = ("verdicts", "status", "compare", *(("report",) if chance.random() < 0.2 else ()))
            words = [chance.choice(names), str(self.run)]

        def attempt() -> None:
            self.invoke(words)
            for page in self.run.glob("*.html"):
                if page.read_bytes() != self._files[page]:
                    shown = page.read_text(encoding="utf-8")
                    clean(shown.replace("\t", " "), page.name)
                    if "<script>alert" in shown:
                        raise Fault(f"{page.name} takes a text for markup")

        return attempt


@contextmanager
def heavy() -> Iterator[None]:
    """Let nothing be computed that takes long."""
    patches = [mock.patch(name, _Heavy() if name.rpartition(".")[2].isupper() else begin) for name in sorted(HEAVY)]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


class _Heavy(dict[str, Any]):
    """A registry whose members begin to compute."""

    def __init__(self) -> None:
        super().__init__(slopes=begin)


def at(document: Any, path: tuple[Any, ...]) -> Any:
    """What is at a path."""
    for step in path:
        document = document[step]
    return document


def _short(value: object) -> str:
    shown = inline(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else repr(value)
    return shown if len(shown) < 80 else f"{shown[:77]}…"


KEYS = sorted({part for text in (Path(str(file)).read_text(encoding="utf-8") for file in hostile.SCENARIOS)
               for part in re.findall(r"^(\w+) =", text, re.MULTILINE)} | {"world", "brain", "evolution",
               "encoding"})  # fmt: skip
DOTTED = (
    "evolution.population", "evolution.generations", "world.size", "world.instances", "world.steps", "world.starts",
    "name",
    "title", "seed", "replicates", "world.object.door.pays", "world.object.door.place", "brain.organs",
    "brain.cortex.ticks",
    "encoding.kind", "encoding.rules", "evolution.mutate", "evolution.select", "world.layout.walls", "world.lives",
    "world.kind",
    "sweep.world.instances", "variant.funnel.set.encoding.kind", "claim.generalises.margin", "measure.valley", "note",
)  # fmt: skip


# --- what Python offers, and arguments that it would take ------------------------------------------------------------


class Objective:
    """How often the objective of this input was asked."""

    calls = 0


def ones(genomes: Any, chance: Any = None) -> Any:
    """An objective that is cheap, for a short while."""
    Objective.calls += 1
    if genomes.size > 10_000 or Objective.calls > 100:
        raise Begun
    return genomes.sum(axis=1)


def _evolve(run: Path, **given: Any) -> object:
    with mock.patch("evosim.evolution.history.Optimizer", Short):
        return evosim.evolve(**given)


class Short(evosim.Optimizer):
    """An optimizer that ends after some generations."""

    def ask(self, copy: bool = True) -> Any:
        if self.generation > 5:
            raise Begun
        return super().ask(copy)


def _optimizer(run: Path, **given: Any) -> object:
    told = given.pop("fitness")
    optimizer = evosim.Optimizer(**given)
    optimizer.ask()
    return optimizer.tell(told)


def _run_of(run: Path, **given: Any) -> object:
    found = evosim.Run(given["path"])
    try:
        return found.champion(given["cell"]), found.worlds(given["cell"]), found.finished(given["cell"])
    except KeyError as documented:
        return documented


def _shown(run: Path, **given: Any) -> object:
    return evosim.Run(run).show(**given)


def _probe(run: Path, **given: Any) -> object:
    found = evosim.Run(run)
    cell = found.cells[0]
    training, novel = found.worlds(cell)
    known = {"agent": lambda: found.champion(cell), "novel": lambda: novel, "training": lambda: training}
    return evosim.probe(
        **{key: known[key]() if value is USUAL and key in known else value for key, value in given.items()}
    )


USUAL = hostile.Odd()  # stands for what is read from the run
CALLS: dict[str, tuple[Callable[..., object], Callable[[], dict[str, Any]]]] = {
    "evolve": (_evolve, lambda: {
        "objective": ones, "genome": evosim.Genome(6, 2), "population": 8, "generations": 3, "seed": 1,
        "select": "rank",
        "cross": None, "mutate": "flip", "elites": 1, "record": ("fitness",), "lineage": None, "threads": 1}),
    "Optimizer": (_optimizer, lambda: {
        "genome": evosim.Genome(5), "population": 6, "seed": 1, "select": "tournament", "cross": "uniform",
        "mutate": "gaussian",
        "elites": 1, "threads": 1, "fitness": [1.0] * 6}),
    "Genome": (lambda run, **given: evosim.Genome(**given), lambda: {
        "length": 4, "alphabet": "real", "initial": None, "rest": None}),
    "bits_of_selection": (lambda run, **given: evosim.bits_of_selection(**given), lambda: {
        "objective": ones, "genome": evosim.Genome(6, 2), "target": 4, "seed": 1, "population": 20, "moves": 2,
        "runs": 2}),
    "Lineage": (lambda run, **given: evosim.Lineage(**given), lambda: {"path": "plain.toml"}),
    "load": (lambda run, **given: evosim.load(**given), lambda: {"source": "plain.toml", "overrides": {"seed": 3},
    "label": "x"}),
    "run": (lambda run, **given: evosim.run(**given), lambda: {
        "scenario": "plain.toml", "out": "other", "workers": 1, "quick": False, "executor": None, "replace": False,
        "prereg": None, "progress": None}),
    "Run": (_run_of, lambda: {"path": "results/plain", "cell": "nothing"}),
    "Run.show": (_shown, lambda: {"figure": "nothing", "width": 180.0}),
    "probe": (_probe, lambda: {"agent": USUAL, "novel": USUAL, "training": USUAL, "seed": 1, "asked": None}),
}  # fmt: skip
