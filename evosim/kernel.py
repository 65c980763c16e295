"""The one decorator policy of all kernels, how they call parts of a brain or a world, and where compiled code is kept.

Strict arithmetic (no fastmath), so that the same bits come out on every processor; ``nogil``, so that plain Python
threads run one kernel on several slices of a population; a disk cache named by the hash of all kernel sources, because
numba does not notice when a callee in another file has changed (numba#1833, #9483).
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numba
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.extending import overload

HERE = Path(__file__).parent


def _sources() -> str:
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*kernel.py")):
        digest.update(path.relative_to(HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _home() -> Path:
    """The first place for caches that can be written: $NUMBA_CACHE_DIR, $XDG_CACHE_HOME, ~/.cache, temporary."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    for place in (
        Path(named) if named else Path(base) / "evosim",
        Path(tempfile.gettempdir()) / f"evosim-{os.getuid()}",
    ):
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            return place
    return Path(tempfile.mkdtemp(prefix="evosim-"))


CACHE = _home() / f"kernels-{_sources()}"
setattr(numba.config, "CACHE_DIR", str(CACHE))  # noqa: B010  (its stubs know no such setting)


STRICT = {"nogil": True, "error_model": "numpy"}


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

    call = _written(verb, arguments, [], {})
    choose = _written(verb, arguments, ["    return write(parts)"], {"write": write})
    how: dict[str, Any] = {"jit_options": {**STRICT, **PART, "_nrt": False}, "inline": "always"}
    overload(call, **how)(choose)
    return call


def switch(kernels: Sequence[Any]) -> Any:
    """Return a function for kernels that calls one of ``kernels``, which take the same arguments.

    The field ``kind`` of the first argument says which, counted from 1; with 0 nothing is called.
    """
    lines = [f"    if what.kind == {kind}: kernel{kind}(what, *given)" for kind in range(1, len(kernels) + 1)]
    names = {f"kernel{kind}": one for kind, one in enumerate(kernels, 1)}
    njit: Any = numba.njit
    how = {**STRICT, **PART, "forceinline": False, "_nrt": False}
    return njit(**how)(_written("chosen", "what, *given", lines, names))


def beside(verb: str, given: str, otherwise: Any) -> Callable[..., None]:
    """Return a function for kernels that calls the kernel named ``verb`` in the file of its first argument's class.

    If there is none it calls ``otherwise``. Which it is is known when the caller is compiled, as in ``for_each``.
    """
    arguments = f"part, {given}"

    def write(part: Any) -> Callable[..., Any]:
        one = getattr(sys.modules[part.instance_class.__module__], verb, otherwise)
        return _written(f"{verb}_beside", arguments, [f"    chosen({arguments})"], {"chosen": one})

    call = _written(verb, arguments, [], {})
    choose = _written(verb, arguments, ["    return write(part)"], {"write": write})
    how: dict[str, Any] = {"jit_options": {**STRICT, **PART, "_nrt": False}, "inline": "always"}
    overload(call, **how)(choose)
    return call


def calls(verb: str, given: str) -> Callable[..., Any]:
    """Return a function for kernels that calls the kernel named ``verb`` in the file of its first argument's class.

    It returns what that kernel returns; every class must have one. Which it is is known as in ``for_each``.
    """
    arguments = f"part, {given}"

    def write(part: Any) -> Callable[..., Any]:
        one = getattr(sys.modules[part.instance_class.__module__], verb)
        return _written(f"{verb}_called", arguments, [f"    return chosen({arguments})"], {"chosen": one})

    call = _written(verb, arguments, [], {})
    choose = _written(verb, arguments, ["    return write(part)"], {"write": write})
    how: dict[str, Any] = {"jit_options": {**STRICT, **PART, "_nrt": False}, "inline": "always"}
    overload(call, **how)(choose)
    return call


