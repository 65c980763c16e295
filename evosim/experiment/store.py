"""The finished cells of a run, each under the hash of its own settings. Nothing half-written is ever believed.

A cell is a directory: it is written under a temporary name, ``DONE.json`` with the cell's key and the hashes of the
others last, every file is synced, and the directory is renamed into place. Or it is a part of a pack, as which it has
the same files. What is not as ``DONE.json`` says, or says of itself that it is another cell, is set aside and its cell
runs again. Any number of processes may read and write.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evosim import files
from evosim.experiment.leases import Leases
from evosim.experiment.pack import LAST, SUFFIX, Pack, Packed
from evosim.faults.problem import Problem, ScenarioError

DONE = LAST
TIMINGS = "timings.json"  # the one file of a cell that differs between two runs; its hash is not kept
REPLAY = "replay"  # how the names of the files with records of lives begin, which a cell of an earlier version lacks
FORMAT = 3  # bumped when what a cell holds changes, its measurements too: cells of older formats are run again
BAD = (ValueError, TypeError, KeyError, AttributeError, OSError, RecursionError)  # raised by what damaged files say


def sha256(data: bytes) -> str:
    """Hexadecimal digest."""
    return hashlib.sha256(data).hexdigest()


def _written(done: Mapping[str, object]) -> bytes:
    return json.dumps(done, indent=1, sort_keys=True).encode()


class Store:
    """The directory ``cells/`` of a run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.leases = Leases(path)
        self._packs: dict[Path, Packed] = {}
        self._looked = False
        self._pack: Pack | None = None

    def cell(self, key: str) -> Path:
        """The directory of a cell that is in no pack."""
        return self.path / key

    # --- reading --------------------------------------------------------------------------------------------------

    def keys(self) -> list[str]:
        """The cells that are there, whole or not."""
        found = self.names()
        packed = {key for pack in self._packs.values() for key in pack.cells}
        return sorted(key for key in found if key in packed or self.cell(key).is_dir())

    def names(self) -> set[str]:
        """What stands where cells do, and what is packed: in one listing, which asks less of a disk than each name."""
        try:
            found = {name for name in os.listdir(self.path) if not name.startswith(".")}
        except OSError:
            return set()
        self.look()
        return found.union(*(pack.cells for pack in self._packs.values()))

    def look(self) -> None:
        """Find what has been packed since the last look, by this process too; the first is taken when it is needed."""
        self._looked = True
        for path in self.path.glob(f"[!.]*{SUFFIX}"):
            self._look(path)

    def _look(self, path: Path) -> None:
        pack = self._packs.setdefault(path, Packed(path))
        try:
            pack.look()
        except BAD:  # its cells are not there, then
            pack.cells = {}

    def read(self, key: str, name: str) -> bytes | None:
        """A file of a cell, as it was written; None if there is no such cell, or none of its files has this name.

        Raises
        ------
        ScenarioError
            If it is damaged.
        """
        place = self._place(key)
        if place is None:
            return None
        try:
            hashes = place.hashes()
        except BAD as error:
            raise self._damaged(key, DONE, error) from None
        if name not in hashes:
            return None
        try:
            data = place.read(name)
        except BAD as error:
            raise self._damaged(key, name, error) from None
        if sha256(data) != hashes[name]:
            raise self._damaged(key, name, ValueError("it does not match its hash"))
        return data

    def fault(self, key: str) -> str | None:
        """What is wrong with a stored cell: None if nothing is, ``"absent"`` if it is not there."""
        told: str | None = "absent"
        for place in self._places(key):
            told = place.fault()
            if told is None:
                break
        return told

    def _places(self, key: str) -> Iterator[_Place]:
        """Where a cell is: as a directory, or in packs; usually in one place."""
        if Path(key).name != key or key.startswith("."):  # it would lead out of the run
            return
        if not self._looked:
            self.look()
        if os.path.lexists(self.cell(key)):
            yield _Directory(key, self.cell(key))
        yield from [_InPack(key, pack) for pack in self._packs.values() if key in pack.cells]

    def _place(self, key: str) -> _Place | None:
        """The place that counts: the first in which a cell is whole, if there are several; None if it is absent."""
        found = list(self._places(key))
        whole = (place for place in found if len(found) == 1 or place.fault() is None)
        return next(whole, found[0] if found else None)

    def _there(self, key: str) -> _Place:
        """The place of a stored cell."""
        if (place := self._place(key)) is None:
            raise KeyError(f"cell {key}: absent")
        return place

    def _damaged(self, key: str, name: str, error: Exception) -> ScenarioError:
        cure = "evosim run computes the cell again"
        told = (getattr(error, "strerror", None) or str(error)).splitlines()[0]
        where, expected = str(self.cell(key) / name), "a file as a run writes it"
        return ScenarioError([Problem(where, None, "", expected, told, cure, "damaged")])

    def hashes(self, key: str) -> dict[str, str]:
        """The hash of each file of a stored cell."""
        return self._there(key).hashes()

    def seconds(self, key: str) -> float | None:
        """How long a finished cell took; None if that was not kept, or cannot be read."""
        try:
            told = json.loads(self._there(key).read(TIMINGS))
            seconds = float(told.pop("seconds"))
            return seconds if seconds == sum(told.values(), 0.0) else None
        except BAD:
            return None

    def digest(self, key: str) -> str:
        """A digest of all results of a cell but its timings and its records of lives.

        The records say again, for pictures, what the other files determine. As they are left out, a cell has the same
        digest whether it was computed before records were kept or after.
        """
        done = self._there(key).done()
        done["files"] = {name: value for name, value in done["files"].items() if not name.startswith(REPLAY)}
        return sha256(_written(done))

    # --- writing --------------------------------------------------------------------------------------------------

    def write(self, key: str, cell: Mapping[str, bytes], *, packed: bool = False) -> None:
        """Store a finished cell, in the pack of this process or as a directory.

        If another run has stored it meanwhile, that one stays.
        """
        hashes = {name: sha256(data) for name, data in cell.items() if name != TIMINGS}
        whole = {**cell, DONE: _written({"format": FORMAT, "cell": key, "files": hashes})}
        if packed:
            try:
                self._own().add(key, whole)
                self._look(self._own().path)
            except ValueError:  # names too long for an archive
                packed = False
        if not packed:
            self._write(key, whole)
        self._failure(key).unlink(missing_ok=True)

    def _write(self, key: str, whole: Mapping[str, bytes]) -> None:
        draft = files.draft_of(self.cell(key))
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            files.create_all(draft, whole)
            files.sync(draft)
            try:
                os.rename(draft, self.cell(key))
            except OSError:
                if self.fault(key) is not None:
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        files.sync(self.path)

    def _own(self) -> Pack:
        """The pack that this process writes."""
        if self._pack is None:
            number = 1
            while (path := self.path / f"{files.host()}-{os.getpid()}-{number}{SUFFIX}").exists():
                number += 1
            self._pack = Pack(path)
        return self._pack

    def close(self) -> None:
        """End the pack of this process, if it has one, with its index."""
        if self._pack is not None:
            pack, self._pack = self._pack, None
            pack.close()

    def set_aside(self, key: str) -> Path:
        """Move a damaged cell out of the way, never over an earlier one; return where it is.

        What is damaged in a pack stays there, and is passed over once the cell is stored again.
        """
        if not os.path.lexists(self.cell(key)):
            return next(pack.path for pack in self._packs.values() if key in pack.cells)
        number = 1
        while os.path.lexists(aside := self.path / f".damaged-{key}-{number}"):
            number += 1
        os.rename(self.cell(key), aside)
        return aside

    def fail(self, key: str, record: Mapping[str, object]) -> None:
        """Record why a cell failed; the same command tries it again."""
        self.path.mkdir(parents=True, exist_ok=True)
        files.write(self._failure(key), json.dumps(record, indent=1, sort_keys=True).encode())

    def failure(self, key: str, since: float = 0.0) -> str:
        """Why a cell failed when it was last tried, if that was not before ``since``; empty if it did not."""
        path = self._failure(key)
        try:
            return str(json.loads(files.read(path))["error"]) if path.lstat().st_mtime >= since else ""
        except FileNotFoundError:
            return ""
        except BAD:
            return "its record cannot be read"

    def sweep_up(self) -> None:
        """Remove what killed runs of this machine left half-written."""
        files.sweep(self.path)
        files.sweep(self.path.parent)
        files.sweep(self.path.parent / "figures")
        self.leases.sweep()

    def _failure(self, key: str) -> Path:
        return self.path / f"{key}.failed.json"


