"""Vectors that fall into loose groups, and small pictures of three colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from PIL import Image

from lookalike.encoders.base import unit_rows
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.types import ImageArray, Vectors

Scatter: TypeAlias = Callable[..., LabelledVectors]
COLOURS = {"red": (200, 40, 40), "green": (40, 160, 60), "blue": (40, 60, 200)}


def labelled(vectors: Vectors, labels: Sequence[str], prefix: str = "item") -> LabelledVectors:
    sources = tuple(f"{prefix}-{i}" for i in range(len(labels)))
    return LabelledVectors(np.asarray(vectors, np.float32), np.array(labels), sources)


@pytest.fixture
def scatter() -> Scatter:
    """`scatter(count, seed, spread)`: rows around six centres; of more spread, the harder."""

    def make(count: int, seed: int, spread: float = 1.5, prefix: str = "item") -> LabelledVectors:
        centres = np.random.default_rng(0).normal(size=(6, 8))
        random = np.random.default_rng(seed)
        kinds = random.integers(0, 6, count)
        rows = centres[kinds] + spread * random.normal(size=(count, 8))
        return labelled(unit_rows(rows.astype(np.float32)), [f"class {k}" for k in kinds], prefix)

    return make


@dataclass
class MeanColour:
    """A stand-in for an encoder: the mean colour, less grey."""

    name: str = "mean-colour"
    dim: int = 3
    size: int = 32
    fingerprint: str = "1"

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        rows = [image.reshape(-1, 3).mean(axis=0) - 100 for image in images]
        return unit_rows(np.array(rows, np.float32).reshape(len(images), 3))


@pytest.fixture
def mean_colour() -> MeanColour:
    return MeanColour()


@pytest.fixture
def picture() -> Callable[[str, int], Image.Image]:
    """`picture(colour, seed)`: blots of a colour and its shades, no two alike."""

    def draw(colour: str, seed: int) -> Image.Image:
        shades = np.random.default_rng(seed).uniform(0.2, 1.2, (6, 6, 1))
        blots = np.clip(shades * np.array(COLOURS[colour]), 0, 255).astype(np.uint8)
        return Image.fromarray(blots).resize((96, 96), Image.Resampling.BICUBIC)

    return draw


@pytest.fixture
def shop(tmp_path: Path, picture: Callable[[str, int], Image.Image]) -> Path:
    """train/ with six pictures of each colour, test/ with three others."""
    for split, seeds in (("train", range(6)), ("test", range(6, 9))):
        for place, colour in enumerate(COLOURS):
            folder = tmp_path / "shop" / split / colour
            folder.mkdir(parents=True)
            for seed in seeds:
                picture(colour, 100 * place + seed).save(folder / f"{seed}.jpg", quality=90)
    return tmp_path / "shop"
