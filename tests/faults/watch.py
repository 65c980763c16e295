"""Inputs that are tried one after another, with an eye on exceptions, on time and on memory."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

SECONDS = 2.0  # of the processor that an input may take
CLOCK = 60.0  # seconds of the clock: the machine may be busy with other work
MEMORY = 10**9  # bytes beyond what the libraries have taken
DEAD = 120.0  # seconds of the clock after which a process is killed that does not react


class Slow(BaseException):
    """An input took too long; no part of the package may catch that."""


class Fault(Exception):
    """What came of an input is neither a result nor an error in words."""


class Came(NamedTuple):
    """What came of a batch: inputs tried, faults in words, the slowest input with its seconds, peak memory in bytes."""

    tried: int
    faults: list[tuple[int, str]]
    slowest: tuple[float, int]
    memory: int


@contextmanager
def timed() -> Iterator[None]:
    """Raise ``Slow`` in the main thread when the time is up."""

    began = time.process_time()

    def up(number: int, frame: FrameType | None) -> None:
        left = SECONDS - (time.process_time() - began)
        if number == signal.SIGPROF and left > 0:  # that clock counts roughly
            signal.setitimer(signal.ITIMER_PROF, left + 0.01)
            return
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "?"
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # once more, for what may have swallowed this
        raise Slow(place)

    before = {one: signal.signal(one, up) for one in (signal.SIGPROF, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, CLOCK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for one, handler in before.items():
            signal.signal(one, handler)


def outcome(attempt: Callable[[], object]) -> tuple[str, float]:
    """What is wrong with what an attempt comes to, empty if nothing is, and the processor's seconds that it took."""
    began = time.process_time()
    try:
        with timed():
            attempt()
    except Slow as slow:
        trail = "".join(traceback.format_tb(slow.__traceback__)[-12:])
        return f"more than {SECONDS:g} s: {slow}\n{trail}", time.process_time() - began
    except Exception as error:
        return "".join(traceback.format_exception(error)[-14:]), time.process_time() - began
    taken = time.process_time() - began
    return (f"{taken:.1f} s" if taken > SECONDS else ""), taken


def limit_memory() -> None:
    """Let this process take no more than ``MEMORY`` beyond what it has: then allocating fails, which is seen."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def serve(numbers: range, attempt: Callable[[int], Callable[[], object]], out: Any) -> None:
    """Try inputs by number, and write to ``out`` what comes of each: its number before, and a line of JSON after it."""
    for number in numbers:
        out.write(f"{number}\n")
        out.flush()
        fault, seconds = outcome(attempt(number))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        out.write(json.dumps([number, fault, seconds, peak]) + "\n")
    out.flush()


class Watch(threading.Thread):
    """Kills a process that says nothing for too long; its first words may take longer, as they come after imports."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self.process, self.limit, self.over = process, time.monotonic() + 10 * DEAD, threading.Event()
        self.start()

    def heard(self) -> None:
        """It has said something."""
        self.limit = time.monotonic() + DEAD

    def run(self) -> None:
        while not self.over.wait(1.0):
            if time.monotonic() > self.limit:
                self.process.kill()


def batch(command: list[str], first: int, last: int) -> Came:
    """Run a process that serves a range of inputs; where it dies or hangs, go on behind that input with another.

    When it is interrupted it returns what came so far.
    """
    tried, faults, slowest, memory = 0, [], (0.0, 0), 0
    while first < last:
        process = subprocess.Popen([*command, str(first), str(last)], stdout=subprocess.PIPE, text=True)
        watch, at = Watch(process), None
        assert process.stdout is not None
        try:
            for line in process.stdout:
                watch.heard()
                if not line.startswith("["):
                    at = int(line)
                    continue
                number, fault, seconds, peak = json.loads(line)
                tried, memory, slowest = tried + 1, max(memory, peak), max(slowest, (seconds, number))
                faults += [(number, fault)] * bool(fault)
        except KeyboardInterrupt:
            process.kill()
            break
        finally:
            watch.over.set()
        if process.wait() == 0:
            break
        faults.append((at or first, f"the process ended with {process.returncode}, or was silent for {DEAD:g} s"))
        if at is None:  # it never began
            break
        first = at + 1
    return Came(tried, faults, slowest, memory)


def own_output() -> Any:
    """Standard output, also where a command's output is caught."""
    return os.fdopen(os.dup(1), "w")


def entries(folder: str) -> Iterator[str]:
    """All that is in a folder and in the folders in it."""
    for one in os.scandir(folder):
        yield one.path
        if one.is_dir(follow_symlinks=False):
            yield from entries(one.path)


def stat(path: Path) -> tuple[int, ...]:
    """What shows that a file was written to, or is another; nothing if it is gone."""
    try:
        told = os.lstat(path)
    except OSError:
        return ()
    return told.st_mode, told.st_ino, told.st_size, told.st_mtime_ns
