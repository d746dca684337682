"""A network says what each place of an image adds to its embedding; places are taught as well."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

torch = pytest.importorskip("torch")


from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import InputError
from lookalike.files.digest import file_digest
from lookalike.images.read import read_image
from lookalike.recipes.recipe import Augment, Batches, Head, Input, Loss, Recipe, Teacher
from lookalike.training.export.graph import write_graph
from lookalike.training.export.places import PlaceEncoder
from lookalike.training.start import train
from lookalike.training.teacher.embeddings import Taught, taught
from lookalike.training.views.grid import mirrored
from tests.training.small_network import RECIPE as SMALL
from tests.training.small_network import pictures, small_embedder
from tests.training.tiny import RECIPE, save_in_classes

pytestmark = pytest.mark.slow(seconds=30)

SIDE = 32


def save(path: Path, pooled: bool, batch: int | str = "n") -> Path:
    """A convolution to eight channels, whose map is averaged, or else cast into a dense layer."""
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(8, 3, 4, 4)).astype(np.float32)
    dense = rng.normal(size=(8 * 8 * 8, 8)).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["input", "kernel"], ["conv"], strides=[4, 4]),
        helper.make_node("Relu", ["conv"], ["map"]),
        helper.make_node("GlobalAveragePool", ["map"], ["pooled"]),
        helper.make_node("Flatten", ["pooled" if pooled else "map"], ["flat"]),
    ]
    if pooled:
        nodes.append(helper.make_node("Identity", ["flat"], ["output"]))
    else:
        nodes.append(helper.make_node("MatMul", ["flat", "dense"], ["output"]))
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [batch, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [batch, 8])],
        [numpy_helper.from_array(kernel, "kernel"), numpy_helper.from_array(dense, "dense")],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), path)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Forty-eight pictures of sixteen colours each, in two folders."""
    rng = np.random.default_rng(0)
    colours = (rng.integers(0, 256, (4, 4, 3)) for _ in range(48))
    squares = (np.kron(sixteen, np.ones((16, 16, 1))) for sixteen in colours)
    return save_in_classes(squares, 2, tmp_path_factory.mktemp("files"))


@pytest.mark.parametrize("batch", ["n", 3])
def test_places_of_any_network_that_averages_a_map(tmp_path: Path, batch: int | str) -> None:
    encoder = NetworkEncoder(save(tmp_path / "network.onnx", pooled=True, batch=batch))
    images = list(pictures(7))
    rows = PlaceEncoder(encoder, 2).encode(images)
    assert rows.shape == (7, 5, 8)
    assert np.allclose(rows[:, 0], encoder.encode(images), atol=1e-5)
    assert np.allclose(rows[:, 1:].mean(axis=1), rows[:, 0], atol=1e-5)


def test_a_place_is_told_of_what_is_there(tmp_path: Path) -> None:
    encoder = PlaceEncoder(NetworkEncoder(save(tmp_path / "network.onnx", pooled=True)), 2)
    (image,) = pictures(1)
    other = image.copy()
    other[:16, 16:] = 255 - other[:16, 16:]
    before, after = encoder.encode([image, other])
    changed = [row / np.linalg.norm(before[0]) for row in (after - before)[1:]]
    assert np.argmax([np.abs(row).max() for row in changed]) == 1  # across, then down


def test_a_network_that_was_exported_here_has_its_own_map(tmp_path: Path) -> None:
    path = tmp_path / "network.onnx"
    write_graph(small_embedder(), SMALL, None, path)
    encoder = NetworkEncoder(path)
    (image,) = pictures(1)
    rows = PlaceEncoder(encoder, 4).encode([image])[0]
    assert np.allclose(rows[0], encoder.encode([image])[0], atol=1e-5)
    local = encoder.encode_local(image).reshape(16, -1)
    assert np.allclose(rows[1:] / 16, local, atol=1e-5)


def test_places_share_what_lies_between_them(tmp_path: Path) -> None:
    encoder = PlaceEncoder(NetworkEncoder(save(tmp_path / "network.onnx", pooled=True)), 3)
    assert encoder.encode(list(pictures(2))).shape == (2, 10, 8)


