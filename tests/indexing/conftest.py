"""A small folder of images, and a collection beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection


def paint(path: Path, seed: int, size: tuple[int, int] = (64, 48)) -> Path:
    """A picture like no other of another seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for i in range(8):
        paint(tmp_path / "images" / ("shoes" if i % 2 else "bags") / f"{i}.png", i)
    return tmp_path / "images"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Collection]]:
    """Opens the test's collection, again and again; the last one open is closed at the end."""
    current: list[Collection] = []

    def open_collection() -> Collection:
        while current:
            current.pop().close()
        current.append(Collection.open(tmp_path / "collection", create=True))
        return current[0]

    yield open_collection
    while current:
        current.pop().close()


@pytest.fixture
def collection(opened: Callable[[], Collection]) -> Collection:
    return opened()
