"""Many finished cells in one file: a tar archive that only grows, with an index of its cells at the end.

Each file of a cell is a member ``<key>/<name>``, ``DONE.json`` the last of them, so that a cell counts once that is
there. What a killed process left of a cell after the last whole one is passed over. The last members of a pack that was
closed are its index, and where that begins; without it all heads are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tarfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

from evosim import files

SUFFIX = ".tar"
BLOCK = 512  # bytes: all that a tar archive holds begins at a multiple of these
INDEX, END = "index.json", "end"  # names of the last members
LAST = "DONE.json"  # of the files of a cell
WHERE = struct.Struct("<8sQQ32s")  # of the member at the end: a mark; where the index begins, its bytes, its hash
MARK = b"evosim.1"
TAIL = 4 * BLOCK  # that member, and two empty blocks


class Place(NamedTuple):
    """Where the bytes of a file stand in a pack."""

    offset: int
    size: int


Index = dict[str, dict[str, Place]]  # key → name → where


class Pack:
    """A new pack to which finished cells are added; a context manager that ends it with its index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: Index = {}
        self._size = 0
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | files.flag("O_BINARY"), 0o666)
        files.sync(path.parent)

    def add(self, key: str, cell: Mapping[str, bytes]) -> None:
        """Add a cell; when this returns it is on the disk.

        Raises
        ------
        ValueError
            If the name of a file is too long for an archive.
        OSError
            If it cannot be written; then the pack is as it was before.
        """
        parts, places, size = [], {}, self._size
        for name, data in cell.items():
            places[name] = Place(size + BLOCK, len(data))
            parts.append(_member(f"{key}/{name}", data))
            size += len(parts[-1])
        self._write(b"".join(parts))
        self._index[key] = places

    def close(self) -> None:
        """Write the index; a pack without cells is removed."""
        if self._handle < 0:
            return
        try:
            if self._index:
                told = json.dumps(self._index, separators=(",", ":")).encode()
                where = WHERE.pack(MARK, self._size + BLOCK, len(told), hashlib.sha256(told).digest())
                self._write(_member(INDEX, told) + _member(END, where) + bytes(2 * BLOCK))
        finally:
            os.close(self._handle)
            self._handle = -1
            if not self._index:
                self.path.unlink(missing_ok=True)

    def _write(self, data: bytes) -> None:
        """Append all of it or nothing: half a cell would hide those that follow."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._handle, view) :]
            os.fsync(self._handle)
        except BaseException:
            os.ftruncate(self._handle, self._size)
            os.lseek(self._handle, self._size, os.SEEK_SET)
            raise
        self._size += len(data)

    def __enter__(self) -> Pack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Packed:
    """A pack as it is read: what is added to it meanwhile is found at the next look."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cells: Index = {}
        self._begun: dict[str, Place] = {}  # the files of a cell of which the last is not there yet
        self._size = self._end = 0

    def look(self) -> None:
        """Find the cells that are whole.

        Raises
        ------
        OSError
            If it cannot be read.
        """
        size = files.size(self.path)
        if size == self._size:
            return
        self._size = size
        if not self._end and (index := self._index(size)) is not None:
            self.cells, self._end = index, size
            return
        with files.opened(self.path) as file:
            self._scan(file, size)

    def _scan(self, file: BinaryIO, size: int) -> None:
        """Read the heads of what was added."""
        while self._end + BLOCK <= size:
            file.seek(self._end)
            head = file.read(BLOCK)
            try:
                member = tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
            except tarfile.HeaderError:  # the empty blocks at the end, or what a killed process left
                return
            after = self._end + BLOCK + -(-member.size // BLOCK) * BLOCK
            if after > size or member.size < 0 or member.type != tarfile.REGTYPE:
                return
            key, _, name = member.name.partition("/")
            if name:
                self._begun[name] = Place(self._end + BLOCK, member.size)
                if name == LAST:
                    self.cells[key], self._begun = self._begun, {}
            self._end = after

    def read(self, key: str, name: str) -> bytes:
        """The bytes of a file of a cell.

        Raises
        ------
        FileNotFoundError
            If the cell has no such file.
        OSError
            If it cannot be read.
        """
        place = self.cells[key].get(name)
        if place is None:
            raise FileNotFoundError(f"{self.path}: {key}/{name}")
        return files.read_part(self.path, *place)

    def _index(self, size: int) -> Index | None:
        """The index at the end; None if there is none, or none that is as it was written."""
        if size < TAIL:
            return None
        told = files.read_part(self.path, size - TAIL + BLOCK, WHERE.size)
        mark, offset, length, digest = WHERE.unpack(told)
        if mark != MARK or offset + length > size:
            return None
        text = files.read_part(self.path, offset, length)
        if hashlib.sha256(text).digest() != digest:
            return None
        return {key: {name: Place(*at) for name, at in cell.items()} for key, cell in json.loads(text).items()}


def _member(name: str, data: bytes) -> bytes:
    """A file as a part of an archive."""
    head = tarfile.TarInfo(name)
    head.size = len(data)
    return head.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % BLOCK)
