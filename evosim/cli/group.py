"""The group of commands, and what their options have in common."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evosim import files
from evosim.plain import plain

if TYPE_CHECKING:
    from evosim.scenario import Problem


class Directory(click.ParamType):
    """A path, in which ~ is the user's home even where no shell has said so."""

    name = "directory"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Take the text as it stands."""
        try:
            os.fsencode(value)
        except UnicodeError:  # half of a character
            self.fail("no file can have this name", param, ctx)
        try:
            return Path(value).expanduser()
        except RuntimeError:  # no user of that name
            self.fail(f"no home of {str(value).split('/')[0]!r} is known", param, ctx)


OUT = click.option(
    "--out",
    default="results",
    show_default=True,
    help="Where runs are kept.",
    type=Directory(),
)
WORKERS = click.IntRange(1, 100_000)
SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a dotted key over the file's. Repeatable.",
)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say what is wrong with a command line without what would steer the terminal."""
    try:
        yield
    except click.UsageError as error:
        told = error.format_message()
        if told == plain(told):
            raise
        raise click.UsageError(plain(told), error.ctx) from None


class Commands(click.Group):
    """The commands; of unknown ones it says what was probably meant."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the command line as far as the name of a command."""
        with _plain_errors():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Read the rest of the command line, and do as it says."""
        with _plain_errors():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:  # fmt: skip
        """Find the command that was asked for, or say what is the matter."""
        name = args[0]
        if self.get_command(ctx, name) is None:
            from evosim.faults.problem import did_you_mean

            cure = did_you_mean(name, self.list_commands(ctx))
            ctx.fail(f'No such command "{name}". {cure[:1].upper() + cure[1:] or "evosim --help lists them."}')
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evosim-mesa", prog_name="evosim")
def main() -> None:
    """Evolve agents through an information funnel; measure whether they search, and what for.

    SCENARIO is a TOML file, or the name of one that comes with the package (evosim list scenarios).
    """


def echo(text: object) -> None:
    """Print a text, whatever is in it."""
    click.echo(plain(str(text)))


def say(line: str, indent: int = 4) -> None:
    """Print a line, broken between words where the terminal is narrower; 80 columns where there is none."""
    from evosim.console import wrapped

    click.echo(wrapped(plain(line), indent))


def unwritable(option: str, target: Path | None) -> list[Problem]:
    """What is wrong with a file that is to be written, if one is."""
    from evosim.scenario import Problem

    if target is None:
        return []
    folder = target.absolute().parent
    if not folder.is_dir():
        return [Problem(option, None, "", "a file in a directory that exists", str(target))]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [Problem(option, None, "", "a file in a directory that can be written", str(target))]
    try:
        files.replaceable(target)
    except OSError as error:
        return [Problem(option, None, "", "a new file, or a regular file to replace", f"{target}: {error.strerror}")]
    return []
