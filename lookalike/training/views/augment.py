"""Augment a batch on tensors: crop, flip, downscale, colour, erase, mix."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, interpolate

from lookalike.datasets.pixels import Pixels
from lookalike.images.colour_space import LUMA
from lookalike.recipes.recipe import Augment, Input
from lookalike.training.views.crops import crops_of
from lookalike.training.views.grid import resized
from lookalike.training.views.mixing import Mixed, mix

GROWN = 0.75  # share of the training after which images have their full side
STEP = 16  # pixels by which they grow: kernels are set up again for each size
TOGETHER = 64  # images in one run without gradients


def grown(size: int, first: float, progress: float, step: int) -> int:
    """Return the side, which grows in the first three quarters of the training (Howard, 2018)."""
    share = first + (1 - first) * min(1.0, progress / GROWN)
    return size if share >= 1 else max(step, int(share * size) // step * step)


class Views:
    """
    Turns (n, side, side, 3) uint8 into (n, 3, size, size) float32, normalised, on the same device.

    Random numbers are drawn on the CPU, so the views are the same on all devices.
    """

    def __init__(self, recipe: Augment, given: Input, seed: int) -> None:
        self._recipe, self._size = recipe, given.size
        self._mean = torch.tensor(given.mean).view(1, 3, 1, 1)
        self._std = torch.tensor(given.std).view(1, 3, 1, 1)
        self._generator = torch.Generator().manual_seed(seed)

    def state(self) -> Tensor:
        """Return the state of the random generator."""
        return self._generator.get_state()

    def set_state(self, state: Tensor) -> None:
        """Restore the state of the random generator."""
        self._generator.set_state(state)

    def plain(self, pixels: Tensor, side: int | None = None) -> Tensor:
        """Preprocess as for inference, resizing to the network's side or to `side`."""
        images = pixels.permute(0, 3, 1, 2).float() / 255
        return self._normalised(resized(images, (side or self._size,) * 2))

    def plain_runs(
        self,
        pixels: Pixels,
        rows: NDArray[np.integer] | None = None,
        side: int | None = None,
        device: torch.device | str = "cpu",
    ) -> Iterator[Tensor]:
        """Yield `plain` of these rows in order, or of all, some at a time."""
        chosen = np.arange(len(pixels)) if rows is None else rows
        for start in range(0, len(chosen), TOGETHER):
            some = torch.from_numpy(pixels[chosen[start : start + TOGETHER]])
            yield self.plain(some.to(device), side)

    def resized(self, images: Tensor, progress: float) -> Tensor:
        """Resize the result of `random` to the network's side at this progress of the training."""
        smaller = resized(images, (self._side(progress),) * 2)
        return smaller.contiguous(memory_format=torch.channels_last)

    def drawn(self, count: int, below: int) -> Tensor:
        """Draw (count,) numbers from 0 to `below`, exclusive."""
        return torch.randint(below, (count,), generator=self._generator)

    def mirrored(self, crops: Tensor) -> Tensor:
        """Mirror about half of the (n, 4) crops if the recipe flips."""
        chance = self._uniform(len(crops), 0, 1)
        sign = torch.where(chance < (0.5 if self._recipe.flip else 0.0), -1.0, 1.0)
        return torch.cat([crops[:, :1] * sign[:, None], crops[:, 1:]], dim=1)

    def random(
        self,
        pixels: Tensor,
        crops: Tensor | None = None,
        progress: float = 1.0,
        side: int | None = None,
    ) -> Tensor:
        """
        Return random views for training, at this progress; at first they may be smaller.

        `crops` (n, 4) are defined in crops.py; None for random ones, some of them mirrored. `side`
        replaces the recipe's side.
        """
        images = pixels.permute(0, 3, 1, 2).float() / 255
        images = self._shrunk(self._cropped(images, crops, side or self._side(progress)))
        if self._recipe.colour > 0:
            images = self._coloured(images)
        images = self._normalised(images)
        return self._erased(images) if self._recipe.erase > 0 else images

    def mixed(
        self, images: Tensor, common: Callable[[Tensor], Tensor] = lambda drawn: drawn
    ) -> Mixed:
        """Apply CutMix to the result of `random`, if the recipe has it; `common` as in `mix`."""
        return mix(images, self._recipe.mix, self._generator, common)

    def _side(self, progress: float) -> int:
        return grown(self._size, self._recipe.grow, progress, STEP)

    def _normalised(self, images: Tensor) -> Tensor:
        scale = (1 / self._std).to(images.device)
        shifted = images.contiguous(memory_format=torch.channels_last) * scale
        return shifted.sub_((self._mean / self._std).to(images.device))

    def _uniform(self, count: int, low: float, high: float) -> Tensor:
        return torch.empty(count).uniform_(low, high, generator=self._generator)

    def _cropped(self, images: Tensor, crops: Tensor | None, side: int) -> Tensor:
        """Cut a rectangle of each, and resize it to a square."""
        n = len(images)
        across, down, x, y = (self.mirrored(self._crops(n)) if crops is None else crops).T
        transform = torch.zeros(n, 2, 3)
        transform[:, 0, 0], transform[:, 1, 1] = across, down
        transform[:, 0, 2], transform[:, 1, 2] = x, y
        grid = affine_grid(transform.to(images.device), [n, 3, side, side], align_corners=False)
        return grid_sample(images, grid, padding_mode="reflection", align_corners=False)

    def _crops(self, count: int) -> Tensor:
        """Return (count, 4) random crops."""
        chances = torch.stack([self._uniform(count, 0, 1) for _ in range(4)], dim=1)
        return torch.from_numpy(crops_of(chances.numpy(), self._recipe.crop))

    def _shrunk(self, images: Tensor) -> Tensor:
        """Downscale every second view, all by one factor, so they are resized at once."""
        if self._recipe.shrink >= 1:
            return images
        share = float(self._uniform(1, self._recipe.shrink, 1.0))
        small = (max(1, round(share * images.shape[-1])),) * 2
        large = images.shape[2:]
        blurred = interpolate(images[1::2], small, mode="bilinear", antialias=True)
        images[1::2] = interpolate(blurred, large, mode="bilinear")
        return images

    def _coloured(self, images: Tensor) -> Tensor:
        """
        Change brightness, contrast (about the mean) and saturation, each by a random factor.

        All three are linear, so one matrix per image does them in one pass.
        """
        n, reach = len(images), self._recipe.colour
        bright, contrast, colour = (
            self._uniform(n, 1 - reach, 1 + reach).to(images.device) for _ in range(3)
        )
        scale = (bright * contrast).view(n, 1, 1)
        grey = torch.tensor(LUMA, device=images.device).expand(3, 3)
        own = torch.eye(3, device=images.device)
        matrix = scale * (colour.view(n, 1, 1) * own + (1 - colour).view(n, 1, 1) * grey)
        middle = images.mean(dim=(1, 2, 3)) * bright * (1 - contrast)
        offset = middle.view(n, 1, 1).expand(n, 3, 1)
        return torch.baddbmm(offset, matrix, images.flatten(2)).view_as(images).clamp_(0, 1)

    def _erased(self, images: Tensor) -> Tensor:
        """Paint a grey rectangle of a tenth to a third of the area (Zhong et al., 2020)."""
        n, size = len(images), images.shape[-1]
        place = torch.arange(size).view(1, size)
        inside = []
        for _ in range(2):
            length = (self._uniform(n, 0.3, 0.6) * size).view(n, 1)
            start = self._uniform(n, 0, 1).view(n, 1) * (size - length)
            inside.append((place >= start) & (place < start + length))
        chosen = (self._uniform(n, 0, 1) < self._recipe.erase).view(n, 1, 1, 1)
        hole = inside[0].view(n, 1, size, 1) & inside[1].view(n, 1, 1, size) & chosen
        return images.masked_fill(hole.to(images.device), 0.0)
