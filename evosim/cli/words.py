"""Commands that explain: lists, and the handbook."""

from __future__ import annotations

import click

from evosim.cli.group import echo, main, say
from evosim.guard import guarded

WIDEST = 33  # columns of names, beside which their words still have room


@main.command("list")
@click.argument(
    "what",
    type=click.Choice(["keys", "worlds", "organs", "encodings", "probes", "figures", "scenarios", "claims"]),
)
@guarded
def list_(what: str) -> None:
    """List what there is of a kind, each with a line of explanation."""
    from evosim.catalogue import catalogue
    from evosim.handbook import summaries

    told = {"keys": "key", "figures": "picture"}  # the handbook lists these
    entries = summaries(told[what]) if what in told else catalogue(what)
    width = max((len(name) for name in entries), default=0)
    for name, words in entries.items():
        if width > WIDEST:
            say(f"{name}: {words}")
        else:
            say(f"{name:<{width}}  {words}", width + 2)


@main.command()
@click.argument("word", nargs=-1)
@guarded
def explain(word: tuple[str, ...]) -> None:
    """Print the handbook's passage on WORD: a key, column, organ, encoding, world, picture, claim, error or term.

    Without WORD the pages and the kinds of words are listed.
    """
    from evosim.handbook import explain as passage

    echo(passage(" ".join(word)))
