"""How much room there is, in memory and on a disk, for what is about to begin."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

GROUP = Path("/sys/fs/cgroup")  # of a container, or of a job of a cluster: what it may take, and has taken


def available_memory() -> float:
    """Bytes that new arrays and processes can take: of the machine without swapping, and within what is allowed."""
    return max(0.0, min(_of_machine(), _of_group(GROUP), _of_process()))


def available_disk(path: Path) -> float:
    """Bytes that are free on the disk on which a directory is, or would be made; infinite if nobody can say."""
    while not path.exists() and path != path.parent:
        path = path.parent
    try:
        return float(shutil.disk_usage(path).free)
    except OSError:
        return float("inf")


def amount(count: float) -> str:
    """So many bytes in words: 75 kB, 1.5 GB."""
    for size, unit in ((1e9, "GB"), (1e6, "MB")):
        if count >= 0.95 * size:
            return f"{count / size:.1f} {unit}" if count < 99.5 * size else f"{count / size:,.0f} {unit}"
    return f"{count / 1e3:.0f} kB"


def _of_machine() -> float:
    try:
        with open("/proc/meminfo") as lines:
            return next(float(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        asked = getattr(os, "sysconf", None)  # Windows has none
        return float(asked("SC_PAGE_SIZE") * asked("SC_PHYS_PAGES")) if asked else float("inf")


def _of_group(folder: Path) -> float:
    """What a control group leaves; the files that it has read give way, so they do not count as taken."""
    try:
        most = float((folder / "memory.max").read_text())
        told = dict(line.split(maxsplit=1) for line in (folder / "memory.stat").read_text().splitlines())
        return most - float(told["anon"])
    except (OSError, ValueError, KeyError):  # there is none, or it sets no limit
        return float("inf")


def _of_process() -> float:
    """What ``ulimit -v`` leaves to this process."""
    try:
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[0]
        if most == resource.RLIM_INFINITY:
            return float("inf")
        return float(most - int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize())
    except (ImportError, OSError, ValueError):
        return float("inf")
