"""Two real processes on the CPU train as one does, and end together."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training stands on it")
import torch
from safetensors.torch import save_file

from lookalike.encoders.base import unit_rows
from lookalike.errors import InputError
from lookalike.recipes.recipe import (
    Augment,
    Backbone,
    Batches,
    Head,
    Input,
    Loss,
    Optimiser,
    Recipe,
    Teacher,
)
from lookalike.training.data.batches import Batch
from lookalike.training.data.labelled import LabelledPixels
from lookalike.training.data_checks import findings
from lookalike.training.data_checks.findings import TrainingStopped
from lookalike.training.loop import launch
from lookalike.training.loop.fit import Fit
from lookalike.training.loop.history import Limits
from lookalike.training.loop.processes import Group
from lookalike.training.loop.workers import GRACE, ProcessLost
from lookalike.training.network.backbones.catalogue import build_backbone
from lookalike.training.teacher.embeddings import Taught
from lookalike.training.views.crops import draw_crops
from tests.training import workers

pytestmark = pytest.mark.slow(seconds=60)

SIDE = 16
RECIPE = Recipe(
    "mine",
    input=Input(size=SIDE),
    backbone=Backbone(name="thin-resnet", width=0.25),
    head=Head(layers=(8,)),
    losses=(Loss(name="triplet", miner="random"), Loss(name="normalised-softmax")),
    batches=Batches(size=15, images=3, steps=2),  # 5 classes: 2 for one process and 3 for two
    augment=Augment(crop=1.0, flip=False, colour=0.0),
    optimiser=Optimiser(name="sgd", rate=0.01, warmup=0.0, average=0.5),
    epochs=2,
    precision="float32",
)

GO_ON = Limits(go_on=True)  # nothing can be learned from noise, which the checks would report


@pytest.fixture
def images() -> LabelledPixels:
    """Five classes of six squares."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (30, SIDE, SIDE, 3), np.uint8)
    return LabelledPixels(pixels, np.repeat(np.arange(5), 6))


@pytest.fixture
def without_batch_norm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its statistics are of each process's share, and those differ."""
    monkeypatch.setattr(torch.nn.BatchNorm2d, "forward", lambda norm, maps: maps)
    monkeypatch.setattr(launch, "train_worker", workers.without_batch_norm)


def trained(
    images: LabelledPixels,
    folder: Path,
    count: int,
    limits: Limits = GO_ON,
    recipe: Recipe = RECIPE,
) -> Fit:
    folder.mkdir(exist_ok=True)
    with launch.started(count, recipe, images, folder, limits.minutes) as group:
        fit = Fit(recipe, images, images, folder, limits, group)
        fit.run()
    return fit


def assert_alike(one: Fit, other: Fit) -> None:
    assert one.history[-1].loss == pytest.approx(other.history[-1].loss, rel=1e-4)
    expected = other.best.state_dict()
    for name, value in one.best.state_dict().items():
        torch.testing.assert_close(value, expected[name], rtol=1e-3, atol=1e-5, msg=name)


@pytest.mark.usefixtures("without_batch_norm")
def test_two_processes_learn_what_one_learns(images: LabelledPixels, tmp_path: Path) -> None:
    """With triplets drawn at random, class vectors, and shares of two and three classes."""
    alone = trained(images, tmp_path / "alone", 1)
    assert_alike(trained(images, tmp_path / "shared", 2), alone)
    stopped: list[object] = []
    limits = replace(
        GO_ON, on_epoch=lambda e, _: stopped.append(e), should_stop=lambda: bool(stopped)
    )
    assert len(trained(images, tmp_path / "again", 1, limits).history) == 1
    assert_alike(trained(images, tmp_path / "again", 2), alone)  # what one began, two end


@pytest.mark.usefixtures("without_batch_norm")
def test_two_processes_are_taught_the_same_parts_and_places(
    images: LabelledPixels, tmp_path: Path
) -> None:
    """Mirrored or not: chance is the first one's."""
    rng = np.random.default_rng(1)
    vectors = unit_rows(rng.normal(size=(90, 8)).astype(np.float32)).reshape(30, 3, 8)
    places = rng.normal(size=(30, 3, 4, 8)).astype(np.float16)
    crops = np.stack([draw_crops(3, 0.4, rng) for _ in range(30)])
    students = replace(images, teacher=Taught(vectors, crops, places))
    recipe = replace(
        RECIPE,
        losses=(Loss("distillation"), Loss("local-distillation"), Loss("neighbourhood")),
        augment=replace(RECIPE.augment, flip=True),
        teacher=Teacher(cells=2),
    )
    alone, shared = (
        trained(students, tmp_path / str(count), count, recipe=recipe) for count in (1, 2)
    )
    assert_alike(shared, alone)


