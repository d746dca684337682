"""Run a whole training: from images and a recipe to a folder with a network ready to use."""

import csv
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lookalike.datasets.compared import ComparedImages, read_examples
from lookalike.datasets.labelled import LabelledImages
from lookalike.datasets.pixels import PixelCache, Pixels, cache_pixels
from lookalike.encoders.onnx.preprocessing import Preprocessing
from lookalike.errors import InputError
from lookalike.evaluation.result import ComparedReport, EvaluationReport
from lookalike.files.local_path import local_path
from lookalike.images.thumbprint import thumbprints
from lookalike.recipes.read import load_recipe, recipe_text
from lookalike.recipes.recipe import Recipe, started_from
from lookalike.training.charts import draw_before_after, draw_curves
from lookalike.training.data.compared import check_comparable, compared_pixels
from lookalike.training.data.examples import Examples
from lookalike.training.data.labelled import LabelledPixels
from lookalike.training.data_checks.comparisons import examine_compared
from lookalike.training.data_checks.findings import Finding, examine_data, stop_if_fatal, told
from lookalike.training.data_checks.near_copies import near_copies
from lookalike.training.export.onnx_files import ExportReport, export_onnx
from lookalike.training.final import evaluate_compared_run, evaluate_run
from lookalike.training.loop.fit import Fit, embed
from lookalike.training.loop.history import Epoch, Limits
from lookalike.training.loop.launch import started
from lookalike.training.network.embedding import build_embedder
from lookalike.training.network.within_class import normalise_within_classes, rows_of
from lookalike.training.options import TrainOptions
from lookalike.training.teacher.embeddings import Taught, taught
from lookalike.training.views.augment import Views

MARGIN = 1.15  # size of the cached squares relative to the input, for random crops
CALIBRATION = 256  # train images for the ranges of the int8 network


@dataclass(frozen=True)
class Data:
    """The data of a training: both splits, and the names of the classes."""

    train: Examples
    validation: Examples
    classes: NDArray[np.str_] | None
    """The trained classes, by number; None for triplets or pairs."""
    held: NDArray[np.str_] | None
    """(validation,) the class of each validation image, which may be another one."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class TrainingRun:
    """The results of a training."""

    folder: Path
    history: tuple[Epoch, ...]
    export: ExportReport | None
    """None if it was stopped before its end."""
    report: EvaluationReport | ComparedReport | None = None
    """Evaluation of the exported network; None if stopped, or if nothing was held out."""


def prepare(
    images: LabelledImages | ComparedImages,
    recipe: Recipe,
    folder: Path,
    label: str | None = None,
    on_progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> Data:
    """Decode the images, compute teacher embeddings, and run the data checks."""
    if isinstance(images, LabelledImages):
        images = images.by(label)
    side = round(recipe.input.size * MARGIN)
    cache = cache_pixels(images.paths, side, folder / "cache", partial(on_progress, "decoding"))
    teacher = _taught(images, cache, recipe, folder, partial(on_progress, "asking the teacher"))
    if isinstance(images, ComparedImages):
        found = tuple(examine_compared(images, cache.digests, cache.named(images.paths)))
        sides = [compared_pixels(images, cache, s, teacher) for s in ("train", "validation")]
        return Data(sides[0], sides[1], None, None, found)
    labels = images.column()
    findings = told(images.remarks)
    findings += examine_data(labels, images.split, cache.digests, cache.named(images.paths))
    prints = thumbprints(cache.pixels)
    findings += near_copies(images.paths, images.split, cache.digests, prints)
    classes, _ = np.unique(labels[images.split == "train"], return_counts=True)
    held = labels[images.split == "validation"]
    # A validation of other classes is evaluated by leave-one-out (class-disjoint).
    known = classes if np.isin(held, classes).any() else np.concatenate([classes, np.unique(held)])
    train = _part(cache, images, labels, classes, "train", teacher)
    validation = _part(cache, images, labels, known, "validation", None)
    if not len(validation.labels):
        raise InputError(
            "no validation image could be read, so nothing can be measured; check their files"
        )
    return Data(train, validation, classes, known[validation.labels], tuple(findings))


def _taught(
    images: LabelledImages | ComparedImages,
    cache: PixelCache,
    recipe: Recipe,
    folder: Path,
    on_progress: Callable[[int, int], None],
) -> Taught | None:
    """Return the teacher's embeddings of the images; None without a teacher."""
    if not recipe.teacher.file or recipe.teacher.backbone:
        return None
    train = images.split == "train"
    if isinstance(images, ComparedImages):
        train = np.isin(np.arange(len(images.paths)), images.lines[train])
    dim = build_embedder(started_from(recipe, "random")).head.plain_dim
    return taught(
        recipe.teacher,
        images.paths,
        cache.digests.tolist(),
        train,
        dim,
        folder / "cache",
        recipe.augment.crop,
        on_progress,
    )


def _part(
    cache: PixelCache,
    images: LabelledImages,
    labels: NDArray[np.str_],
    classes: NDArray[np.str_],
    split: str,
    teacher: Taught | None,
) -> LabelledPixels:
    """Return the readable images of a split in these classes, which are numbered in order."""
    kept = (images.split == split) & np.isin(labels, classes)
    kept[list(cache.failures)] = False
    places = {label: place for place, label in enumerate(classes.tolist())}
    numbers = np.array([places[label] for label in labels[kept]], np.int64)
    return LabelledPixels(
        cache.pixels[kept], numbers, None if teacher is None else teacher.at(kept)
    )