def test_a_network_without_such_a_map_is_refused(tmp_path: Path) -> None:
    encoder = NetworkEncoder(save(tmp_path / "network.onnx", pooled=False))
    with pytest.raises(InputError, match=r"has no map whose mean is its embedding"):
        PlaceEncoder(encoder, 2).encode(list(pictures(1)))


def test_a_mirrored_view_has_mirrored_places() -> None:
    places = torch.arange(8.0).view(2, 4, 1)
    turned = mirrored(places, torch.tensor([False, True]))
    assert turned.flatten().tolist() == [0, 1, 2, 3, 5, 4, 7, 6]


def everything(files: list[Path], teacher: Teacher, folder: Path, smallest: float) -> Taught:
    digests = [file_digest(path) for path in files]
    said = taught(teacher, files, digests, np.ones(len(files), bool), 8, folder, smallest)
    assert said is not None
    return said


def test_the_teacher_is_asked_of_places_in_each_part(files: list[Path], tmp_path: Path) -> None:
    network = save(tmp_path / "network.onnx", pooled=True)
    teacher = Teacher(str(network), whitening=0.0, crops=1, cells=2)
    said = everything(files, teacher, tmp_path, 0.5)
    assert said.places is not None
    assert said.places.shape == (48, 2, 4, 8)
    means: NDArray[np.float32] = said.places.astype(np.float32).mean(axis=2)
    means /= np.linalg.norm(means, axis=2, keepdims=True)
    assert np.allclose(means, said.vectors, atol=0.01)  # kept as float16
    assert everything(files, replace(teacher, cells=0), tmp_path, 0.5).places is None


STUDENT = replace(
    RECIPE,
    input=Input(size=64),
    head=Head(layers=(8,)),
    losses=(Loss("distillation"),),
    batches=Batches(size=16, images=4),
    augment=Augment(crop=0.8, colour=0.0),
    epochs=25,
)


def learned(recipe: Recipe, files: list[Path], out: Path) -> float:
    """Mean cosine of what the student makes of places to what its teacher does."""
    train(files[0].parent.parent, recipe, out)
    teacher = replace(recipe.teacher, cells=2)
    said = everything(files, teacher, out / "again", recipe.augment.crop)
    assert said.places is not None
    images = [read_image(path) for path in files]
    found = PlaceEncoder(NetworkEncoder(out / "model.onnx"), 2).encode(images)[:, 1:]
    wanted = said.places[:, 0].astype(np.float32)
    lengths = np.linalg.norm(found, axis=2) * np.linalg.norm(wanted, axis=2)
    return float(((found * wanted).sum(axis=2) / lengths).mean())


def test_a_student_learns_what_its_teacher_sees_at_each_place(
    files: list[Path], tmp_path: Path
) -> None:
    network = save(tmp_path / "network.onnx", pooled=True)
    whole = replace(STUDENT, teacher=Teacher(str(network), whitening=0.0, crops=2))
    teacher = replace(whole.teacher, cells=2)
    losses = (*whole.losses, Loss("local-distillation"))
    local = replace(whole, teacher=teacher, losses=losses)
    without, with_places = (
        learned(recipe, files, tmp_path / name)
        for recipe, name in ((whole, "whole"), (local, "local"))
    )
    assert with_places > without + 0.1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"head": Head(layers=(16, 8))}, "not a sum over places"),
        ({}, r"set teacher\.cells"),
    ],
)
def test_places_that_cannot_be_taught(
    files: list[Path], tmp_path: Path, changes: dict[str, Head], message: str
) -> None:
    network = save(tmp_path / "network.onnx", pooled=True)
    teacher = Teacher(str(network), cells=2 if changes else 0)
    losses = (Loss("local-distillation"),)
    recipe = replace(STUDENT, teacher=teacher, losses=losses, epochs=1, **changes)
    with pytest.raises(InputError, match=message):
        train(files[0].parent.parent, recipe, tmp_path / "run")
