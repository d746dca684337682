"""A small drawn catalogue, and a collection of it: what the tests of every door stand on."""

from collections.abc import Sequence
from pathlib import Path

from lookalike.collection import Collection
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.indexing.folder import index_folder
from lookalike.tables.attributes import read_attributes


def draw(folder: Path, count: int = 24) -> Path:
    """Small pictures and attributes.csv, in a new folder of this one."""
    catalogue = folder / "catalogue"
    draw_catalogue(catalogue, count=count, size=96)
    return catalogue


def break_one(catalogue: Path) -> None:
    """Adds a file that is no image."""
    (catalogue / "broken.jpg").write_bytes(b"no image")


def index(
    catalogue: Path, name: str = "collection", encoders: Sequence[str | Path] = CLASSICAL
) -> Path:
    """The catalogue's collection with its attributes, beside it and closed."""
    address = catalogue.parent / name
    with Collection.open(address, encoders, create=True) as collection:
        index_folder(collection, catalogue, read_attributes(catalogue / "attributes.csv"))
    return address
