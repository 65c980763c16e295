"""The one decorator policy of all kernels, how they call parts of a brain or a world, and where compiled code is kept.

Strict arithmetic (no fastmath), so that the same bits come out on every processor; ``nogil``, so that plain Python
threads run one kernel on several slices of a population; a disk cache named by the hash of all kernel sources, because
numba does not notice when a callee in another file has changed (numba#1833, #9483).
"""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
from numba.extending import overload

from evosim.private import private

HERE = Path(__file__).parent


def _sources() -> str:
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*kernel.py")):
        digest.update(path.relative_to(HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _places() -> Iterator[Path]:
    """Where caches may be: $NUMBA_CACHE_DIR, or else $XDG_CACHE_HOME or ~/.cache; then the temporary folder."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    yield Path(named) if named else Path(base) / "evosim"
    yield Path(tempfile.gettempdir()) / f"evosim-{_user()}"


def _user() -> str:
    """A name for this user; in containers there may be none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "user"


CACHE = private(_places(), f"kernels-{_sources()}")
setattr(numba.config, "CACHE_DIR", str(CACHE))  # noqa: B010  (its stubs know no such setting)


STRICT: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def kernel(function: Callable[..., Any]) -> Any:
    """Compile ``function`` on first call, with strict arithmetic and a disk cache; it may not make arrays.

    For it arrays are borrowed: it does not count who holds them. Counting is atomic, happens whenever an array is taken
    out of a tuple or cut, and was two thirds of the time of a life.
    """
    return _compiled(function, counting=False)


def allocating_kernel(function: Callable[..., Any]) -> Any:
    """Compile ``function`` likewise; it may make arrays, and counts references for that."""
    return _compiled(function, counting=True)


def for_each(verb: str, given: str) -> Callable[..., None]:
    """Return a function for kernels that calls the kernel named ``verb`` of every part that has one.

    Its arguments are a tuple of parts, a tuple of their workspaces, and those ``given`` by name, which all are passed.
    A part is a named tuple whose class stands in a ``kernel.py``; the kernels of that file are its verbs. Which parts
    there are is known when the caller is compiled, so a part that is absent costs neither time nor compilation. A part
    whose field ``on`` is false is passed over.
    """
    arguments = f"parts, workspaces, {given}"

    def write(parts: Any) -> Callable[..., Any]:
        kernels = [getattr(sys.modules[part.instance_class.__module__], verb, None) for part in parts]
        lines = [
            f"    if parts[{i}].on: kernel{i}(parts[{i}], workspaces[{i}], {given})"
            for i, one in enumerate(kernels)
            if one is not None
        ]
        return _written(f"{verb}_of_each", arguments, lines, {f"kernel{i}": one for i, one in enumerate(kernels)})

    return _chosen(verb, arguments, write)


def switch(kernels: Sequence[Any]) -> Any:
    """Return a function for kernels that calls one of ``kernels``, which take the same arguments.

    The field ``kind`` of the first argument says which, counted from 1; with 0 nothing is called.
    """
    lines = [f"    if what.kind == {kind}: kernel{kind}(what, *given)" for kind in range(1, len(kernels) + 1)]
    names = {f"kernel{kind}": one for kind, one in enumerate(kernels, 1)}
    how = _between(forceinline=False)
    return numba.njit(**how)(_written("chosen", "what, *given", lines, names))


def beside(verb: str, given: str, otherwise: Any) -> Callable[..., None]:
    """Return a function for kernels that calls the kernel named ``verb`` in the file of its first argument's class.

    If there is none it calls ``otherwise``. Which it is is known when the caller is compiled, as in ``for_each``.
    """
    arguments = f"part, {given}"

    def write(part: Any) -> Callable[..., Any]:
        one = getattr(sys.modules[part.instance_class.__module__], verb, otherwise)
        return _written(f"{verb}_beside", arguments, [f"    chosen({arguments})"], {"chosen": one})

    return _chosen(verb, arguments, write)


def calls(verb: str, given: str) -> Callable[..., Any]:
    """Return a function for kernels that calls the kernel named ``verb`` in the file of its first argument's class.

    It returns what that kernel returns; every class must have one. Which it is is known as in ``for_each``.
    """
    arguments = f"part, {given}"

    def write(part: Any) -> Callable[..., Any]:
        one = getattr(sys.modules[part.instance_class.__module__], verb)
        return _written(f"{verb}_called", arguments, [f"    return chosen({arguments})"], {"chosen": one})

    return _chosen(verb, arguments, write)


def _chosen(verb: str, arguments: str, write: Callable[[Any], Callable[..., Any]]) -> Callable[..., Any]:
    """A function for kernels that calls what ``write`` makes of the type of its first argument."""
    call = _written(verb, arguments, [], {})
    first, *_ = arguments.split(",")
    choose = _written(verb, arguments, [f"    return write({first})"], {"write": write})
    how: dict[str, Any] = {"jit_options": _between(), "inline": "always"}
    overload(call, **how)(choose)
    return call


def _written(name: str, arguments: str, lines: list[str], names: dict[str, Any]) -> Callable[..., Any]:
    """A function of these lines; written out, because numba compiles each function by itself, and recursion costs."""
    scope = dict(names)
    exec("\n".join([f"def {name}({arguments}):", *(lines or ["    pass"])]), scope)
    written: Callable[..., Any] = scope[name]
    return written


def _compiled(function: Callable[..., Any], counting: bool) -> Any:
    """The dispatcher of a kernel; what numba compiles by itself is not kept, for it knows no fields of named tuples."""
    inlined, njit = _inlined(), numba.njit
    return inlined.compiled(function, counting, **STRICT) if inlined else njit(**STRICT)(function)


def _between(**more: Any) -> dict[str, Any]:
    """Options of what stands between kernels."""
    inlined = _inlined()
    return {**STRICT, **inlined.BETWEEN, **more} if inlined else STRICT


@cache
def _inlined() -> ModuleType | None:
    """The module that compiles kernels in less time; None where numba's private parts are not as it expects.

    Numba then compiles by itself, to the same bits. Which of the two is tried out once for each version.
    """
    try:
        from evosim import inlined_kernel

        if not compiled("trial"):
            inlined_kernel.try_out(**STRICT)
            mark_compiled("trial")
    except OSError:  # of the place for caches
        raise
    except Exception:  # whatever may come of private parts that have changed
        return None
    return inlined_kernel


def compiled(what: str) -> bool:
    """Whether a run of this version has compiled here what goes by that name, so that no compilation lies ahead."""
    return _mark(what).exists()


def mark_compiled(what: str) -> None:
    """Note that it is."""
    CACHE.mkdir(parents=True, exist_ok=True)
    _mark(what).touch()


def _mark(what: str) -> Path:
    return CACHE / f"compiled-{numba.__version__}-{sys.version_info.major}.{sys.version_info.minor}-{what}"
