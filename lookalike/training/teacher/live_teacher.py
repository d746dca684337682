"""Run the teacher during training, on the same random views as the student."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize
from torch.nn.utils.fusion import fuse_conv_bn_eval

from lookalike.encoders.classical.whitening import learn_whitening
from lookalike.errors import InputError
from lookalike.recipes.recipe import Backbone, Teacher
from lookalike.training.network.backbones.catalogue import build_backbone
from lookalike.training.network.precision import computes_in_bfloat16
from lookalike.training.views.augment import grown

STEP = 32  # pixels by which its images grow: one position of its last map
TOGETHER = 32  # images in one run: the maps of more do not fit into the CPU cache
LEAST = 1e-6  # variance of a channel


@dataclass(frozen=True)
class Said:
    """A teacher's outputs for n views."""

    maps: Tensor
    """(n, channels, h, w), whose mean is the embedding; after `Projection` (n, dim, h, w)."""
    narrow: list[Tensor]
    """(n, channels, h, w) each, of inner maps; after `Projection` of mean 0 and variance 1."""

    @property
    def vectors(self) -> Tensor:
        """(n, dim) of length 1."""
        return normalize(self.maps.mean(dim=(2, 3)), dim=1)


class Projection(nn.Module):
    """Projects a teacher's outputs to the targets of the student; saved in checkpoints."""

    mean: Tensor
    components: Tensor
    centres: Tensor
    scales: Tensor

    def __init__(self, channels: int, dim: int, narrow: Sequence[int]) -> None:
        super().__init__()
        if dim > channels:
            raise InputError(
                f"the head has {dim} outputs, but the teacher's embedding only {channels}; use a "
                "smaller last layer"
            )
        self._dim, self._narrow = dim, list(narrow)
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("components", torch.zeros(channels, dim))
        self.register_buffer("centres", torch.zeros(sum(narrow)))
        self.register_buffer("scales", torch.ones(sum(narrow)))

    def learn(self, said: Iterable[Said], power: float) -> None:
        """Learn from batches of images: principal components as in `learn_whitening`."""
        rows, first, second = [], [], []
        for batch in said:
            rows.append(batch.maps.mean(dim=(2, 3)))
            flat = [maps.transpose(0, 1).flatten(1) for maps in batch.narrow]
            empty = rows[-1].new_zeros(0)  # without inner maps
            first.append(torch.cat([empty, *(maps.mean(dim=1) for maps in flat)]))
            second.append(torch.cat([empty, *(maps.square().mean(dim=1) for maps in flat)]))
        turn = learn_whitening(torch.cat(rows).cpu().numpy(), self._dim, power)
        self.mean.copy_(torch.from_numpy(turn.mean))
        self.components.copy_(torch.from_numpy(turn.projection))
        self.centres.copy_(torch.stack(first).mean(dim=0))
        variance = torch.stack(second).mean(dim=0) - self.centres.square()
        self.scales.copy_(variance.clamp(min=LEAST).sqrt())

    def forward(self, said: Said) -> Said:
        """Project to components, and normalise the inner maps."""
        turned = said.maps - self.mean.view(-1, 1, 1)
        turned = torch.einsum("nchw,cd->ndhw", turned, self.components)
        centres, scales = (torch.split(part, self._narrow) for part in (self.centres, self.scales))
        narrow = [
            (maps - centre.view(-1, 1, 1)) / scale.view(-1, 1, 1)
            for maps, centre, scale in zip(said.narrow, centres, scales, strict=True)
        ]
        return Said(turned, narrow)


class LiveTeacher:
    """The network of a recipe's teacher; `turn` must be learned or loaded before use."""

    def __init__(self, teacher: Teacher, dim: int, narrow: Sequence[int], device: str) -> None:
        """
        `dim` is the student's dimension, `narrow` the channels of its inner maps.

        InputError if the teacher lacks these modules or dimensions.
        """
        network = build_backbone(Backbone(teacher.backbone, start=teacher.file)).eval()
        self._teacher = teacher
        self._device, self._heard = device, dict[str, Tensor]()
        self._names = [*teacher.maps, teacher.embedding]
        _fold_norms(network)
        modules = dict(network.named_modules())
        for name in self._names:
            if name not in modules:
                raise InputError(
                    f"the teacher {teacher.backbone} has no module {name!r}; there are: "
                    f"{', '.join(list(modules)[1:6])} ..."
                )
            modules[name].register_forward_hook(partial(self._hear, name))
        self._dtype = torch.bfloat16 if computes_in_bfloat16(device) else torch.float32
        kind = {"dtype": self._dtype, "memory_format": torch.channels_last}
        self._network = network.to(device, **kind)  # type: ignore[call-overload]  # torch's stubs lack it
        said = self._said(torch.zeros(1, 3, teacher.size, teacher.size))
        channels = [maps.shape[1] for maps in said.narrow]
        if channels != list(narrow):
            raise InputError(
                f"the teacher's maps have {channels} channels, but the student's {list(narrow)}; "
                "set teacher.maps to matching ones, or to []"
            )
        self.projection = Projection(said.maps.shape[1], dim, channels).to(device)

    def side(self, progress: float) -> int:
        """Return the side of its input at this progress of the training."""
        return grown(self._teacher.size, self._teacher.grow, progress, STEP)

    def learn(self, batches: Iterable[Tensor]) -> None:
        """Learn the projection; `batches` are normalised images, as for `look`."""
        self.projection.learn(map(self._said, batches), self._teacher.whitening)

    def look(self, images: Tensor) -> Said:
        """Embed (n, 3, side, side) normalised images, on any device."""
        said: Said = self.projection(self._said(images))
        return said

    @torch.no_grad()
    def _said(self, images: Tensor) -> Said:
        parts = []
        for some in torch.split(images.to(self._device, self._dtype), TOGETHER):
            self._network(some)
            parts.append([self._heard[name].float() for name in self._names])
        self._heard.clear()
        *narrow, maps = map(torch.cat, zip(*parts, strict=True))
        return Said(maps, narrow)

    def _hear(self, name: str, module: nn.Module, inputs: Any, output: Tensor) -> None:
        self._heard[name] = output


def _fold_norms(network: nn.Module) -> None:
    """Fold batch norm into the convolutions before it, which halves the time."""
    for module in list(network.modules()):
        for (name, conv), (after, norm) in pairwise(list(module.named_children())):
            if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                setattr(module, name, fuse_conv_bn_eval(conv, norm))
                setattr(module, after, nn.Identity())
