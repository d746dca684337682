"""The caption below a hit's picture."""

from pathlib import PurePath

from lookalike.types import Item

SAYING = ("colour", "category")  # attributes that are better captions than a file's name


def caption(item: Item) -> str:
    """Return the caption: some of the item's attributes, or the name of its file."""
    known = [item.attributes.get(name) for name in SAYING]
    return " ".join(str(value) for value in known if value) or PurePath(item.source).name
