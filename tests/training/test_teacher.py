"""A small network teaches: what it makes of files, turned to as many components as are wanted."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.encoders.onnx.preprocessing import Preprocessing
from lookalike.errors import EncoderError, InputError
from lookalike.files.digest import file_digest
from lookalike.images.read import read_image
from lookalike.recipes.recipe import Augment, Batches, Head, Loss, Recipe, Teacher
from lookalike.training.export.graph import preprocessing
from lookalike.training.start import train
from lookalike.training.teacher.embeddings import Taught, taught
from lookalike.training.views.augment import Views
from lookalike.training.views.crops import cut
from tests.encoders.tiny_network import make_network
from tests.training.tiny import RECIPE, save_in_classes


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made on the spot: an export by PyTorch takes seconds."""
    path = tmp_path_factory.mktemp("teacher") / "teacher.onnx"
    return make_network(path, metadata={**preprocessing(RECIPE), "output": "y"})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Sixty pictures of noise in three brightnesses, one folder each."""
    rng = np.random.default_rng(0)
    noise = (rng.integers(0, 90, (40, 40, 3)) + 80 * (number % 3) for number in range(60))
    return save_in_classes(noise, 3, tmp_path_factory.mktemp("files"))


ALL = np.ones(60, bool)


def digests(paths: list[Path]) -> list[str]:
    return [file_digest(path) for path in paths]


def test_unwhitened_components_keep_the_similarities_of_centred_embeddings(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    said = taught(Teacher(str(network), whitening=0.0), files, digests(files), ALL, 24, tmp_path)
    own = NetworkEncoder(network).encode([read_image(path) for path in files])
    centred = own - own.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert said is not None
    assert said.vectors.shape == (60, 1, 24)
    rows = said.vectors[:, 0]
    assert np.allclose(rows @ rows.T, centred @ centred.T, atol=0.02)  # kept as float16


def test_fewer_images_than_components_keep_their_similarities(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    some = files[::6]
    teacher = Teacher(str(network), whitening=0.0)
    few = taught(teacher, some, digests(some), ALL[::6], 16, tmp_path)
    own = NetworkEncoder(network).encode([read_image(path) for path in some])
    centred = own - own.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert few is not None
    rows = few.vectors[:, 0]
    assert np.allclose(rows @ rows.T, centred @ centred.T, atol=0.02)


def test_a_file_that_cannot_be_read_teaches_nothing(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no image")
    teacher, known = Teacher(str(network)), [*digests(files), ""]
    said = taught(teacher, [*files, broken], known, np.append(ALL, True), 8, tmp_path)
    assert said is not None
    rows = said.vectors[:, 0]
    assert not rows[-1].any()
    assert np.allclose(np.linalg.norm(rows[:-1], axis=1), 1, atol=1e-5)


def test_the_teacher_is_asked_of_training_images_only(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    asked: list[tuple[int, int]] = []
    teacher, train = Teacher(str(network), crops=1), np.arange(60) % 3 > 0
    said = taught(
        teacher, files, digests(files), train, 8, tmp_path, 0.5, lambda *step: asked.append(step)
    )
    assert said is not None
    assert asked[-1] == (40, 40)
    assert np.array_equal(said.vectors.any(axis=(1, 2)), train)


def test_the_teacher_is_asked_of_new_files_only(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    asked: list[tuple[int, int]] = []

    def ask(some: list[Path]) -> Taught:
        teacher = Teacher(str(network), crops=1)
        train, step = ALL[: len(some)], lambda *step: asked.append(step)
        said = taught(teacher, some, digests(some), train, 8, tmp_path, 0.5, step)
        assert said is not None
        return said

    ask(files[:50])
    more, again = ask(files), ask(files)
    place = tmp_path / "new"
    fresh = taught(Teacher(str(network), crops=1), files, digests(files), ALL, 8, place, 0.5)
    assert asked == [(done, 50) for done in range(1, 51)] + [(done, 60) for done in range(51, 61)]
    assert fresh is not None
    for said in (again, fresh):
        assert np.array_equal(said.vectors, more.vectors)
        assert np.array_equal(said.crops, more.crops)


def test_the_teacher_is_not_asked_of_a_copy_again(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    teacher, asked = Teacher(str(network), crops=1), list[tuple[int, int]]()
    first = taught(teacher, files, digests(files), ALL, 8, tmp_path, 0.5)
    elsewhere = [tmp_path / path.name for path in files]  # not read: their digests say enough
    second = taught(
        teacher, elsewhere, digests(files), ALL, 8, tmp_path, 0.5, lambda *step: asked.append(step)
    )
    assert first is not None
    assert second is not None
    assert not asked
    assert np.array_equal(first.vectors, second.vectors)
    assert np.array_equal(first.crops, second.crops)


def test_the_teacher_speaks_of_the_very_part_that_is_shown(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    teacher = Teacher(str(network), whitening=0.0, crops=2)
    said = taught(teacher, files, digests(files), ALL, 24, tmp_path, 0.3)
    assert said is not None
    assert said.crops.shape == (60, 3, 4)
    assert (said.crops[:, 0] == (1, 1, 0, 0)).all()
    whole, part = (said.vectors[:, crop] for crop in (0, 1))
    views = Views(Augment(crop=0.3, flip=False, colour=0.0), RECIPE.input, seed=0)
    pixels = torch.from_numpy(np.stack([read_image(path) for path in files]))
    seen = views.random(pixels, torch.from_numpy(said.crops[:, 1]))
    shown = [np.asarray(cut(p.numpy(), c)) for p, c in zip(pixels, said.crops[:, 1], strict=True)]
    squares = Preprocessing(size=RECIPE.input.size).apply(shown)
    assert np.corrcoef(seen.numpy().ravel(), squares.ravel())[0, 1] > 0.8
    assert (whole * part).sum(axis=1).mean() < 0.99


def test_without_a_file_there_is_no_teacher(files: list[Path], tmp_path: Path) -> None:
    assert taught(Teacher(), files, digests(files), ALL, 8, tmp_path) is None


def test_no_more_can_be_learned_than_the_teacher_says(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"the head has 32 outputs, but the teacher .* only 24"):
        taught(Teacher(str(network)), files, digests(files), ALL, 32, tmp_path)


def test_a_teacher_that_is_not_there_is_named(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"the network .*nobody\.onnx cannot be read"):
        taught(Teacher("nobody.onnx"), files, digests(files), ALL, 8, tmp_path)


STUDENT = replace(
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
    said = taught(recipe.teacher, files, digests(files), ALL, 8, out / "again", recipe.augment.crop)
    found = NetworkEncoder(out / "model.onnx").encode([read_image(path) for path in files])
    assert said is not None
    return float((said.vectors[:, 0] * found).sum(axis=1).mean())


@pytest.mark.slow(seconds=15)
def test_a_student_learns_what_its_teacher_sees(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    taught_well = replace(STUDENT, teacher=Teacher(str(network), whitening=0.0))
    assert agreement(taught_well, network, files, tmp_path / "run") > 0.5


@pytest.mark.slow(seconds=15)
def test_a_student_learns_what_its_teacher_sees_of_parts(
    network: Path, files: list[Path], tmp_path: Path
) -> None:
    teacher = Teacher(str(network), whitening=0.0, crops=2)
    parts = replace(STUDENT, teacher=teacher, augment=Augment(crop=0.7))
    assert agreement(parts, network, files, tmp_path / "run") > 0.5
