"""Files of a finished run that are damaged, or made by somebody else, and what reads them."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evosim.arrow import read_parquet
from evosim.experiment.run import Run
from evosim.experiment.seal import sealed
from evosim.experiment.status import status
from evosim.experiment.store import sha256
from evosim.experiment.table import digest
from evosim.faults.problem import ScenarioError
from evosim.pictures.draw import of_run
from evosim.pictures.page import Undrawable
from tests.faults import hostile

Invoke = Callable[[list[str]], str]
JSON = ("verdicts.json", "digests.json", "claims.json", "provenance.json", "ro-crate-metadata.json")


def harm(run: Path, chance: random.Random) -> str:
    """Change a file of a run; say which and how."""
    paths = sorted(path for path in run.rglob("*") if path.is_file())
    path = chance.choice([path for path in paths if chance.random() < 0.2 or path.parent == run] or paths)
    told = str(path.relative_to(run))
    match chance.randrange(8):
        case 0 | 1 | 2:
            path.write_bytes(hostile.damaged(path.read_bytes(), chance))
            return f"{told} damaged"
        case 3:
            path.unlink()
            where = chance.choice(("pipe", "directory", "link", "absent"))
            if where == "pipe":
                os.mkfifo(path)
            elif where == "directory":
                path.mkdir()
            elif where == "link":
                path.symlink_to(chance.choice(("/etc/hostname", "nowhere", str(path), "/dev/zero", "/dev/stdin")))
            return f"{told} is {where}"
        case 4:
            other = chance.choice(paths)
            path.write_bytes(other.read_bytes())
            return f"{told} is {other.relative_to(run)}"
        case 5:
            path.write_bytes(hostile.scenario(chance))
            return f"{told} is a scenario"
        case 6:
            return forged_table(run, chance)
        case _:
            return forged(run, chance)


def forged(run: Path, chance: random.Random) -> str:
    """Change what a file of JSON says, with digests that fit: by somebody who knows how they are made."""
    path = run / chance.choice(JSON)
    if not path.is_file():
        return "nothing"
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return "nothing"
    if chance.random() < 0.1:
        told = hostile.value(chance)
    elif spots := spread(told):
        for _ in range(chance.randrange(1, 4)):
            spot = chance.choice(spots)
            try:
                if chance.random() < 0.3:
                    remove(told, spot)
                else:
                    hostile.put(told, spot, hostile.value(chance))
            except (KeyError, IndexError, TypeError, AttributeError):
                continue
    if isinstance(told, dict) and "digest" in told:
        told = sealed({key: value for key, value in told.items() if key != "digest"})
    write(path, told)
    if path.name == "verdicts.json":
        reseal(run, verdicts=sha256(json.dumps(told).encode()))
    return f"{path.name} forged"


def spread(told: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all parts of a document, tables and lists among them."""
    steps = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    inside = [one for step, item in steps for one in spread(item, (*path, step))]
    return [*([path] if path else []), *inside]


def remove(told: Any, path: tuple[Any, ...]) -> None:
    """Take out what is at a path."""
    for step in path[:-1]:
        told = told[step]
    told.pop(path[-1])


def write(path: Path, told: object) -> None:
    """Replace a file, whatever there may be in its text."""
    path.write_bytes(json.dumps(told, indent=1).encode(errors="surrogatepass"))


def reseal(run: Path, **changes: Any) -> None:
    """Note other digests."""
    path = run / "digests.json"
    if not path.is_file():
        return
    try:
        told = json.loads(path.read_bytes())
        told.pop("digest", None)
        write(path, sealed({**told, **changes}))
    except (OSError, ValueError, AttributeError, TypeError):
        return


