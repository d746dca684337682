"""A folder of pictures with copies of some, and its collection."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageOps

from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.indexing.folder import index_folder
from tests.scenes import saved, scene

SCENES = 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight pictures; of 0 an equal file, of 1 a smaller one, of 2 one mirrored, of 3 a crop."""
    place = tmp_path / "photos"
    place.mkdir()
    for seed in range(SCENES):
        saved(scene(seed), place / f"{seed}.jpg")
    shutil.copy(place / "0.jpg", place / "0 copy.jpg")
    saved(scene(1).resize((160, 120)), place / "1 small.webp", 80)
    saved(ImageOps.mirror(scene(2)), place / "2 mirrored.jpg")
    saved(scene(3).crop((40, 30, 320, 240)), place / "3 crop.jpg")
    return place


@pytest.fixture
def collection(folder: Path, tmp_path: Path) -> Iterator[Collection]:
    """The folder's collection, by the classical encoders."""
    with Collection.open(tmp_path / "c", CLASSICAL, create=True) as made:
        index_folder(made, folder)
        yield made