def run_training(options: TrainOptions) -> TrainingRun:
    """
    Train, resuming from the last checkpoint in `out`; then export and evaluate the network.

    Raises TrainingStopped if a data check or training check fails, InputError if data or recipe are
    invalid. Writes recipe.toml, training_log.csv, training_curves.png, embedding_before_after.png,
    model.onnx, model.int8.onnx if it is good enough, training.json, and, if images are held out,
    metrics.json and report.html.
    """
    recipe, data, label = options.recipe, options.data, options.label
    wanted = recipe if isinstance(recipe, Recipe) else load_recipe(recipe)
    wanted = wanted if options.seed is None else replace(wanted, seed=options.seed)
    if not isinstance(data, LabelledImages | ComparedImages):
        data = read_examples(data, wanted.seed, options.held_out, label)
    check_suits(wanted, data, label)
    if isinstance(data, LabelledImages):
        data = data.by(label)
    folder = local_path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.toml").write_text(recipe_text(wanted), encoding="utf-8")
    prepared = prepare(data, wanted, folder, label, options.on_progress)
    stop_if_fatal(prepared.findings, options.go_on, options.on_finding)
    run = _train(prepared, wanted, folder, options)
    if run.export is None:
        return run
    tell = partial(options.on_progress, "evaluating")
    if isinstance(data, ComparedImages):
        return replace(run, report=evaluate_compared_run(folder, data, tell))
    return replace(run, report=evaluate_run(folder, data, label, tell))


def check_suits(recipe: Recipe, images: LabelledImages | ComparedImages, label: str | None) -> None:
    """Raise InputError if the teacher's file does not fit the recipe, or labels are missing."""
    teacher = recipe.teacher
    if teacher.backbone and teacher.file and not teacher.file.endswith(".safetensors"):
        raise InputError(
            f"the teacher of the recipe {recipe.name} must be weights of {teacher.backbone} (a "
            f".safetensors file), not {teacher.file}; for an ONNX network use the recipe "
            "from-teacher"
        )
    if not isinstance(images, ComparedImages):
        return
    if label is not None:
        raise InputError(f"a file of {images.kind} has no column {label!r}; leave out the label")
    check_comparable(recipe, images.kind)


def _train(data: Data, recipe: Recipe, folder: Path, options: TrainOptions) -> TrainingRun:
    if data.classes is not None:
        rows_of(recipe.head.within_class_of, data.classes)  # fail now, not at the end
    limits = Limits(
        options.minutes, options.on_epoch, options.should_stop, options.go_on, options.on_finding
    )
    with started(options.processes, recipe, data.train, folder, limits.minutes) as group:
        fit = Fit(recipe, data.train, data.validation, folder, limits, group)
        history = fit.run()
    write_log(history, folder / "training_log.csv")
    if fit.progress < 1:
        return TrainingRun(folder, tuple(history), None)
    if recipe.head.within_class and data.classes is not None:
        normalise_within_classes(
            fit.best, data.train.pixels, data.train.labels, data.classes, recipe
        )
    draw_curves(history, folder / "training_curves.png")
    _draw_before_after(fit, data, recipe, folder)
    squares = as_served(data.validation.pixels, recipe)
    calibration = as_served(some_images(data.train.pixels, CALIBRATION), recipe)
    report = export_onnx(
        fit.best.cpu(),
        recipe,
        folder,
        None if data.classes is None else tuple(data.classes.tolist()),
        calibration,
        squares,
        None if data.classes is None else data.validation.labels,
    )
    _write_summary(folder, history, report, [*data.findings, *fit.findings])
    return TrainingRun(folder, tuple(history), report)


def write_log(history: Sequence[Epoch], path: Path) -> None:
    """Write training_log.csv: a row for each epoch, with the columns that were measured."""
    rows = [{n: v for n, v in asdict(epoch).items() if v is not None} for epoch in history]
    with path.open("w", encoding="utf-8", newline="") as file:
        names = list(rows[0]) if rows else [field.name for field in fields(Epoch)]
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def some_images(pixels: Pixels, count: int) -> Pixels:
    """Return `count` random images, or all if there are fewer; the same ones every time."""
    return pixels[np.random.default_rng(0).permutation(len(pixels))[:count]]


def as_served(pixels: Pixels, recipe: Recipe) -> Pixels:
    """Resize (n, side, side, 3) cached squares to the network's input size."""
    square = Preprocessing(size=recipe.input.size)
    return np.stack([square.square(image) for image in pixels])


def _draw_before_after(fit: Fit, data: Data, recipe: Recipe, folder: Path) -> None:
    torch.manual_seed(recipe.seed)
    views = Views(recipe.augment, recipe.input, recipe.seed)
    classes = 1 if data.classes is None else len(data.classes)
    before = embed(build_embedder(recipe, classes), data.validation.pixels, views, recipe)
    after = fit.embed(data.validation.pixels)
    labels = np.full(len(after), "validation images") if data.held is None else data.held
    draw_before_after(before, after, labels, folder / "embedding_before_after.png")


def _write_summary(
    folder: Path, history: Sequence[Epoch], report: ExportReport, findings: Sequence[Finding]
) -> None:
    summary: dict[str, Any] = {
        "epochs": len(history),
        "minutes": round(history[-1].seconds / 60, 2) if history else 0.0,
        "export": report.to_dict(),
        "findings": [asdict(finding) for finding in findings],
        "overruled": [finding.name for finding in findings if finding.fatal],
        "finished_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    (folder / "training.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
