"""How results look in a terminal."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lookalike.types import Attributes, Hit, Item

COLOURS = {"learned": "blue", "colour": "magenta", "texture": "green", "shape": "yellow"}
OTHERS = ("cyan", "red", "white")
BAR = 16  # characters for the share of each part

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def print_json(value: Mapping[str, Any]) -> None:
    """One object, the same in a pipe and on a screen."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def hit_object(hit: Hit) -> dict[str, Any]:
    """A hit as JSON names it."""
    return {**item_object(hit.item), "score": hit.score, "parts": dict(hit.parts)}


def item_object(item: Item) -> dict[str, Any]:
    """An item as JSON names it."""
    return {"id": item.id, "source": item.source, "attributes": dict(item.attributes)}


def print_hits(hits: Sequence[Hit]) -> None:
    """Rank, score, what made it similar, and where it is."""
    if not hits:
        console.print("Nothing found.")
        return
    names = list(hits[0].parts)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", justify="right", style="dim")
    table.add_column("score", justify="right")
    table.add_column(legend(names), no_wrap=True)
    table.add_column("id", style="dim", no_wrap=True)
    table.add_column("image", overflow="fold")
    for rank, hit in enumerate(hits, start=1):
        cells = (str(rank), f"{hit.score:.3f}", shares(hit.parts), hit.item.id, label(hit.item))
        table.add_row(*cells)
    console.print(table)


def legend(names: Sequence[str]) -> Text:
    """The parts, each in its colour."""
    return Text(" ").join(Text(name, style=_colour(names, name)) for name in names)


def shares(parts: Mapping[str, float]) -> Text:
    """A bar of each part's share of the score; what pulls down is not drawn."""
    total = sum(max(0.0, value) for value in parts.values()) or 1.0
    bar = Text()
    for name, value in parts.items():
        bar.append("█" * round(BAR * max(0.0, value) / total), style=_colour(list(parts), name))
    return bar


def _colour(names: Sequence[str], name: str) -> str:
    return COLOURS.get(name) or OTHERS[list(names).index(name) % len(OTHERS)]


def label(item: Item) -> str:
    """The file as seen from here, where it is below."""
    path = Path(item.source)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else item.source


def attribute_text(attributes: Attributes) -> str:
    """Attributes in one line."""
    return ", ".join(f"{name} {value_text(value)}" for name, value in attributes.items())


def value_text(value: object) -> str:
    """One value as a person writes it."""
    if isinstance(value, list | tuple):
        return "/".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
