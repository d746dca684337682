"""Which network the bundled encoder should be: quality for its time, after as many minutes each.

    python benchmarks/encoder_candidates.py [--teacher FILE] [--weights FILE] CANDIDATE...

The teacher is an ONNX network; `--weights` has the same network as a .safetensors file, for recipes
whose teacher looks at the views. A candidate is a recipe and changes to it, in one argument:
"lookalike-base input.size=128". Each is trained for `--minutes` on clothing, caltech80,
cifar10-sample and tiny200 in DATA (LOOKALIKE_DATA or ../shared/data), without twelve classes of
caltech80. A row each: milliseconds an image as int8 on one thread; P@5 of clothing's validation
photos in its train photos; R@1 and mAP of the twelve classes, each photo asked of the others; and
both as shares of the teacher's. Candidates that `--out` holds already are not trained again.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from bundled_encoder import retrieval, unseen
from needed import DATA, TEACHER, need_all

from lookalike.datasets.compared import read_examples
from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.recipes.change import changed
from lookalike.recipes.read import load_recipe
from lookalike.recipes.recipe import Recipe, taught_by
from lookalike.training.export.acceptance import as_fed
from lookalike.training.export.graph import write_graph
from lookalike.training.export.quantise import Quantiser, Scheme
from lookalike.training.export.speed import median_seconds
from lookalike.training.loop.fit import Fit
from lookalike.training.loop.history import Epoch, Limits
from lookalike.training.train import Data, as_served, prepare, some_images

SETS = ("clothing", "caltech80", "cifar10-sample", "tiny200")
REPORTED, CHOSEN_BY = slice(0, 12), slice(12, 24)  # of the classes in a random order
CALIBRATION = 128

Row: TypeAlias = tuple[float, float, float]
"""P@5 on clothing; R@1 and mAP on the unseen classes."""


def unseen_classes(which: slice) -> list[str]:
    """Classes of caltech80: one dozen to choose recipes by, the other for what is reported."""
    classes = np.unique(read_labelled(DATA / "caltech80").column())
    return [str(c) for c in np.random.default_rng(0).permutation(classes)[which]]


def main() -> None:
    """Train what is not trained yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("candidates", nargs="+")
    parser.add_argument("--teacher", type=Path, default=TEACHER)
    parser.add_argument("--weights", type=Path, default=TEACHER.with_suffix(".safetensors"))
    parser.add_argument("--sets", nargs="+", default=SETS, help="Learn from these of DATA only.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--out", type=Path, default=Path("encoder-candidates"))
    asked = parser.parse_args()
    sets = [DATA / name for name in asked.sets]
    need_all(asked.teacher, asked.weights, DATA / "clothing", DATA / "caltech80", *sets)
    chosen_by = unseen_classes(CHOSEN_BY)
    images = read_examples(sets)
    assert isinstance(images, LabelledImages)
    if "caltech80" in asked.sets:
        prefix = "caltech80/" if len(sets) > 1 else ""  # labels of several sets have their names
        images = images.without([prefix + c for c in [*chosen_by, *unseen_classes(REPORTED)]])
    teacher = measured(NetworkEncoder(asked.teacher), chosen_by)
    print(f"{'candidate':44} {'ms':>6} {'P@5':>6} {'R@1':>6} {'mAP':>6}   of the teacher's")
    print(f"{'teacher':44} {'':6} {teacher[0]:6.3f} {teacher[1]:6.3f} {teacher[2]:6.3f}")
    for text in asked.candidates:
        name, *settings = text.split()
        recipe = changed(load_recipe(name), settings)
        recipe = taught_by(recipe, str(asked.weights if recipe.teacher.backbone else asked.teacher))
        folder = asked.out / text.replace(" ", "_").replace("/", "-")
        if not (folder / "int8.onnx").exists():
            learn(images, recipe, folder, asked.out, asked.minutes)
        (seconds,) = median_seconds([folder / "int8.onnx"], 1)
        row = measured(NetworkEncoder(folder / "model.onnx"), chosen_by)
        shares = f"{row[1] / teacher[1]:.3f} {row[2] / teacher[2]:.3f}"
        print(
            f"{text:44} {1e3 * seconds:6.2f} {row[0]:6.3f} {row[1]:6.3f} {row[2]:6.3f}   {shares}"
        )


def learn(
    images: LabelledImages, recipe: Recipe, folder: Path, shared: Path, minutes: float
) -> None:
    """Train, and write float32 and int8; decoded images and the teacher's word lie in `shared`."""
    folder.mkdir(parents=True, exist_ok=True)
    data = prepare(images, recipe, shared)
    fit = Fit(recipe, data.train, data.validation, folder, Limits(minutes, print_epoch, go_on=True))
    fit.run()
    write_graph(fit.best.cpu(), recipe, None, folder / "model.onnx")
    write_int8(data, recipe, folder)


def print_epoch(epoch: Epoch, progress: float) -> None:
    """One line, so that a log shows life."""
    print(f"  {progress:4.0%}  loss {epoch.loss:.3f}  {epoch.precision_at_5:.3f}", flush=True)


def write_int8(data: Data, recipe: Recipe, folder: Path) -> None:
    """By the first scheme: its speed is what counts here."""
    squares = as_served(some_images(data.train.pixels, CALIBRATION), recipe)
    encoder = NetworkEncoder(folder / "model.onnx")
    quantiser = Quantiser(folder / "model.onnx", as_fed(encoder, squares))
    with tempfile.TemporaryDirectory(dir=folder) as place:
        quantiser.write(Path(place, "int8.onnx"), Scheme())
        Path(place, "int8.onnx").replace(folder / "int8.onnx")


def measured(encoder: NetworkEncoder, classes: Sequence[str]) -> Row:
    """On photos that were not trained on."""
    clothing, caltech = (read_labelled(DATA / name) for name in ("clothing", "caltech80"))
    known = retrieval("", [encoder], clothing.only("train"), clothing.only("validation"))
    rows = [*known, *unseen("", [encoder], caltech, classes)]
    p5, r1, mean = (values[0] for _, values in rows)
    return p5, r1, mean


if __name__ == "__main__":
    main()
