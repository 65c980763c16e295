"""The terminal that tables are printed to."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from shutil import get_terminal_size
from textwrap import fill

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from evosim.plain import plain

PIPE = 80  # columns where there is no terminal


class Plain(Console):
    """A console that no text can steer."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Let nothing steer the terminal but the console itself."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=plain(segment.text))


class Outspoken(Plain):
    """A console whose program does not end without a word when nobody reads it any longer."""

    def on_broken_pipe(self) -> None:
        """Let the command line say so."""
        raise BrokenPipeError


def console() -> Console:
    """Return the terminal, or ``PIPE`` columns where there is none."""
    found = Outspoken()
    return found if found.is_terminal else Outspoken(width=PIPE, soft_wrap=False)


def spoken(progress: bool | None) -> Console:
    """Where a run that Python has started says how it goes: plain lines, by default in notebooks alone."""
    if progress or (progress is None and in_notebook()):
        return Plain(file=sys.stdout, force_terminal=False, force_jupyter=False, width=PIPE, no_color=True)
    return Console(quiet=True)


def in_notebook() -> bool:
    """Whether this is a notebook's kernel."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and type(shell).__name__ == "ZMQInteractiveShell"


def wrapped(line: str, indent: int = 4) -> str:
    """Break a line between words where the terminal, or a pipe, is narrower; what follows is indented."""
    line = plain(line)
    wide = get_terminal_size((PIPE, 24)).columns if sys.stdout.isatty() else PIPE
    if len(line) <= wide:
        return line
    return fill(line, wide, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
