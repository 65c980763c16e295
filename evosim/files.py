"""Files on disks that others write to as well.

Only regular files are opened: a pipe, a device or a link in the place of one is an error, and never waited for. A file
is replaced as a whole, and only if it is absent or a regular file.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import stat
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO

DRAFT = ".draft."  # how the names of files begin that are not whole yet
LARGEST = 2**31  # bytes of a file that is read into memory
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
FULL = {"ENOSPC", "EDQUOT", "EROFS"}  # how systems say that a disk takes no more, whatever the file


class NotRegular(OSError):
    """What stands in the place of a regular file."""


def read(path: Path, most: int = LARGEST) -> bytes:
    """The bytes of a regular file.

    Raises
    ------
    OSError
        If there is none, if something else stands there, or if it has more than ``most`` bytes.
    """
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise OSError(errno.EFBIG, f"it has {size:,} bytes, and at most {most:,} are read", str(path))
        return file.read(size)


def read_part(path: Path, offset: int, size: int) -> bytes:
    """So many bytes of a regular file, or those that there are; raises like ``read``."""
    with opened(path) as file:
        file.seek(offset)
        return file.read(size)


def size(path: Path) -> int:
    """The bytes of a regular file; raises like ``read``."""
    with opened(path) as file:
        return os.fstat(file.fileno()).st_size


def opened(path: Path) -> BinaryIO:
    """A regular file, open to be read; raises like ``read``."""
    if not flag("O_NOFOLLOW") and path.is_symlink():
        raise _odd(path)
    try:
        handle = os.open(path, os.O_RDONLY | flag("O_NONBLOCK") | flag("O_NOFOLLOW") | flag("O_BINARY"))
    except OSError as failure:
        if failure.errno in (errno.ELOOP, errno.ENXIO):  # a link; a socket, or a pipe
            raise _odd(path) from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _odd(path)
    return os.fdopen(handle, "rb")


def write(path: Path, data: bytes) -> None:
    """Replace a file as a whole: temporary name, sync, rename.

    Raises
    ------
    OSError
        If it cannot be written, or if something stands there that is no regular file; then nothing is left behind.
    """
    with replacing(path) as draft:
        create(draft, data)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a draft, which the block writes and syncs; it then replaces a file. Raises like ``write``."""
    replaceable(path)
    draft = draft_of(path)
    try:
        draft.unlink(missing_ok=True)  # a process of this number may have left it
        yield draft
        os.replace(draft, path)
    except BaseException as failure:
        draft.unlink(missing_ok=True)
        if isinstance(failure, OSError) and str(failure.filename) == str(draft):
            failure.filename = str(path)  # nobody has heard of drafts
        raise
    sync(path.parent)


def create(path: Path, data: bytes) -> None:
    """Write a new file and make sure that its bytes are on the disk.

    Raises
    ------
    OSError
        If it cannot be written, or if anything stands there; then nothing is left behind.
    """
    create_all(path.parent, {path.name: data})


def create_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write new files of a folder, in this order; their bytes are on the disk when this returns.

    All are asked for at once: a disk that is asked for one after another takes as long for each as for all. Raises like
    ``create``.
    """
    made: list[Path] = []
    path = folder
    try:
        with ExitStack() as stack:
            handles = []
            for name, data in contents.items():
                path = folder / name
                handle = os.open(path, NEW | flag("O_NOFOLLOW") | flag("O_BINARY"), 0o666)
                made.append(path)
                file = stack.enter_context(os.fdopen(handle, "wb"))
                file.write(data)
                file.flush()
                handles.append(handle)
            if len(handles) == 1:
                os.fsync(handles[0])
            else:
                list(_waiting(os.getpid()).map(os.fsync, handles))
    except BaseException as failure:
        for one in made:
            one.unlink(missing_ok=True)
        if isinstance(failure, OSError):
            failure.filename = str(path)  # writing by handles names none
        raise


@cache
def _waiting(process: int) -> ThreadPoolExecutor:
    """Threads that do nothing but wait for the disk, of this process: a copy of it has none of them."""
    return ThreadPoolExecutor(16, "sync")


def add(path: Path, data: bytes) -> None:
    """Write a new file that is whole from the first moment on. Raises like ``create``, and never replaces anything."""
    draft = draft_of(path)
    draft.unlink(missing_ok=True)
    create(draft, data)
    try:
        os.link(draft, path)
    except FileExistsError as failure:
        raise FileExistsError(failure.errno, failure.strerror, str(path)) from None
    except OSError:  # a file system without links
        create(path, data)
    finally:
        draft.unlink(missing_ok=True)


def full(failure: OSError) -> bool:
    """Whether a disk takes no more, so that any other file would fail as well."""
    return errno.errorcode.get(failure.errno or 0) in FULL


def draft_of(path: Path) -> Path:
    """The name beside a file, or a directory, under which this process writes it until it is whole."""
    return path.with_name(f"{DRAFT}{host()}.{os.getpid()}.{path.name}")


def host() -> str:
    """The name of this machine, without a dot."""
    return socket.gethostname().replace(".", "_")


def ended(machine: str, process: int) -> bool:
    """Whether a process was of this machine and has ended; of others, and beyond POSIX, it cannot be said."""
    if machine != host() or process <= 0 or os.name != "posix":  # elsewhere signal 0 would end the process
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def sweep(folder: Path) -> None:
    """Remove from a folder what processes of this machine that have ended were writing."""
    for path in folder.glob(f"{DRAFT}*"):
        machine, _, rest = path.name.removeprefix(DRAFT).partition(".")
        process = rest.partition(".")[0]
        if process.isdigit() and ended(machine, int(process)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def replaceable(path: Path) -> None:
    """Raise ``NotRegular`` if something stands in a file's place that is no regular file."""
    if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
        raise _odd(path)


def sync(path: Path) -> None:
    """Make sure that a directory's entries are on the disk, where a system has a way to ask for that."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _odd(path: Path) -> NotRegular:
    kind = stat.S_IFMT(os.lstat(path).st_mode) if os.path.lexists(path) else 0
    names = {stat.S_IFDIR: "a directory", stat.S_IFLNK: "a symbolic link", stat.S_IFIFO: "a pipe",
             stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}  # fmt: skip
    return NotRegular(errno.EINVAL, f"{names.get(kind, 'nothing')} in the place of a regular file", str(path))


def flag(name: str) -> int:
    """A flag of ``os.open``, where the system knows it."""
    return int(getattr(os, name, 0))
