"""The HTML block that all notebook views use, and its common elements."""

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

from lookalike.notebook.thumbnails import Thumbnail


def block(title: str, pieces: Iterable[str], beside: str = "") -> str:
    """Return the block; `title` is text, the pieces and `beside` (next to the title) are HTML."""
    head = f'<div class="head"><span class="title">{escape(title)}</span>{beside}</div>'
    return f'<div class="lookalike"><style>{_style()}</style>{head}{"".join(pieces)}</div>'


def frame(picture: Thumbnail, alt: str) -> str:
    """Return the picture in a square, or the reason why there is none."""
    if picture.address is None:
        return f'<div class="frame"><span>{escape(picture.missing)}</span></div>'
    return f'<div class="frame"><img src="{picture.address}" alt="{escape(alt)}"></div>'


def key(colours: Mapping[str, str]) -> str:
    """Return the legend: the colour of each part."""
    names = (
        f'<span><i style="background:{shade(colour)}"></i>{escape(name)}</span>'
        for name, colour in colours.items()
    )
    return f'<span class="key">{"".join(names)}</span>'


def parts_bar(parts: Mapping[str, float], colours: Mapping[str, str]) -> str:
    """Return a bar of length 1: positive parts from the left, negative ones hollow at the right."""
    unit = 100 / max(1.0, sum(abs(value) for value in parts.values()))
    pieces = [
        f'<i style="width:{value * unit:.2f}%;background:{shade(colours[name])}"></i>'
        for name, value in parts.items()
        if value > 0
    ]
    against = [
        f'<i class="against" style="width:{-value * unit:.2f}%;color:{shade(colours[name])}"></i>'
        for name, value in parts.items()
        if value < 0
    ]
    said = ", ".join(f"{name} {value:.3f}" for name, value in parts.items())
    return (
        f'<div class="parts" role="img" aria-label="{escape(said)}" title="{escape(said)}">'
        f"{''.join(pieces)}<b></b>{''.join(against)}</div>"
    )


def shade(colour: str) -> str:
    """Make a colour a little lighter on a dark background, a little darker on a light one."""
    return f"color-mix(in srgb, {colour} 80%, currentColor)"


@cache
def _style() -> str:
    return Path(__file__).with_name("block.css").read_text(encoding="utf-8")