class _Place:
    """Where the files of a cell are."""

    def __init__(self, key: str) -> None:
        self.key = key

    def read(self, name: str) -> bytes:
        raise NotImplementedError

    def names(self) -> set[str]:
        raise NotImplementedError

    def done(self) -> dict[str, Any]:
        """What ``DONE.json`` says."""
        return dict(json.loads(self.read(DONE)))

    def hashes(self) -> dict[str, str]:
        """The hash of each file."""
        return dict(self.done()["files"])

    def fault(self) -> str | None:
        """What is wrong with the cell; None if nothing is."""
        try:
            done = self.done()
            form, cell, hashes, present = done["format"], done["cell"], dict(done["files"]), self.names()
        except FileNotFoundError:
            return f"{DONE} is missing"
        except files.NotRegular as error:
            return error.strerror
        except BAD as error:
            return f"{DONE} cannot be read ({type(error).__name__})"
        if form != FORMAT:
            return f"its format is {form!r}, not {FORMAT}"
        if cell != self.key:
            return f"it is cell {cell!r}"
        if not hashes:
            return f"{DONE} lists no files"
        if missing := sorted(hashes.keys() - present):
            return f"{missing[0]} is missing"
        for name, digest in hashes.items():
            try:
                if sha256(self.read(name)) != digest:
                    return f"{name} does not match its hash"
            except (OSError, ValueError):
                return f"{name} cannot be read"
        return None


class _Directory(_Place):
    def __init__(self, key: str, path: Path) -> None:
        super().__init__(key)
        self.path = path

    def read(self, name: str) -> bytes:
        return files.read(self.path / name)

    def names(self) -> set[str]:
        return {file.name for file in self.path.iterdir()}

    def fault(self) -> str | None:
        if self.path.is_symlink() or not self.path.is_dir():
            return "it is no directory"
        return super().fault()


class _InPack(_Place):
    def __init__(self, key: str, pack: Packed) -> None:
        super().__init__(key)
        self.pack = pack

    def read(self, name: str) -> bytes:
        return self.pack.read(self.key, name)

    def names(self) -> set[str]:
        return set(self.pack.cells[self.key])
