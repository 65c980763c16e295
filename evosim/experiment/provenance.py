"""Where a result comes from: version, commit, libraries, machine, command, cost."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution, version
from math import isnan, nan
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

LIBRARIES = (
    "numpy",
    "numba",
    "deap",
    "networkx",
    "scipy",
    "pydantic",
    "click",
    "rich",
    "pyarrow",
    "matplotlib",
    "jinja2",
)


def provenance(seed: int, command: list[str], started: str, elapsed: float, quick: bool) -> dict[str, Any]:
    """Everything about a run that is not in its scenario. ``elapsed`` in seconds, memory in MB."""
    memory = peak_memory()
    return {
        "sources": sources(),
        "evosim": _version("evosim-mesa"),
        "commit": _git("rev-parse", "HEAD"),
        "patch": _git("diff", "HEAD"),
        "python": sys.version.split()[0],
        "libraries": {name: _version(name) for name in LIBRARIES},
        "system": platform.platform(),
        "processor": _processor(),
        "command": command,
        "seed": seed,
        "quick": quick,
        "started": started,
        "elapsed": round(elapsed, 3),
        "peak_memory_mb": None if isnan(memory) else memory,
    }


@cache
def sources() -> str:
    """A hash of the package's own files, which tells two states of the code apart where there is no commit."""
    home = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def peak_memory() -> float:
    """Largest resident size of this process or one of its finished workers, in MB; NaN if the system tells none."""
    try:
        import resource
    except ImportError:  # Windows has none
        return nan
    unit = 1 if sys.platform == "darwin" else 1024
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return round(max(used) * unit / 1e6, 1)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _git(*words: str) -> str | None:
    """What git says of the checkout this package lies in, or was installed from."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        root = _origin() or root
    if not (root / ".git").exists():
        return None
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _origin() -> Path | None:
    """The directory that the package was installed from, if it is still there (PEP 610)."""
    try:
        url = json.loads(distribution("evosim-mesa").read_text("direct_url.json") or "{}").get("url", "")
    except (PackageNotFoundError, ValueError):
        return None
    path = Path(unquote(urlparse(url).path))
    return path if url.startswith("file:") and path.is_dir() else None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")),
        platform.processor(),
    )
