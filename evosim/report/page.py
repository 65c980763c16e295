"""A page of HTML: one file, with its style, its scripts and its numbers inside. Texts of users are escaped."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evosim.plain import plain

HERE = Path(__file__).parent


def page(template: str, scripts: list[str], **told: Any) -> str:
    """Fill a template of this folder; whatever is told is text, unless it is ``Markup`` already.

    Parameters
    ----------
    scripts : names of files beside this one that the page runs, in their order.
    """
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    js = "\n".join(f"{{\n{_own(name)}}}" for name in scripts)
    own = {"css": Markup(_own("page.css")), "js": Markup(f'"use strict";\n{js}'), "version": version("evosim-mesa")}
    return plain(environment.get_template(template).render(**own, **told))


def own_words(*templates: str) -> list[str]:
    """What templates of this folder say by themselves, without what is told to them."""
    return [re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", _own(name)) for name in templates]


def packed(told: object) -> str:
    """Plain data as a text that ``page.js`` unpacks: JSON, gzip, base64."""
    return b64encode(gzip.compress(json.dumps(told, separators=(",", ":")).encode(), mtime=0)).decode()


def _own(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
