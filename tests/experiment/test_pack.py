"""Packs hold what was put into them, whatever becomes of their writer."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.experiment.pack import TAIL, Pack, Packed
from evosim.experiment.store import DONE, Store

CELLS = {
    f"k{n}": {"a.txt": bytes([n]) * n, "empty": b"", "b.npz": bytes(range(256)) * n, DONE: b"{}"} for n in range(5)
}


def written(path: Path, close: bool = True) -> Path:
    pack = Pack(path)
    for key, cell in CELLS.items():
        pack.add(key, cell)
    if close:
        pack.close()
    return path


def found(path: Path) -> dict[str, dict[str, bytes]]:
    pack = Packed(path)
    pack.look()
    return {key: {name: pack.read(key, name) for name in files} for key, files in pack.cells.items()}


@pytest.mark.parametrize("close", [True, False])
def test_what_is_written_is_read(tmp_path: Path, close: bool) -> None:
    assert found(written(tmp_path / "a.tar", close)) == CELLS


def test_it_is_an_archive_that_others_can_read(tmp_path: Path) -> None:
    with tarfile.open(written(tmp_path / "a.tar")) as archive:
        names = archive.getnames()
        assert names == [f"{key}/{name}" for key, cell in CELLS.items() for name in cell] + ["index.json", "end"]
        assert archive.extractfile("k3/b.npz").read() == CELLS["k3"]["b.npz"]  # type: ignore[union-attr]


def test_what_is_added_is_found_at_the_next_look(tmp_path: Path) -> None:
    writer, reader = Pack(tmp_path / "a.tar"), Packed(tmp_path / "a.tar")
    reader.look()
    for number, (key, cell) in enumerate(CELLS.items(), start=1):
        writer.add(key, cell)
        reader.look()
        assert len(reader.cells) == number
    writer.close()
    reader.look()
    assert {key: set(files) for key, files in reader.cells.items()} == {key: set(cell) for key, cell in CELLS.items()}


@given(st.data())
def test_a_pack_that_was_cut_keeps_what_is_whole(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = written(tmp_path_factory.mktemp("cut") / "a.tar", close=data.draw(st.booleans()))
    size = path.stat().st_size
    os.truncate(path, data.draw(st.integers(0, size)))
    left = found(path)
    assert list(left) == list(CELLS)[: len(left)]
    assert all(left[key] == CELLS[key] for key in left)


@given(st.data())
def test_a_changed_byte_is_never_believed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("flip")
    store = Store(folder)
    cells = {f"k{n}": {"a.txt": bytes([n]) * n, "b": bytes(range(256))} for n in range(4)}
    for key, cell in cells.items():
        store.write(key, cell, packed=True)
    store.close()
    (path,) = folder.glob("*.tar")
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    again = Store(folder)
    again.look()
    for key, cell in cells.items():
        if again.fault(key) is None:
            assert all(again.read(key, name) == told for name, told in cell.items())


def test_a_damaged_index_is_not_needed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tar")
    content = bytearray(path.read_bytes())
    content[-TAIL - 40] ^= 1
    path.write_bytes(content)
    assert found(path) == CELLS


def test_a_full_disk_leaves_a_pack_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = Pack(tmp_path / "a.tar")
    pack.add("k", CELLS["k1"])
    real = os.write

    def half(handle: int, data: memoryview) -> int:
        real(handle, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(OSError, match="No space"):
        pack.add("l", CELLS["k2"])
    monkeypatch.undo()
    pack.add("m", CELLS["k3"])
    assert found(pack.path) == {"k": CELLS["k1"], "m": CELLS["k3"]}
    pack.close()
    assert found(pack.path) == {"k": CELLS["k1"], "m": CELLS["k3"]}


def test_packs_count_beside_directories(tmp_path: Path) -> None:
    one, other = Store(tmp_path), Store(tmp_path)
    one.write("k", {"a": b"1"}, packed=True)
    other.write("l", {"a": b"2"}, packed=True)
    other.write("m", {"a": b"3"})
    one.write("n" * 200, {"a" * 120: b"4"}, packed=True)  # too long a name for an archive
    one.close()
    other.close()
    reader = Store(tmp_path)
    assert reader.keys() == ["k", "l", "m", "n" * 200]
    assert [reader.read(key, "a") for key in "klm"] == [b"1", b"2", b"3"]
    assert reader.read("k", "b") is None
    assert reader.read("x", "a") is None
    assert len(list(tmp_path.glob("*.tar"))) == 2


def test_a_damaged_cell_of_a_pack_is_stored_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("k", {"a": b"once"}, packed=True)
    store.close()
    (path,) = tmp_path.glob("*.tar")
    path.write_bytes(path.read_bytes().replace(b"once", b"0nce"))
    again = Store(tmp_path)
    again.look()
    assert again.fault("k") == "a does not match its hash"
    assert again.set_aside("k") == path
    again.write("k", {"a": b"once"}, packed=True)
    again.look()
    assert again.fault("k") is None
    assert again.read("k", "a") == b"once"


def test_an_empty_pack_is_removed(tmp_path: Path) -> None:
    Pack(tmp_path / "a.tar").close()
    assert not list(tmp_path.iterdir())
