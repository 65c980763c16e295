"""The terminal that tables are printed to."""

from __future__ import annotations

from rich.console import Console


class Outspoken(Console):
    """A console whose program does not end without a word when nobody reads it any longer."""

    def on_broken_pipe(self) -> None:
        """Let the command line say so."""
        raise BrokenPipeError


def console() -> Console:
    """Return the terminal, or 100 columns where there is none."""
    found = Outspoken()
    return found if found.is_terminal else Outspoken(width=100, soft_wrap=False)
