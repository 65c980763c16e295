"""Files of Arrow data are read here and nowhere else: by the calling thread, into memory that is not Python's.

pyarrow's own ways of reading hand the work to threads, and when they return, such a thread may still hold what it has
read. To release bytes or a file that are Python objects, it has to wait for the interpreter's lock. If the interpreter
ends meanwhile, it ends the waiting thread too, in the middle of a destructor, and the process is aborted: a script that
reads a table and ends would fail now and then, after it has done all of its work.

Here no thread is started, so none is left at work. And it is Arrow that maps the file into memory, so whoever releases
that memory, in whichever thread, needs no lock.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def read_parquet(path: Path) -> pa.Table:
    """Read a Parquet file as a whole.

    Raises
    ------
    OSError
        If there is no such file, or if it is a directory.
    pyarrow.ArrowException
        If it is damaged.
    """
    with pq.ParquetFile(_source(path), pre_buffer=False) as file:  # to read ahead takes threads
        return file.read(use_threads=False)


def open_ipc(path: Path) -> pa.ipc.RecordBatchFileReader:
    """Open a file of record batches, which are read when they are asked for and stay where they are mapped.

    Raises
    ------
    OSError
        If there is no such file, or if it is a directory.
    pyarrow.ArrowException
        If it is damaged.
    """
    return pa.ipc.open_file(_source(path), options=pa.ipc.IpcReadOptions(use_threads=False))


def _source(path: Path) -> pa.BufferReader:
    """A file's bytes: unlike a file, they are at hand, and no thread is sent for them."""
    path.open("rb").close()  # Python says better than pyarrow why a file cannot be opened
    with pa.memory_map(os.fsencode(path)) as file:  # takes no path for an address; as bytes, since not all are UTF-8
        return pa.BufferReader(file.read_buffer())
