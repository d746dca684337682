"""A whole training that takes seconds, which the tests of trainings vary."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.recipes.recipe import Augment, Backbone, Batches, Head, Input, Optimiser, Recipe

RECIPE = Recipe(
    name="tiny",
    about="for tests",
    input=Input(size=32),
    backbone=Backbone(name="thin-resnet", width=0.25),
    head=Head(layers=(16,)),
    batches=Batches(size=16, images=4),
    augment=Augment(crop=0.8),
    optimiser=Optimiser(rate=5e-3, average=0.9),
    epochs=3,
    precision="float32",
)


def save_in_classes(
    images: Iterable[NDArray[np.floating | np.integer]], classes: int, folder: Path
) -> list[Path]:
    """(h, w, 3) of 0 to 255 each, in so many folders in turn: class0/00.png, class1/01.png."""
    paths = []
    for number, image in enumerate(images):
        path = folder / f"class{number % classes}" / f"{number:02}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(image.astype(np.uint8)).save(path)
        paths.append(path)
    return paths
