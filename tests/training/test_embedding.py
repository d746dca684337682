"""Backbone and head as one network."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from torch import nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Backbone, Head, Recipe
from lookalike.training.network.backbones.cost import parameter_count
from lookalike.training.network.embedding import Embedder, build_embedder
from lookalike.training.network.head import EmbeddingHead

RECIPE = Recipe("mine", "A test.", backbone=Backbone("thin-resnet", width=0.25))
IMAGES = 40 * torch.randn(4, 3, 64, 64, generator=torch.Generator().manual_seed(1))


def embedder(head: Head, name: str = "thin-resnet", width: float = 0.25) -> Embedder:
    torch.manual_seed(0)
    return build_embedder(replace(RECIPE, backbone=Backbone(name, width=width), head=head))


def test_embeddings_have_the_last_layers_width() -> None:
    network = embedder(Head((32, 16)))
    assert network(IMAGES).shape == (4, 16)
    assert network.dim == 16


def test_without_layers_the_pooled_channels_are_the_embedding() -> None:
    network = embedder(Head((), output="none")).eval()
    pooled = network.feature_map(IMAGES).mean((2, 3))
    assert network.dim == network.backbone.channels
    assert torch.allclose(network(IMAGES), pooled)


def test_l2_scales_to_length_one() -> None:
    lengths = embedder(Head((16,), output="l2"))(IMAGES).norm(dim=1)
    assert torch.allclose(lengths, torch.ones(4))


def test_tanh_stays_within_one_and_is_not_scaled() -> None:
    vectors = embedder(Head((16,), output="tanh"))(IMAGES)
    plain = embedder(Head((16,), output="none"))(IMAGES)
    assert torch.allclose(vectors, plain.tanh())


def test_embeddings_are_float32_under_autocast() -> None:
    with torch.autocast("cpu", torch.bfloat16):
        vectors = embedder(Head((16,)))(IMAGES)
    assert vectors.dtype == torch.float32
    assert torch.allclose(vectors.norm(dim=1), torch.ones(4))


def test_a_head_is_dense_layers_with_activations_between_and_dropout_before_the_last() -> None:
    head = EmbeddingHead(Head((32, 16), dropout=0.3), channels=8)
    kinds = [type(layer) for layer in head.layers]
    assert kinds == [nn.Linear, nn.ReLU, nn.Dropout, nn.Linear]


def test_batch_norm_comes_after_the_last_layer() -> None:
    head = EmbeddingHead(Head((16,), batch_norm=True), channels=8)
    assert isinstance(head.layers[-1], nn.BatchNorm1d)


def test_classemes_say_what_the_image_is_believed_to_be() -> None:
    """The first is of one class for sure, the second of two, the third of any."""
    settings = Head((6,), classemes=16, classeme_weight=0.5)
    head = EmbeddingHead(settings, channels=8, classes=5)
    assert head.dim == 22
    assert head.plain_dim == 6
    assert head.classemes is not None
    with torch.no_grad():
        head.classemes.logits.weight.copy_(100 * torch.eye(5, 8))
        head.classemes.logits.bias.zero_()
    maps = torch.zeros(3, 8, 2, 2)
    maps[0, 1], maps[1, [1, 3]] = 1, 1
    codes = head.classemes.codes
    expected = torch.stack([codes[1], (codes[1] + codes[3]) / 2, codes.mean(0)]) / 2
    embeddings, plain = head(maps), head.plain(maps)
    assert torch.allclose(embeddings.norm(dim=1), torch.ones(3))
    lengths = (1 + expected.square().sum(1, keepdim=True)).sqrt()
    assert torch.allclose(embeddings, torch.cat([plain, expected], 1) / lengths, atol=1e-6)


def test_a_higher_temperature_believes_less() -> None:
    maps = torch.randn(3, 8, 2, 2)
    lengths = []
    for temperature in (0.01, 1.0, 10.0):
        torch.manual_seed(0)
        settings = Head((6,), classemes=16, classeme_temperature=temperature)
        head = EmbeddingHead(settings, channels=8, classes=5)
        assert head.classemes is not None
        lengths.append(float(head.classemes(maps.mean((2, 3))).detach().norm(dim=1).mean()))
    assert lengths == sorted(lengths, reverse=True)
    with pytest.raises(InputError, match="must be above 0, not 0"):
        EmbeddingHead(replace(settings, classeme_temperature=0.0), channels=8)


def test_places_add_up_to_an_embedding_with_classemes() -> None:
    head = EmbeddingHead(Head((6,), classemes=4), channels=8, classes=5)
    maps = torch.randn(3, 8, 4, 4)
    assert torch.allclose(head.scaled(head.local(maps).mean((2, 3))), head(maps), atol=1e-6)


def test_classemes_of_embeddings_without_length_are_refused() -> None:
    with pytest.raises(InputError, match="classemes need the output l2, not tanh"):
        EmbeddingHead(Head((6,), output="tanh", classemes=4), channels=8)


def test_a_head_equals_its_formula() -> None:
    head = EmbeddingHead(Head((6, 4), output="tanh"), channels=8).eval()
    maps = torch.randn(3, 8, 2, 2)
    first, last = head.layers[0], head.layers[3]
    hidden = (maps.mean((2, 3)) @ first.weight.T + first.bias).clamp_min(0)
    assert torch.allclose(head(maps), (hidden @ last.weight.T + last.bias).tanh(), atol=1e-6)


def test_similiai_as_its_report_lists_it_has_159616_parameters() -> None:
    network = embedder(Head((256, 128), dropout=0.3, output="tanh"), "similiai", 1.0)
    convolutions = 3 * 32 * 9 + 32 + 32 * 64 * 9 + 64 + 64 * 128 * 9 + 128
    norms, dense = 2 * (32 + 64 + 128), 128 * 256 + 256 + 256 * 128 + 128
    assert parameter_count(network) == convolutions + norms + dense == 159_616


def test_one_image_is_embedded_as_in_a_batch() -> None:
    network = embedder(Head((16,))).eval()
    alone = torch.cat([network(image[None]) for image in IMAGES])
    assert torch.allclose(network(IMAGES), alone, atol=1e-5)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (Head(output="l1"), "no output 'l1'; there are: l2, tanh, none"),
        (Head(activation="gelu"), "no activation 'gelu'; there are: relu, none"),
        (Head(dropout=1.0), "dropout must be"),
        (Head((0,)), "at least one output"),
    ],
)
def test_a_head_that_cannot_be_is_refused(head: Head, message: str) -> None:
    with pytest.raises(InputError, match=message):
        EmbeddingHead(head, channels=8)
