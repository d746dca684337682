"""A teacher that looks at the very views that its student learns from."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import save_file

from lookalike.errors import InputError
from lookalike.recipes.recipe import Augment, Backbone, Batches, Head, Input, Loss, Recipe, Teacher
from lookalike.training.data.labelled import LabelledPixels
from lookalike.training.loop.fit import Fit
from lookalike.training.loop.history import Limits
from lookalike.training.network.backbones.catalogue import build_backbone
from lookalike.training.teacher.live_teacher import LiveTeacher
from lookalike.training.views.augment import Views
from tests.training.tiny import RECIPE as TINY

pytestmark = pytest.mark.slow(seconds=60)

MAPS = ("features.3", "features.6", "features.13")  # 24, 32 and 96 channels
NARROW = (24, 32, 96)
SIDE = 64
GO_ON = Limits(go_on=True)  # nothing can be learned from noise, which the checks would report


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a MobileNetV2 that knows nothing; its batch norms have seen what they scale."""
    torch.manual_seed(0)
    network = build_backbone(Backbone("mobilenet-v2")).train()
    with torch.no_grad():
        for _ in range(50):
            network(noise(8))
    path = tmp_path_factory.mktemp("weights") / "teacher.safetensors"
    save_file(network.state_dict(), path)
    return path


@pytest.fixture
def teacher(weights: Path) -> Teacher:
    return Teacher(
        str(weights),
        backbone="mobilenet-v2",
        size=SIDE,
        embedding="features.6",  # behind it, a network that knows nothing says the same of all
        maps=MAPS,
        cells=2,
        whitening=0.0,
    )


