"""Networks from images to feature maps."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Backbone
from lookalike.training.network.backbones.base import FeatureNetwork, StagedNetwork
from lookalike.training.network.backbones.catalogue import BACKBONES, build_backbone
from lookalike.training.network.backbones.cost import multiply_adds, parameter_count
from lookalike.training.network.backbones.mobilenet_v2 import divisible

MAPS = {  # of a 64 pixel image: channels, side
    "thin-resnet": (256, 2),
    "fast-resnet": (320, 2),
    "staged-mobilenet": (320, 2),
    "mobilenet-v2": (1280, 2),
    "resnet50": (2048, 2),
    "codeniti": (285, 1),
    "similiai": (128, 16),
}
TORCHVISION = {  # a few of its names and shapes, written out by hand
    "mobilenet-v2": {
        "features.0.0.weight": (32, 3, 3, 3),
        "features.0.1.running_var": (32,),
        "features.1.conv.0.0.weight": (32, 1, 3, 3),
        "features.1.conv.1.weight": (16, 32, 1, 1),
        "features.1.conv.2.bias": (16,),
        "features.2.conv.0.0.weight": (96, 16, 1, 1),
        "features.7.conv.1.0.weight": (192, 1, 3, 3),
        "features.14.conv.3.running_mean": (160,),
        "features.17.conv.2.weight": (320, 960, 1, 1),
        "features.18.0.weight": (1280, 320, 1, 1),
        "features.18.1.num_batches_tracked": (),
    },
    "resnet50": {
        "conv1.weight": (64, 3, 7, 7),
        "bn1.running_mean": (64,),
        "layer1.0.conv1.weight": (64, 64, 1, 1),
        "layer1.0.conv3.weight": (256, 64, 1, 1),
        "layer1.0.downsample.0.weight": (256, 64, 1, 1),
        "layer1.0.downsample.1.bias": (256,),
        "layer1.2.bn3.weight": (256,),
        "layer2.0.conv2.weight": (128, 128, 3, 3),
        "layer3.5.conv2.weight": (256, 256, 3, 3),
        "layer4.0.downsample.0.weight": (2048, 1024, 1, 1),
        "layer4.2.conv3.weight": (2048, 512, 1, 1),
    },
}
ENTRIES = {"mobilenet-v2": 312, "resnet50": 318}  # torchvision's, less the classifier's two


def backbone(name: str, width: float = 1.0) -> FeatureNetwork:
    torch.manual_seed(0)
    return build_backbone(Backbone(name, width=width))


@pytest.mark.parametrize("name", BACKBONES)
def test_a_backbone_gives_maps_of_as_many_channels_as_it_says(name: str) -> None:
    network = backbone(name).eval()
    channels, side = MAPS[name]
    with torch.no_grad():
        assert network(torch.zeros(2, 3, 64, 64)).shape == (2, channels, side, side)
    assert network.channels == channels


@pytest.mark.parametrize("name", BACKBONES)
def test_every_parameter_is_learned(name: str) -> None:
    network = backbone(name).train()
    for module in network.modules():  # a gamma of 0 would stop the gradient on its first step
        if isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
    images = torch.randn(2, 3, 64, 64)
    (network(images) * torch.randn(network.channels, 1, 1)).square().sum().backward()
    flat = [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert flat == []


@pytest.mark.parametrize("name", BACKBONES)
def test_bfloat16_and_channels_last_change_little(name: str) -> None:
    network = backbone(name).eval()
    images = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        plain = network(images).mean((2, 3)).flatten()
        network = network.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            fast = network(images.to(memory_format=torch.channels_last)).float().mean((2, 3))
    assert torch.cosine_similarity(plain, fast.flatten(), dim=0) > 0.99


@pytest.mark.parametrize("name", TORCHVISION)
def test_weights_have_torchvisions_names_and_shapes(name: str) -> None:
    state = backbone(name).state_dict()
    shapes = {entry: tuple(state[entry].shape) for entry in TORCHVISION[name] if entry in state}
    assert shapes == TORCHVISION[name]


@pytest.mark.parametrize("name", ENTRIES)
def test_no_weight_is_missing_beside_torchvisions(name: str) -> None:
    assert len(backbone(name).state_dict()) == ENTRIES[name]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("mobilenet-v2", 3_504_872 - 1_281_000),  # torchvision's total, less its classifier
        ("resnet50", 25_557_032 - 2_049_000),
        ("similiai", 93_248 + 448),  # by hand: convolutions, and two of batch norm a channel
    ],
)
def test_a_known_network_has_its_known_number_of_parameters(name: str, parameters: int) -> None:
    assert parameter_count(backbone(name)) == parameters


def test_given_maps_stand_in_for_those_of_the_stages_before() -> None:
    network = backbone("staged-mobilenet").eval()
    assert isinstance(network, StagedNetwork)
    given = [torch.randn(2, channels, 5, 5) for channels in network.narrow]
    first, second = torch.randn(2, 2, 3, 64, 64)
    with torch.no_grad():
        own, last = network.staged(first)
        made, forced = network.staged(first, given)
        others, also_forced = network.staged(second, given)
    assert torch.equal(network(first), last)
    assert not torch.equal(forced, last)
    assert torch.equal(forced, also_forced)
    assert torch.equal(own[0], made[0])  # before it, nothing was given
    assert not torch.equal(made[0], others[0])
    assert torch.equal(made[1], others[1])
    assert [maps.shape for maps in own] == [(2, 24, 16, 16), (2, 32, 8, 8), (2, 96, 4, 4)]


def test_inverted_residuals_between_stages_begin_as_their_shortcuts() -> None:
    stage = backbone("staged-mobilenet").eval().get_submodule("stages.2")
    maps = torch.randn(2, 64, 4, 4)
    with torch.no_grad():
        assert torch.equal(stage.get_submodule("1")(maps), maps)


def test_codeniti_with_its_head_has_the_five_million_that_its_report_states() -> None:
    network = backbone("codeniti")
    total = parameter_count(network) + network.channels * 128 + 128
    assert round(total / 1e6, 1) == 5.1


@pytest.mark.parametrize(
    ("name", "size", "millions"),
    [("mobilenet-v2", 224, 300), ("resnet50", 224, 4089)],  # as published: 300 and 4,089
)
def test_a_known_network_costs_its_known_multiply_adds(name: str, size: int, millions: int) -> None:
    assert multiply_adds(backbone(name), size) / 1e6 == pytest.approx(millions, rel=0.005)


def test_counting_leaves_the_network_as_it_was() -> None:
    network = backbone("thin-resnet").train()
    multiply_adds(network, 32)
    assert network.training
    assert not network.bn1.running_mean.any()


def test_a_narrower_network_has_fewer_channels() -> None:
    assert [backbone("thin-resnet", w).channels for w in (0.25, 0.5, 2.0)] == [64, 128, 512]


@pytest.mark.parametrize("name", ["codeniti", "similiai"])
def test_a_reference_network_has_one_width(name: str) -> None:
    with pytest.raises(InputError, match="supports only width 1"):
        backbone(name, 0.5)


def test_channels_are_divisible_by_eight_as_in_the_papers_code() -> None:
    widths = [divisible(c * 0.75) for c in (16, 24, 32, 64, 96, 160, 320)]
    assert widths == [16, 24, 24, 48, 72, 120, 240]


@pytest.mark.parametrize("name", ["thin-resnet", "resnet50"])
def test_residual_blocks_begin_as_their_shortcuts(name: str) -> None:
    last = "bn2.weight" if name == "thin-resnet" else "bn3.weight"
    gammas = [p for n, p in backbone(name).named_parameters() if n.endswith(last)]
    assert [bool(gamma.any()) for gamma in gammas] == [False] * (8 if name == "thin-resnet" else 16)


def test_frozen_statistics_stay_while_training() -> None:
    network = backbone("thin-resnet")
    network.frozen_statistics = True
    network.train()(torch.randn(4, 3, 64, 64) + 3)
    assert not network.bn1.running_mean.any()


def test_statistics_move_while_training_unless_frozen() -> None:
    network = backbone("thin-resnet")
    network.train()(torch.randn(4, 3, 64, 64) + 3)
    assert network.bn1.running_mean.any()


def test_the_same_seed_gives_the_same_weights() -> None:
    first, second = backbone("thin-resnet").state_dict(), backbone("thin-resnet").state_dict()
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_an_unknown_backbone_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no backbone 'vgg'; there are: thin-resnet"):
        build_backbone(Backbone("vgg"))