def forged_table(run: Path, chance: random.Random) -> str:
    """Replace a column of the table, with a digest that fits."""
    try:
        table = read_parquet(run / "table.parquet")
    except (OSError, pa.ArrowException):
        return "nothing"
    rows = table.num_rows
    odd: tuple[pa.Array, ...] = (
        pa.array([hostile.text(chance).encode(errors="replace").decode() for _ in range(rows)]), pa.nulls(rows),
        pa.array(np.full(rows, np.nan)), pa.array(np.full(rows, 1e308)), pa.array([[1]] * rows),
        pa.array([b"\xff"] * rows),
        pa.array([{"a": 1}] * rows), pa.array(np.arange(rows) - 2), pa.array([True] * rows), pa.array([2**62] * rows),
    )  # fmt: skip
    name = chance.choice(table.column_names)
    match chance.randrange(5):
        case 0:
            table = table.drop_columns([name])
        case 1:
            table = (
                table.slice(chance.randrange(rows + 1)) if chance.random() < 0.5 else pa.concat_tables([table, table])
            )
        case 2:
            table = table.append_column(
                chance.choice((name, hostile.text(chance).encode(errors="replace").decode())), odd[0]
            )
        case _:
            table = table.set_column(table.column_names.index(name), name, chance.choice(odd))
    try:
        pq.write_table(table, run / "table.parquet", write_page_checksum=True)
    except pa.ArrowException:
        return "nothing"
    try:
        reseal(run, table=digest(table))
    except (KeyError, TypeError, ValueError, pa.ArrowException):
        return "table forged, digest not"
    return f"table forged: {name}"


def retold(run: Path, document: Mapping[str, Any]) -> None:
    """Let a run be that of another scenario, as to its texts, with digests that fit."""
    text = hostile.written(document).encode()
    (run / "scenario.toml").write_bytes(text)
    verdicts = json.loads((run / "verdicts.json").read_bytes())
    for verdict, claim in zip(verdicts, document["claim"], strict=True):
        verdict |= {
            "claim": claim["name"],
            "says": claim["says"],
            "source": claim["source"],
            "after_data": document["note"],
        }
    write(run / "verdicts.json", verdicts)
    reseal(run, scenario=sha256(text), verdicts=sha256(json.dumps(verdicts).encode()))


# --- readers ---------------------------------------------------------------------------------------------------------


def _quiet(*errors: type[Exception]) -> Callable[[Callable[[Path], object]], Callable[[Path, Invoke], object]]:
    """A reader in Python, some of whose errors are documented."""

    def of(read: Callable[[Path], object]) -> Callable[[Path, Invoke], object]:
        def reader(run: Path, invoke: Invoke) -> object:
            try:
                return read(run)
            except errors:
                return None

        return reader

    return of


def _each(read: Callable[[Run, Any], object]) -> Callable[[Path], object]:
    """Read something of each cell; a damaged one must not stop the others from being tried."""

    def reader(path: Path) -> None:
        run = Run(path)
        for cell in run.cells[:4]:
            try:
                read(run, cell)
            except (KeyError, ScenarioError):
                continue

    return reader


def _drawn(name: str) -> Callable[[Path], object]:
    def reader(path: Path) -> None:
        found = Run(path)
        of_run(name, path, found.scenario, quick=found.quick)

    return reader


def _everything(path: Path) -> None:
    run = Run(path)
    for read in (lambda: run.table, lambda: run.verdicts, lambda: run.quick, lambda: run.sessions,
    lambda: run.unfinished,
                 run.digests, lambda: run.verdicts.claims, lambda: list(status(run)), lambda: run._repr_html_(),
                 lambda: run.verdicts._repr_html_()):  # fmt: skip
        try:
            str(read())
        except ScenarioError:
            continue


def _command(*words: str) -> Callable[[Path, Invoke], object]:
    return lambda run, invoke: invoke([words[0], str(run), *words[1:]])


READERS: dict[str, tuple[int, Callable[[Path, Invoke], object]]] = {  # with how often each is drawn
    "everything": (30, _quiet()(_everything)),
    "champions": (10, _quiet()(_each(lambda run, cell: run.champion(cell)))),
    "worlds": (5, _quiet()(_each(lambda run, cell: run.worlds(cell)))),
    "verdicts": (20, _command("verdicts")),
    "status": (10, _command("status")),
    "compare": (10, _command("compare", "--only", "success*,planner,quadrant*")),
    "run": (10, lambda run, invoke: invoke(["run", "plain.toml", "--out", str(run.parent), "--workers", "1"])),
    "reproduce": (5, _command("reproduce", "--workers", "1")),
    "replay": (5, _command("replay", "--cell", "1", "--out", "new.png")),
    "report": (4, _command("report")),
    "learning": (2, _quiet(Undrawable)(_drawn("learning"))),
    "minds": (1, _quiet(Undrawable)(_drawn("minds"))),
    "probes": (1, _quiet(Undrawable)(_drawn("probes"))),
    "figures": (1, _command("figures", "--only", "learning", "--format", "svg")),
}