@pytest.fixture(scope="module")
def images() -> LabelledPixels:
    """Five classes of eight squares: noise of a colour and a coarseness of the class."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (40, 8, 8, 3), np.uint8).repeat(8, axis=1).repeat(8, axis=2)
    shade = rng.integers(0, 256, (5, 1, 1, 3))[np.repeat(np.arange(5), 8)]
    return LabelledPixels(((coarse + shade) // 2).astype(np.uint8), np.repeat(np.arange(5), 8))


def recipe(teacher: Teacher) -> Recipe:
    return replace(
        TINY,
        input=Input(size=32),
        backbone=Backbone("staged-mobilenet", width=0.25),
        head=Head(layers=(16,), classemes=4),
        losses=(Loss("distillation"), Loss("local-distillation")),
        batches=Batches("shuffled", size=20),
        augment=Augment(crop=0.8, grow=0.5),
        teacher=teacher,
        epochs=2,
    )


def noise(count: int, seed: int = 0) -> torch.Tensor:
    """Of a colour and a coarseness each, so that no network takes them for the same."""
    chance = torch.Generator().manual_seed(seed)
    colours = 2 * torch.randn(count, 3, 1, 1, generator=chance)
    coarse = torch.randn(count, 3, 8, 8, generator=chance)
    return colours + torch.nn.functional.interpolate(coarse, (SIDE, SIDE))


def test_its_words_are_the_components_of_what_its_module_gives(teacher: Teacher) -> None:
    live = LiveTeacher(teacher, 8, NARROW, "cpu")
    live.learn([noise(20, seed) for seed in range(3)])
    said = live.look(noise(20))
    backbone = build_backbone(Backbone("mobilenet-v2", start=teacher.file)).eval()
    with torch.no_grad():
        plain = backbone.features[:7](noise(20)).mean((2, 3))
    turned = (plain - live.projection.mean) @ live.projection.components
    wanted = torch.nn.functional.normalize(turned, dim=1)
    assert torch.cosine_similarity(said.vectors, wanted).min() > 0.97  # it computes in bfloat16
    gram = live.projection.components.T @ live.projection.components
    assert torch.allclose(gram, torch.eye(8), atol=1e-5)


def test_its_inner_maps_have_mean_0_and_variance_1_where_it_learned(teacher: Teacher) -> None:
    live = LiveTeacher(teacher, 8, NARROW, "cpu")
    live.learn([noise(20, seed) for seed in range(2)])
    said = live.look(torch.cat([noise(20, seed) for seed in range(2)]))
    assert [maps.shape[1] for maps in said.narrow] == list(NARROW)
    for maps in said.narrow:
        assert maps.mean((0, 2, 3)).abs().max() < 0.02
        assert (maps.var((0, 2, 3)) - 1).abs().max() < 0.05


def test_it_may_teach_its_last_features_alone(
    teacher: Teacher, images: LabelledPixels, tmp_path: Path
) -> None:
    wanted = recipe(replace(teacher, maps=()))
    fit = Fit(replace(wanted, epochs=1), images, images, tmp_path, GO_ON)
    assert len(fit.run()) == 1
    live = LiveTeacher(replace(teacher, maps=()), 8, (), "cpu")
    live.learn([noise(20)])
    said = live.look(noise(2))
    assert said.narrow == []
    assert torch.allclose(said.vectors.norm(dim=1), torch.ones(2))


@pytest.mark.parametrize(
    ("changes", "dim", "narrow", "message"),
    [
        ({"embedding": "features.99"}, 8, NARROW, "has no module 'features.99'"),
        ({}, 33, NARROW, "33 outputs, but the teacher's embedding only 32"),
        ({"maps": MAPS[:2]}, 8, NARROW, r"\[24, 32\] channels, but the student's \[24, 32, 96\]"),
    ],
)
def test_what_does_not_fit_is_refused(
    teacher: Teacher, changes: dict[str, object], dim: int, narrow: tuple[int, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        LiveTeacher(replace(teacher, **changes), dim, narrow, "cpu")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"backbone": Backbone("thin-resnet", width=0.25)}, "use staged-mobilenet"),
        ({"augment": Augment(mix=0.5), "head": Head(layers=(16,))}, "set augment.mix to 0"),
        ({"augment": Augment(mix=0.5)}, "set head.classemes or augment.mix to 0"),
    ],
)
def test_a_recipe_that_cannot_be_taught_so_is_refused(
    teacher: Teacher,
    images: LabelledPixels,
    tmp_path: Path,
    changes: dict[str, object],
    message: str,
) -> None:
    with pytest.raises(InputError, match=message):
        Fit(replace(recipe(teacher), **changes), images, images, tmp_path, GO_ON)


def stem_moves(wanted: Recipe, images: LabelledPixels, folder: Path) -> bool:
    """Does a training move the first convolution, which decay alone does not?"""
    fit = Fit(wanted, images, images, folder, GO_ON)
    before = fit.embedder.backbone.conv1.weight.clone()
    fit.run()
    return not torch.allclose(before, fit.embedder.backbone.conv1.weight)


@pytest.mark.parametrize(
    ("forced", "weight", "moves"), [(1.0, 0.0, False), (1.0, 1.0, True), (0.0, 0.0, True)]
)
def test_stages_that_are_given_the_teachers_maps_learn_from_their_own_loss_alone(
    teacher: Teacher,
    images: LabelledPixels,
    tmp_path: Path,
    forced: float,
    weight: float,
    moves: bool,
) -> None:
    wanted = recipe(replace(teacher, forced=forced, map_weight=weight))
    wanted = replace(wanted, optimiser=replace(wanted.optimiser, name="sgd", weight_decay=0.0))
    assert stem_moves(wanted, images, tmp_path) == moves


def agreement(fit: Fit, wanted: Recipe, images: LabelledPixels) -> float:
    """Mean cosine of the student's plain embeddings and what a teacher of these images says."""
    live = LiveTeacher(wanted.teacher, 16, NARROW, "cpu")
    views, pixels = Views(wanted.augment, wanted.input, 0), torch.from_numpy(images.pixels)
    live.learn([views.plain(pixels, SIDE)])
    said = live.look(views.plain(pixels, SIDE)).vectors
    with torch.no_grad():
        network = fit.embedder.eval()
        made = network.head.plain(network.feature_map(views.plain(pixels)))
    return float(torch.cosine_similarity(made, said).mean())


def test_a_student_comes_to_agree_with_its_teacher(
    teacher: Teacher, images: LabelledPixels, tmp_path: Path
) -> None:
    wanted = replace(recipe(replace(teacher, forced=0.4)), epochs=40)
    begun = Fit(wanted, images, images, tmp_path, GO_ON)
    ended = Fit(wanted, images, images, tmp_path, GO_ON)
    ended.run()
    assert agreement(ended, wanted, images) > agreement(begun, wanted, images) + 0.4


def test_a_stopped_training_goes_on_with_the_same_components(
    teacher: Teacher, images: LabelledPixels, tmp_path: Path
) -> None:
    wanted = recipe(teacher)
    for name in ("whole", "parts"):
        (tmp_path / name).mkdir()
    whole = Fit(wanted, images, images, tmp_path / "whole", GO_ON)
    whole.run()
    stop = replace(GO_ON, should_stop=lambda: len(first.history) == 1)
    first = Fit(wanted, images, images, tmp_path / "parts", stop)
    first.run()
    second = Fit(wanted, images, images, tmp_path / "parts", GO_ON)
    second.run()
    for name, value in whole.embedder.state_dict().items():
        torch.testing.assert_close(value, second.embedder.state_dict()[name], msg=name)