def _written(name: str, arguments: str, lines: list[str], names: dict[str, Any]) -> Callable[..., Any]:
    """A function of these lines; written out, because numba compiles each function by itself, and recursion costs."""
    scope = dict(names)
    exec("\n".join([f"def {name}({arguments}):", *(lines or ["    pass"])]), scope)
    written: Callable[..., Any] = scope[name]
    return written


def _compiled(function: Callable[..., Any], counting: bool) -> Any:
    """The dispatcher of a kernel: for Python, and with another one inside for the kernels that call it.

    Callers take a kernel in as a whole and optimize it with what is around it, so for them it is not optimized by
    itself, and gets no entry for Python; where Python enters, nothing is taken into the entry. Without this compilation
    takes more than twice as long.
    """
    njit: Any = numba.njit  # whose stubs do not know ``_nrt``
    dispatcher = _cached(njit(cache=True, **STRICT, _nrt=counting)(function), "whole")
    part = _cached(njit(cache=True, **STRICT, **PART, _nrt=counting)(function), "part")
    dispatcher.get_call_template = _once(part.get_call_template)
    dispatcher.get_overload = part.get_overload
    return dispatcher


class _PartLibrary(JITCodeLibrary):
    """Code that is only ever taken into other code."""

    def _optimize_final_module(self) -> None:
        """Take in what is called and straighten loops; all else is done where this code is taken in."""
        passes, builder = self._codegen._module_pass_manager(
            loop_vectorize=False, slp_vectorize=False, opt=0, cost="cheap"
        )
        passes.run(self._final_module, builder)


class _PartCompiler(Compiler):
    """Numba's compiler, for code that is only ever taken into other code."""

    def compile_extra(self, func: Any) -> Any:
        """Compile a function into a library of that kind."""
        library = _PartLibrary(self.state.targetctx.codegen(), func.__qualname__)
        library.enable_object_caching()
        self.state.library = library
        return super().compile_extra(func)


PART = {"forceinline": True, "no_cpython_wrapper": True, "pipeline_class": _PartCompiler}


def _cached(dispatcher: Any, kind: str) -> Any:
    """The same with its compiled code kept in files of its own for each kind, known by the fields of named tuples."""
    dispatcher._cache._index_key = _by_field(dispatcher._cache._index_key, kind)
    dispatcher._cache.load_overload = _forgiving(dispatcher._cache)
    return dispatcher


def _once(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """Resolve a call for the types of its arguments, or numba would compile anew for every constant that is passed."""
    return lambda args, keywords: resolve(tuple(map(numba.types.unliteral, args)), keywords)


def _by_field(key: Callable[..., Any], kind: str) -> Callable[..., Any]:
    """Know compiled code by the fields of its named tuples too: it reads them by place, and they may have moved."""

    def index_key(signature: Any, codegen: Any) -> Any:
        return (*key(signature, codegen), kind, *map(_fields, signature))

    return index_key


def _fields(of: Any) -> tuple[Any, ...]:
    """The names of the fields of a named tuple and of all that are nested in it."""
    inner = getattr(of, "types", ()) if isinstance(of, numba.types.BaseTuple) else ()
    return (getattr(of, "fields", ()), *filter(any, map(_fields, inner)))


def _forgiving(cache: Any) -> Callable[..., Any]:
    """Load from a cache, but empty it where it is damaged: numba takes its files on trust."""
    load = cache.load_overload

    def load_overload(*signature: Any) -> Any:
        try:
            return load(*signature)
        except Exception:  # whatever unpickling a damaged file may raise
            cache.flush()
            return None

    return load_overload


def compiled(what: str) -> bool:
    """Whether a run of this version has compiled here what goes by that name, so that no compilation lies ahead."""
    return _mark(what).exists()


def mark_compiled(what: str) -> None:
    """Note that it is."""
    CACHE.mkdir(parents=True, exist_ok=True)
    _mark(what).touch()


def _mark(what: str) -> Path:
    return CACHE / f"compiled-{numba.__version__}-{sys.version_info.major}.{sys.version_info.minor}-{what}"
