"""Files of Arrow data are read here and nowhere else: by the calling thread, into memory that is not Python's.

pyarrow's own ways of reading hand the work to threads, and when they return, such a thread may still hold what it has
read. To release bytes or a file that are Python objects, it has to wait for the interpreter's lock. If the interpreter
ends meanwhile, it ends the waiting thread too, in the middle of a destructor, and the process is aborted: a script that
reads a table and ends would fail now and then, after it has done all of its work.

Here no thread is started, so none is left at work. And the memory is Arrow's, so whoever releases it, in whichever
thread, needs no lock.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from evosim import files


def read_parquet(path: Path) -> pa.Table:
    """Read a Parquet file as a whole.

    Raises
    ------
    OSError
        If there is no such file, or if something else stands there.
    pyarrow.ArrowException
        If it is damaged.
    """
    source = pa.BufferReader(_kept(files.read(path)))
    ahead = {"pre_buffer": False}  # that would take threads
    with pq.ParquetFile(source, page_checksum_verification=True, **ahead) as file:
        return file.read(use_threads=False)


def read_ipc(data: bytes) -> pa.Table:
    """The table in the bytes of a file of record batches.

    Raises
    ------
    pyarrow.ArrowException
        If they are damaged.
    """
    return _batches(pa.BufferReader(_kept(data))).read_all()


def open_ipc(path: Path) -> pa.ipc.RecordBatchFileReader:
    """Open a file of record batches, which are read when they are asked for and stay where they are mapped.

    Raises
    ------
    OSError
        If there is no such file, or if something else stands there.
    pyarrow.ArrowException
        If it is damaged.
    """
    files.size(path)
    with pa.memory_map(os.fsencode(path)) as file:  # takes no path for an address; as bytes, since not all are UTF-8
        return _batches(pa.BufferReader(file.read_buffer()))


def _batches(source: pa.BufferReader) -> pa.ipc.RecordBatchFileReader:
    return pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(use_threads=False))


def _kept(data: bytes) -> pa.Buffer:
    """A copy in Arrow's own memory."""
    sink = pa.BufferOutputStream()
    sink.write(data)
    return sink.getvalue()
