"""The group of commands, and what their options have in common."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from evosim.scenario import Problem


class Directory(click.ParamType):
    """A path, in which ~ is the user's home even where no shell has said so."""

    name = "directory"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Take the text as it stands."""
        return Path(value).expanduser()


OUT = click.option(
    "--out",
    default="results",
    show_default=True,
    help="Where runs are kept.",
    type=Directory(),
)
SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a dotted key over the file's. Repeatable.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evosim-mesa", prog_name="evosim")
def main() -> None:
    """Evolve agents through an information funnel; measure whether they search, and what for.

    SCENARIO is a TOML file, or the name of one that comes with the package (evosim list scenarios).
    """


def unwritable(option: str, target: Path | None) -> list[Problem]:
    """What is wrong with a file that is to be written, if one is."""
    from evosim.scenario import Problem

    if target is None or (not target.is_dir() and target.absolute().parent.is_dir()):
        return []
    return [Problem(option, None, "", "a file in a directory that exists", str(target))]
