"""How gradients move the weights."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

import copy
from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from torch import Tensor, nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Backbone, Optimiser, Recipe
from lookalike.training.loop.optimiser import AnyOptimiser, build_optimiser
from lookalike.training.network.backbones.base import FeatureNetwork
from lookalike.training.network.embedding import Embedder, build_embedder

RECIPE = Recipe("mine", backbone=Backbone("thin-resnet", width=0.25))
MUON = Optimiser(name="muon", rate=0.01, weight_decay=0.0)


@pytest.fixture
def embedder() -> Embedder:
    torch.manual_seed(0)
    built = build_embedder(RECIPE)
    built.to(memory_format=torch.channels_last)
    return built


def optimiser(settings: Optimiser, embedder: Embedder) -> AnyOptimiser:
    return build_optimiser(settings, embedder, nn.Identity())


def give_gradients(embedder: Embedder) -> None:
    generator = torch.Generator().manual_seed(1)
    for parameter in embedder.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=generator)


def moved(embedder: Embedder, by: AnyOptimiser) -> dict[str, Tensor]:
    before = {name: p.detach().clone() for name, p in embedder.named_parameters()}
    give_gradients(embedder)
    by.step()
    return {name: p.detach() - before[name] for name, p in embedder.named_parameters()}


def test_kernels_step_by_a_nearly_orthogonal_matrix(embedder: Embedder) -> None:
    steps = moved(embedder, optimiser(MUON, embedder))
    step = steps["backbone.stages.1.1.conv2.weight"].flatten(1)  # (16, 144)
    lengths = torch.linalg.svdvals(step) / (0.2 * 144**0.5 * MUON.rate)
    assert 0.5 < lengths.min() <= lengths.max() < 1.5


def test_a_step_goes_down_the_gradient_of_its_own_kernel(embedder: Embedder) -> None:
    steps = moved(embedder, optimiser(MUON, embedder))
    for name, parameter in embedder.named_parameters():
        assert parameter.grad is not None
        assert (steps[name] * parameter.grad).sum() < 0, name


@pytest.mark.parametrize(
    "name", ["backbone.conv1.weight", "backbone.bn1.bias", "head.layers.1.bias"]
)
def test_all_else_steps_as_adamw(embedder: Embedder, name: str) -> None:
    torch.manual_seed(0)
    other = build_embedder(RECIPE).to(memory_format=torch.channels_last)
    expected = moved(other, optimiser(replace(MUON, name="adamw"), other))
    assert torch.equal(moved(embedder, optimiser(MUON, embedder))[name], expected[name])


def test_what_has_no_gradient_stays(embedder: Embedder) -> None:
    chosen = optimiser(MUON, embedder)
    before = embedder.state_dict()["backbone.stages.1.1.conv2.weight"].clone()
    chosen.zero_grad()
    chosen.step()
    assert torch.equal(embedder.state_dict()["backbone.stages.1.1.conv2.weight"], before)


def test_rates_of_all_are_set_in_one_place(embedder: Embedder) -> None:
    chosen = optimiser(MUON, embedder)
    for group in chosen.param_groups:
        group["lr"] = 0.0
    assert not any(step.any() for step in moved(embedder, chosen).values())


def test_it_goes_on_where_it_stood(embedder: Embedder) -> None:
    first = optimiser(MUON, embedder)
    moved(embedder, first)
    state, weights = copy.deepcopy([first.state_dict(), embedder.state_dict()])
    expected = moved(embedder, first)
    embedder.load_state_dict(weights)
    again = optimiser(MUON, embedder)
    again.load_state_dict(state)
    steps = moved(embedder, again)
    assert all(torch.equal(steps[name], expected[name]) for name in steps)


def test_a_backbone_without_wide_kernels_is_refused(embedder: Embedder) -> None:
    embedder.backbone = FeatureNetwork()
    with pytest.raises(InputError, match="use adamw"):
        optimiser(MUON, embedder)
