"""A network as small as one can be and still have what the real ones have, and images for it."""

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="the laboratory stands on it")
pytest.importorskip("onnxscript", reason="torch's exporter stands on it")

from torch import Tensor, nn  # noqa: E402

from lookalike.recipes.recipe import Head, Input, Recipe  # noqa: E402
from lookalike.training.network.embedding import Embedder  # noqa: E402
from lookalike.training.network.head import EmbeddingHead  # noqa: E402

SIDE, DIM = 32, 12
CLASSES = ("bag", "hat", "shoe")
RECIPE = Recipe(
    "mine",
    "A test.",
    input=Input(size=SIDE, mean=(0.5, 0.4, 0.3), std=(0.2, 0.3, 0.1)),
    head=Head(layers=(DIM,)),
)


class SmallBackbone(nn.Module):
    """(n, 3, s, s) to (n, 32, s / 8, s / 8)."""

    channels = 32

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(*_block(3, 8), *_block(8, 16), *_block(16, 16), *_block(16, 32))

    def forward(self, images: Tensor) -> Tensor:
        maps: Tensor = self.layers(images)
        return maps


def _block(given: int, channels: int) -> list[nn.Module]:
    stride = 2 if given < channels else 1
    convolution = nn.Conv2d(given, channels, 3, stride, 1, bias=False)
    return [convolution, nn.BatchNorm2d(channels), nn.ReLU()]


def small_embedder(seed: int = 0, output: str = "l2", layers: tuple[int, ...] = (DIM,)) -> Embedder:
    """With batch norms that have seen images, so that folding them is something."""
    torch.manual_seed(seed)
    head = EmbeddingHead(Head(layers=layers, output=output), SmallBackbone.channels)
    embedder = Embedder(SmallBackbone(), head)
    with torch.no_grad():
        for _ in range(20):
            embedder(2 * torch.randn(8, 3, SIDE, SIDE) + 1)
    return embedder.eval()


def pictures(count: int, seed: int = 0) -> NDArray[np.uint8]:
    """(count, SIDE, SIDE, 3): rectangles of one colour on another."""
    rng = np.random.default_rng(seed)
    images = np.empty((count, SIDE, SIDE, 3), np.uint8)
    for image in images:
        image[:] = rng.integers(0, 256, 3)
        top, left = rng.integers(0, SIDE // 2, 2)
        image[top : top + 16, left : left + rng.integers(4, 16)] = rng.integers(0, 256, 3)
    return images


def kinds(count: int) -> NDArray[np.int64]:
    """(count,) class numbers, in turn."""
    return np.arange(count) % len(CLASSES)