@pytest.mark.usefixtures("without_batch_norm")
def test_two_processes_are_taught_by_a_teacher_beside_each(
    images: LabelledPixels, tmp_path: Path
) -> None:
    """Shares of seven and eight images, which count by their number in all losses."""
    network = build_backbone(Backbone("mobilenet-v2"))
    save_file(network.state_dict(), tmp_path / "teacher.safetensors")
    teacher = Teacher(
        str(tmp_path / "teacher.safetensors"),
        backbone="mobilenet-v2",
        size=32,
        embedding="features.17",
        maps=("features.3", "features.6", "features.13"),
        cells=2,
    )
    recipe = replace(
        RECIPE,
        backbone=Backbone("staged-mobilenet", width=0.25),
        head=Head(layers=(8,), classemes=4),
        losses=(Loss("distillation"), Loss("local-distillation"), Loss("neighbourhood")),
        batches=Batches("shuffled", size=15, steps=2),
        teacher=teacher,
    )
    alone, shared = (
        trained(images, tmp_path / str(count), count, recipe=recipe) for count in (1, 2)
    )
    assert_alike(shared, alone)


def test_a_failed_check_stops_all_processes(
    images: LabelledPixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "ALIKE", 2.0)
    monkeypatch.setattr(findings, "NEAR_CHANCE", 1000.0)
    threads = torch.get_num_threads()
    with pytest.raises(TrainingStopped, match="collapse"):
        trained(images, tmp_path, 2, Limits())
    assert multiprocessing.active_children() == []
    assert torch.get_num_threads() == threads


@pytest.mark.parametrize(
    ("end", "reason"), [("killed", "killed by signal 9"), ("failing", "MemoryError: no room")]
)
def test_one_that_ends_takes_the_others_with_it(
    images: LabelledPixels,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    end: str,
    reason: str,
) -> None:
    monkeypatch.setattr(launch, "train_worker", getattr(workers, end))
    text = rf"process 2 of 2 ended \({reason}.*last finished epoch"
    with pytest.raises(ProcessLost, match=text):
        trained(images, tmp_path, 2)
    assert multiprocessing.active_children() == []


def test_one_that_is_about_to_end_is_waited_for(
    images: LabelledPixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system closes what it held, which is what one waits on, before it has an exit code."""

    def closed(sentinels: list[int], seconds: float) -> list[int]:
        return sentinels if seconds == GRACE else []

    monkeypatch.setattr("lookalike.training.loop.workers.wait", closed)
    monkeypatch.setattr(launch, "train_worker", workers.slowly_failing)
    with pytest.raises(ProcessLost, match=r"process 2 of 2 ended \(MemoryError: no room"):
        trained(images, tmp_path, 2)


def test_shares_follow_each_other_and_split_no_class() -> None:
    batch = Batch(np.arange(15), group=3)
    shares = [Group(rank, 2).share(batch) for rank in range(2)]
    assert [share.rows for share in shares] == [slice(0, 6), slice(6, 15)]
    assert {share.total for share in shares} == {15}


def test_more_processes_than_classes_in_a_batch_are_refused() -> None:
    with pytest.raises(InputError, match=r"a batch of 3 classes of 2 images .* among 4 processes"):
        Group(0, 4).share(Batch(np.arange(6), group=2))


def test_each_process_draws_its_own_views_and_the_same_ones_again() -> None:
    state = torch.Generator().manual_seed(7).get_state()
    own = [Group(rank, 3).own(state) for rank in range(3)]
    assert torch.equal(own[0], state)
    assert len({bytes(each.numpy()) for each in own}) == 3
    assert torch.equal(Group(2, 3).own(state), own[2])


def test_no_process_is_too_few(images: LabelledPixels, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one process, not 0"):
        trained(images, tmp_path, 0)
