"""The caption below a hit's picture."""

from pathlib import PurePath

from lookalike.types import Item

SAYING = ("colour", "category")  # attributes that say more than a file's name, where there are


def caption(item: Item) -> str:
    """What its attributes say it is, or the name of its file."""
    known = [item.attributes.get(name) for name in SAYING]
    return " ".join(str(value) for value in known if value) or PurePath(item.source).name
