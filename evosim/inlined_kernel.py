"""Kernels that compile in less than half the time, by private parts of numba, which may change with any version of it.

A kernel is compiled twice: for Python, and as code that other kernels take in. Those take it in as a whole and optimize
it with what is around it, so for them it is not optimized by itself, and gets no entry for Python; where Python enters,
nothing is taken into the entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _InlinedLibrary(JITCodeLibrary):
    """Code that is only ever taken into other code."""

    def _optimize_final_module(self) -> None:
        """Take in what is called and straighten loops; all else is done where this code is taken in."""
        passes, builder = self._codegen._module_pass_manager(
            loop_vectorize=False, slp_vectorize=False, opt=0, cost="cheap"
        )
        passes.run(self._final_module, builder)


class _InlinedCompiler(Compiler):
    """Numba's compiler, for code that is only ever taken into other code."""

    def compile_extra(self, func: Any) -> Any:
        """Compile a function into a library of that kind."""
        library = _InlinedLibrary(self.state.targetctx.codegen(), func.__qualname__)
        library.enable_object_caching()
        self.state.library = library
        return super().compile_extra(func)


_INLINED = {"forceinline": True, "no_cpython_wrapper": True, "pipeline_class": _InlinedCompiler}
BETWEEN = {**_INLINED, "_nrt": False}  # of what stands between kernels


def compiled(function: Callable[..., Any], counting: bool, **options: Any) -> Any:
    """The dispatcher of a kernel: for Python, and with another one inside for the kernels that call it."""
    njit: Any = numba.njit  # whose stubs do not know ``_nrt``
    dispatcher = _cached(njit(cache=True, **options, _nrt=counting)(function), "whole")
    part = _cached(njit(cache=True, **options, **_INLINED, _nrt=counting)(function), "part")
    dispatcher.get_call_template = _once(part.get_call_template)
    dispatcher.get_overload = part.get_overload
    return dispatcher


def try_out(**options: Any) -> None:
    """Compile a kernel of a line, for Python and into a caller; raises anything where numba is not as expected here."""
    kernel = compiled(_following, counting=False, **options)
    caller: Any = numba.njit(**options)(lambda number: kernel(number))
    kernel(caller(1))


def _following(number: int) -> int:
    return number + 1


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
