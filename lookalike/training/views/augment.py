"""Augment a batch on tensors: crop, flip, downscale, colour, erase, mix."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, interpolate

from lookalike.datasets.pixels import Pixels
from lookalike.recipes.recipe import Augment, Input
from lookalike.training.views.crops import crops_of
from lookalike.training.views.grid import resized
from lookalike.training.views.mixing import Mixed, mix

GROWN = 0.75  # of the training: from then on images have their whole side
STEP = 16  # pixels by which they grow: kernels are made anew for each size
TOGETHER = 64  # images that are looked at in one go where nothing is learned
GREY = (0.299, 0.587, 0.114)  # ITU-R BT.601, as saturation is commonly taken


def grown(size: int, first: float, progress: float, step: int) -> int:
    """A side: `size`, or from a share of it on in the first three quarters (Howard, 2018)."""
    share = first + (1 - first) * min(1.0, progress / GROWN)
    return size if share >= 1 else max(step, int(share * size) // step * step)


class Views:
    """
    From (n, side, side, 3) uint8 to (n, 3, size, size) float32, normalised, on the same device.

    Chance is drawn on the CPU: the views are the same wherever they are made.
    """

    def __init__(self, recipe: Augment, given: Input, seed: int) -> None:
        self._recipe, self._size = recipe, given.size
        self._mean = torch.tensor(given.mean).view(1, 3, 1, 1)
        self._std = torch.tensor(given.std).view(1, 3, 1, 1)
        self._generator = torch.Generator().manual_seed(seed)

    def state(self) -> Tensor:
        """Where its randomness stands."""
        return self._generator.get_state()

    def set_state(self, state: Tensor) -> None:
        """Go on from there."""
        self._generator.set_state(state)

    def plain(self, pixels: Tensor, side: int | None = None) -> Tensor:
        """As a network is fed when it is used, or at another side; others are resized first."""
        images = pixels.permute(0, 3, 1, 2).float() / 255
        return self._normalised(resized(images, (side or self._size,) * 2))

    def plain_runs(
        self,
        pixels: Pixels,
        rows: NDArray[np.integer] | None = None,
        side: int | None = None,
        device: torch.device | str = "cpu",
    ) -> Iterator[Tensor]:
        """`plain` of many, some at a time: of these rows in their order, or of all."""
        chosen = np.arange(len(pixels)) if rows is None else rows
        for start in range(0, len(chosen), TOGETHER):
            some = torch.from_numpy(pixels[chosen[start : start + TOGETHER]])
            yield self.plain(some.to(device), side)

    def resized(self, images: Tensor, progress: float) -> Tensor:
        """What `random` gave, at the side that the network sees at this share of the training."""
        smaller = resized(images, (self._side(progress),) * 2)
        return smaller.contiguous(memory_format=torch.channels_last)

    def drawn(self, count: int, below: int) -> Tensor:
        """(count,) numbers from 0 to `below`, not included."""
        return torch.randint(below, (count,), generator=self._generator)

    def mirrored(self, crops: Tensor) -> Tensor:
        """(n, 4), about half of them mirrored where the recipe flips."""
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
        As it is fed when it learns, at this share of the training; perhaps smaller than later.

        `crops` (n, 4) are what it is to see, as crops.py has them; None for random ones, some of
        them mirrored. `side` is that of the square, where it is not the recipe's.
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
        """What `random` gave, perhaps with rectangles of each other; `common` as `mix` has it."""
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
        """A rectangle of each, resized to the square that the network sees."""
        n = len(images)
        across, down, x, y = (self.mirrored(self._crops(n)) if crops is None else crops).T
        transform = torch.zeros(n, 2, 3)
        transform[:, 0, 0], transform[:, 1, 1] = across, down
        transform[:, 0, 2], transform[:, 1, 2] = x, y
        grid = affine_grid(transform.to(images.device), [n, 3, side, side], align_corners=False)
        return grid_sample(images, grid, padding_mode="reflection", align_corners=False)

    def _crops(self, count: int) -> Tensor:
        """(count, 4) at random."""
        chances = torch.stack([self._uniform(count, 0, 1) for _ in range(4)], dim=1)
        return torch.from_numpy(crops_of(chances.numpy(), self._recipe.crop))

    def _shrunk(self, images: Tensor) -> Tensor:
        """Every other one, by one factor for the batch: of one size, they are resized at once."""
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
        Brightness, contrast about the mean, saturation about the grey, each by a random factor.

        All three are linear, so that one matrix an image does them in one pass.
        """
        n, reach = len(images), self._recipe.colour
        bright, contrast, colour = (
            self._uniform(n, 1 - reach, 1 + reach).to(images.device) for _ in range(3)
        )
        scale = (bright * contrast).view(n, 1, 1)
        grey = torch.tensor(GREY, device=images.device).expand(3, 3)
        own = torch.eye(3, device=images.device)
        matrix = scale * (colour.view(n, 1, 1) * own + (1 - colour).view(n, 1, 1) * grey)
        middle = images.mean(dim=(1, 2, 3)) * bright * (1 - contrast)
        offset = middle.view(n, 1, 1).expand(n, 3, 1)
        return torch.baddbmm(offset, matrix, images.flatten(2)).view_as(images).clamp_(0, 1)

    def _erased(self, images: Tensor) -> Tensor:
        """A grey rectangle of a tenth to a third of each side's square (Zhong et al., 2020)."""
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
