"""Plain pictures of mixed shapes, many pages of them, and their collection by colour."""

from pathlib import Path

from numpy.random import default_rng
from PIL import Image

from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder

MANY = 1000  # 17 pages, of which the last is not full
SHAPES = ((48, 32), (32, 48), (96, 24), (32, 32))  # landscape, portrait, panorama, square


def draw_many(folder: Path, count: int = MANY, seed: int = 3) -> Path:
    """`0000.png` and so on, in a new folder, each of one colour."""
    folder.mkdir()
    chance = default_rng(seed)
    for number in range(count):
        colour = tuple(chance.integers(0, 256, 3).tolist())
        picture = Image.new("RGB", SHAPES[number % len(SHAPES)], colour)
        picture.save(folder / f"{number:04}.png")
    return folder


def index_many(folder: Path) -> Path:
    """The folder's collection, beside it and closed."""
    address = folder.with_suffix(".collection")
    with Collection.open(address, ["colour"], create=True) as collection:
        index_folder(collection, folder)
    return address
