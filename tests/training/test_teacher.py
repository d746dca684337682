"""A small network teaches: what it makes of files, turned to as many components as are wanted."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")

from lookalike.encoders.network import NetworkEncoder
from lookalike.errors import EncoderError, InputError
from lookalike.images.read import read_image
from lookalike.recipes.recipe import Augment, Batches, Head, Loss, Recipe, Teacher
from lookalike.training.embedding import build_embedder
from lookalike.training.graph import write_graph
from lookalike.training.teacher import taught
from lookalike.training.train import train
from tests.training.tiny import RECIPE


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    recipe = replace(RECIPE, head=Head(layers=(24,)))
    path = tmp_path_factory.mktemp("teacher") / "teacher.onnx"
    write_graph(build_embedder(recipe), recipe, None, path)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Sixty pictures of noise in three brightnesses, one folder each."""
    folder = tmp_path_factory.mktemp("files")
    rng = np.random.default_rng(0)
    paths = []
    for number in range(60):
        path = folder / f"class{number % 3}" / f"{number:02}.png"
        path.parent.mkdir(exist_ok=True)
        noise = rng.integers(0, 90, (40, 40, 3)) + 80 * (number % 3)
        Image.fromarray(noise.astype(np.uint8)).save(path)
        paths.append(path)
    return paths


ALL = np.ones(60, bool)


def test_unwhitened_components_keep_the_similarities_of_centred_embeddings(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    rows = taught(Teacher(str(network), whitening=0.0), files, ALL, 24, tmp_path)
    own = NetworkEncoder(network).encode([read_image(path) for path in files])
    centred = own - own.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert rows is not None
    assert rows.shape == (60, 24)
    assert np.allclose(rows @ rows.T, centred @ centred.T, atol=0.02)  # kept as float16


def test_fewer_images_than_components_keep_their_similarities(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    some = files[::6]
    few = taught(Teacher(str(network), whitening=0.0), some, ALL[::6], 16, tmp_path)
    own = NetworkEncoder(network).encode([read_image(path) for path in some])
    centred = own - own.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert few is not None
    assert np.allclose(few @ few.T, centred @ centred.T, atol=0.02)


def test_a_file_that_cannot_be_read_teaches_nothing(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no image")
    rows = taught(Teacher(str(network)), [*files, broken], np.append(ALL, True), 8, tmp_path)
    assert rows is not None
    assert not rows[-1].any()
    assert np.allclose(np.linalg.norm(rows[:-1], axis=1), 1, atol=1e-5)


def test_the_teacher_is_asked_once(network: Path, files: list[Path], tmp_path: Path) -> None:
    asked: list[int] = []
    for _ in range(2):
        taught(
            Teacher(str(network)), files, ALL, 8, tmp_path, lambda done, total: asked.append(done)
        )
    assert asked == list(range(4, 61, 4))


def test_without_a_file_there_is_no_teacher(files: list[Path], tmp_path: Path) -> None:
    assert taught(Teacher(), files, ALL, 8, tmp_path) is None


def test_no_more_can_be_learned_than_the_teacher_says(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"the head has 32 outputs, and the teacher .* only 24"):
        taught(Teacher(str(network)), files, ALL, 32, tmp_path)


def test_a_teacher_that_is_not_there_is_named(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"the network .*nobody\.onnx cannot be read"):
        taught(Teacher("nobody.onnx"), files, ALL, 8, tmp_path)


PUPIL = replace(
    RECIPE,
    head=Head(layers=(8,)),
    losses=(
        Loss("distillation", weight=3.0),
        Loss("neighbourhood"),
        Loss("supervised-contrastive", weight=0.1, alike="images"),
    ),
    batches=Batches(size=24, images=2, views=2),
    augment=Augment(crop=0.9, mix=0.5),
    epochs=12,
)


def agreement(recipe: Recipe, network: Path, files: list[Path], out: Path) -> float:
    """Mean cosine of what was learned to what was taught."""
    run = train(files[0].parent.parent, recipe, out)
    assert run.export is not None
    wanted = taught(recipe.teacher, files, ALL, 8, out / "again")
    found = NetworkEncoder(out / "model.onnx").encode([read_image(path) for path in files])
    assert wanted is not None
    return float((wanted * found).sum(axis=1).mean())


def test_a_pupil_learns_what_its_teacher_sees(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    taught_well = replace(PUPIL, teacher=Teacher(str(network), whitening=0.0))
    assert agreement(taught_well, network, files, tmp_path / "run") > 0.5
