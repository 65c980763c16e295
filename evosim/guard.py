"""How commands end: users' errors, interruptions and full disks, each with one message and a status of its own."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from evosim.files import NotRegular
from evosim.plain import plain

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
GOES_ON = "finished cells are kept, and the same command goes on from here"
GOING_ON = ("run", "ledger")  # commands; of others nothing was begun that could go on


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn users' errors into one message and exit status 2, interruption into 130, a full disk and its like into 1."""

    @wraps(command)
    def inner(*args: Any, **kwargs: Any) -> Any:
        from evosim.scenario import ScenarioError

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # terminals that cannot show ×, or names that are no UTF-8
        try:
            with interruptible():
                return command(*args, **kwargs)
        except ScenarioError as error:
            _complain(_readable(str(error)))
            sys.exit(BAD_INPUT)
        except NotRegular as error:  # what was named, or stands in a run, is nothing that may be read or replaced
            _complain(f"{error.filename}: {error.strerror}")
            sys.exit(BAD_INPUT)
        except KeyboardInterrupt:
            _complain(f"interrupted; {GOES_ON}")
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
            if command.__name__ in GOING_ON:
                _complain(f"nobody reads what is printed: stopped; {GOES_ON}")
            sys.exit(FAILED)
        except OSError as error:
            told = f"{error.strerror or error}: {error.filename or 'no file named'}"
            _complain(f"{told}; {GOES_ON}" if command.__name__ in GOING_ON else told)
            sys.exit(FAILED)

    return inner


def _complain(text: str) -> None:
    click.echo(plain(text), err=True)


def _readable(text: str) -> str:
    """Lines broken between words on a terminal; elsewhere each problem stays on its line, for programs that read it."""
    if not sys.stderr.isatty():
        return text
    from evosim.console import wrapped

    return "\n".join(map(wrapped, text.splitlines()))


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the signals that end programs, politely, do what Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    polite = [sign for sign in known if signal.getsignal(sign) is signal.SIG_DFL]
    for sign in polite:
        signal.signal(sign, signal.default_int_handler)
    try:
        yield
    finally:
        for sign in polite:
            signal.signal(sign, signal.SIG_DFL)
