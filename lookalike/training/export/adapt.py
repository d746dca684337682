"""Quantisation-aware training: prepare a network for int8, with itself as the teacher.

Weights and inputs of every convolution and dense layer are rounded as the int8 network will round
them, and gradients pass straight through (Jacob et al., "Quantization and Training of Neural
Networks for Efficient Integer-Arithmetic-Only Inference", 2018). Batch norm stays as it is:
folding it later scales each output channel, and each channel has its own step.
"""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from lookalike.training.export.calibration import Batch
from lookalike.training.network.embedding import Embedder

STEPS = 100
BATCH = 16  # images in a step: with 4, training changes the network more than rounding does
RATE = 5e-6  # MobileNetV2: top-10 agreement .903 -> .913; at four times that, no gain
CUT = 5e-5  # of an activation's values clipped at each end: percentile 99.99
SAMPLE = 50_000  # values of an activation per batch for its quantiles
OBSERVED = 16  # batches for the quantiles
Layer = nn.Conv2d | nn.Linear


def adapt(
    embedder: Embedder,
    batches: Sequence[Batch],
    spared: int,
    steps: int = STEPS,
    rate: float = RATE,
) -> Embedder:
    """
    Return a copy that keeps the embeddings of `embedder` when it is rounded to 8 bits.

    `batches` are preprocessed images; the first `spared` convolutions are not rounded.
    """
    teacher = copy.deepcopy(embedder).eval().requires_grad_(False)
    student = copy.deepcopy(embedder).eval().requires_grad_(True)
    images = [torch.from_numpy(batch) for batch in _of_size(batches, BATCH)]
    with _rounding(student, _rounded_layers(student, spared), images[:OBSERVED]):
        _fit(student, teacher, images, steps, rate)
    return student


def _of_size(batches: Sequence[Batch], size: int) -> list[Batch]:
    images = np.concatenate(batches)
    return [images[start : start + size] for start in range(0, len(images), size)]


@contextmanager
def _rounding(
    network: nn.Module, layers: Sequence[Layer], images: Sequence[Tensor]
) -> Iterator[None]:
    """In this block the layers round; afterwards they are normal again, with trained weights."""
    inputs = [_RoundedInput() for _ in layers]
    handles = [n.register_forward_pre_hook(h) for n, h in zip(layers, inputs, strict=True)]
    with torch.no_grad():
        for batch in images:
            network(batch)
    for layer, given in zip(layers, inputs, strict=True):
        given.observing = False
        parametrize.register_parametrization(layer, "weight", _RoundedWeight())
    yield
    for layer, handle in zip(layers, handles, strict=True):
        parametrize.remove_parametrizations(layer, "weight", leave_parametrized=False)
        handle.remove()


def _rounded_layers(network: nn.Module, spared: int) -> list[Layer]:
    layers = [module for module in network.modules() if isinstance(module, Layer)]
    first = [layer for layer in layers if isinstance(layer, nn.Conv2d)][:spared]
    return [layer for layer in layers if all(layer is not other for other in first)]


def _fit(
    student: nn.Module, teacher: nn.Module, images: Sequence[Tensor], steps: int, rate: float
) -> None:
    """Minimise the mean of 1 - cosine between both networks' embeddings of the same image."""
    optimiser = torch.optim.Adam(student.parameters(), rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        batch = images[step % len(images)]
        batch = batch.flip(3) if step // len(images) % 2 else batch
        loss = 1 - nn.functional.cosine_similarity(student(batch), teacher(batch)).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()


class _RoundedWeight(nn.Module):
    """Rounds (out, ...) to 255 symmetric steps for each output."""

    def forward(self, weight: Tensor) -> Tensor:
        reach = weight.detach().flatten(1).abs().amax(dim=1).clamp(min=1e-8)
        zeros = torch.zeros_like(reach, dtype=torch.int32)
        return torch.fake_quantize_per_channel_affine(weight, reach / 127, zeros, 0, -127, 127)


class _RoundedInput:
    """Hook before a layer: observes the range of its input, then rounds it to 256 steps."""

    def __init__(self) -> None:
        self.observing = True
        self._lows: list[float] = []
        self._highs: list[float] = []

    def __call__(self, layer: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor] | None:
        if self.observing:
            self._observe(inputs[0])
            return None
        low = min(0.0, sum(self._lows) / len(self._lows))
        high = max(1e-6, sum(self._highs) / len(self._highs))
        step = (high - low) / 255
        zero = round(-low / step)
        return (torch.fake_quantize_per_tensor_affine(inputs[0], step, zero, 0, 255),)

    def _observe(self, values: Tensor) -> None:
        flat = values.flatten()
        sample = flat[:: max(1, len(flat) // SAMPLE)]
        low, high = torch.quantile(sample, torch.tensor([CUT, 1 - CUT])).tolist()
        self._lows.append(low)
        self._highs.append(high)
