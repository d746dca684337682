"""A network readied for 8 bits by a short training."""

import pytest

from tests.training.small_network import SIDE, small_embedder

import torch  # isort: skip

from lookalike.training.export.adapt import adapt
from lookalike.training.export.graph import fingerprint
from lookalike.training.network.embedding import Embedder


def batches() -> list:
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(8, 3, SIDE, SIDE, generator=generator).numpy() for _ in range(4)]


@pytest.fixture(scope="module")
def adapted() -> Embedder:
    return adapt(coarse_embedder(), batches(), spared=0, steps=60, rate=5e-5)


def coarse_embedder() -> Embedder:
    """One weight far from the others in each channel: 8 bits are few for it."""
    embedder = small_embedder()
    with torch.no_grad():
        for layer in embedder.modules():
            if isinstance(layer, torch.nn.Conv2d):
                layer.weight[:, 0, 0, 0] = 2
    return embedder


def rounded(embedder: Embedder) -> Embedder:
    """Its weights on 255 symmetric steps of each output channel."""
    copied = small_embedder()
    copied.load_state_dict(embedder.state_dict())
    with torch.no_grad():
        for layer in copied.modules():
            if isinstance(layer, torch.nn.Conv2d | torch.nn.Linear):
                step = layer.weight.flatten(1).abs().amax(1) / 127
                step = step.reshape(-1, *[1] * (layer.weight.dim() - 1))
                layer.weight.copy_(torch.round(layer.weight / step) * step)
    return copied


def nearness(a: Embedder, b: Embedder) -> float:
    images = torch.from_numpy(batches()[0])
    with torch.no_grad():
        return float((a(images) * b(images)).sum(dim=1).mean())


def test_once_rounded_it_is_nearer_to_its_teacher(adapted: Embedder) -> None:
    teacher = coarse_embedder()
    assert 1 - nearness(teacher, rounded(adapted)) < 0.7 * (1 - nearness(teacher, rounded(teacher)))


def test_unrounded_it_is_still_what_it_was(adapted: Embedder) -> None:
    assert nearness(coarse_embedder(), adapted) > 0.99


def test_it_is_a_plain_network_again(adapted: Embedder) -> None:
    assert adapted.state_dict().keys() == small_embedder().state_dict().keys()
    assert not any(module._forward_pre_hooks for module in adapted.modules())


def test_the_network_given_is_left_as_it_was() -> None:
    given = small_embedder()
    adapt(given, batches(), spared=3, steps=2)
    assert fingerprint(given) == fingerprint(small_embedder())
    assert all(parameter.requires_grad for parameter in given.parameters())


def test_batch_norm_keeps_its_statistics(adapted: Embedder) -> None:
    before, after = coarse_embedder().state_dict(), adapted.state_dict()
    names = [name for name in before if "running" in name]
    assert all(torch.equal(before[name], after[name]) for name in names)
