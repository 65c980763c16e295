"""A drawing of matplotlib inside a page: smaller, in the page's colours, and with words for those who do not see it."""

from __future__ import annotations

import re
from base64 import b64encode
from io import BytesIO

from markupsafe import Markup, escape
from PIL import Image

MOST = 150_000  # bytes of a drawing; of larger ones the picture in points is taken
POINTS, QUALITY = 1200, 82  # points across such a picture, and how well it is kept, of 100
COLOURS = {  # of the drawings, by the name that the page has for them
    "#222222": "--ink", "#000000": "--ink", "#444444": "--ink", "#666666": "--faint", "#8a8a8a": "--axis",
    "#dddddd": "--line", "#e9e9e9": "--grid", "#f1f1f1": "--ground", "#4d4d4d": "--wall", "#ffffff": "--paper",
}  # fmt: skip
HEAD = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", re.DOTALL)
NUMBER = re.compile(r"-?\d+\.\d+")
NUMBERS = re.compile(r'\b(d|points|transform|x|y|width|height|viewBox)="([^"]*)"')
NAMED = re.compile(r'(\bid="|"#|url\(#)')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ABOUT = re.compile(r"<dc:description>(.*?)</dc:description>", re.DOTALL)


def inlined(name: str, svg: bytes, points: bytes | None, number: int) -> tuple[str, str, Markup]:
    """The title of a drawing, all that it says, and the drawing as a part of a page.

    It is the ``number``-th there, so that no names clash.

    Parameters
    ----------
    svg, points : the files of the drawing; that of a drawing in ``points`` is taken where the other is large.
    """
    text = svg.decode()
    title, about = (Markup(found[1]).unescape() if (found := what.search(text)) else "" for what in (TITLE, ABOUT))
    title = title or name.replace("_", " ")
    words = f"{title}. {about}".strip()
    text = smaller(text, f"p{number}-")
    if len(text) > MOST and points is not None:
        return title, words, image(points, words)
    return title, words, Markup(text.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1))


def smaller(text: str, prefix: str) -> str:
    """The same drawing with numbers of one decimal, names that begin with ``prefix``, and colours of the page."""
    text = HEAD.sub("", text)
    text = NUMBERS.sub(lambda part: f'{part[1]}="{" ".join(NUMBER.sub(_short, part[2]).split())}"', text)
    text = NAMED.sub(lambda part: part[1] + prefix, text)
    for colour, name in COLOURS.items():
        text = text.replace(colour, f"var({name})")
    text = re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*" ?', r"<svg \1", text, count=1)
    return re.sub(r">\s+<", "><", text).strip()


def image(file: bytes, words: str, points: int = POINTS) -> Markup:
    """A picture with so many points across, as a part of a page, and what it shows in words."""
    sink = BytesIO()
    with Image.open(BytesIO(file)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((points, 10 * points), Image.Resampling.LANCZOS)
    picture.save(sink, "WEBP", quality=QUALITY, method=6)  # fewer colours would change those that mean something
    data = b64encode(sink.getvalue()).decode()
    return Markup(f'<img alt="{escape(words)}" src="data:image/webp;base64,{data}">')


def _short(number: re.Match[str]) -> str:
    value = float(number[0])
    if abs(value) < 1:  # scales of letters, which must not become nothing
        return f"{value:.3g}" if value else "0"
    return f"{value:.1f}".rstrip("0").rstrip(".")
