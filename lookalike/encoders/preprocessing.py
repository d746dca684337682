"""What a network wants done to an image before it sees it, and where that is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.digest import digest
from lookalike.encoders.resize import FILTER, checked
from lookalike.errors import EncoderError
from lookalike.types import ImageArray

VERSION = 1  # of the arithmetic below: raise it whenever the same image would come out another
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class Preprocessing:
    """As JSON, under the metadata key `lookalike` or in the sidecar: the same names and values."""

    size: int = 224
    """Side of the square that the network takes, in pixels."""
    mean: tuple[float, float, float] = IMAGENET_MEAN
    """Of RGB in 0 to 1; what most published networks were trained with is the default."""
    std: tuple[float, float, float] = IMAGENET_STD
    resize: str = "squash"
    """`squash` keeps the whole picture and loses its aspect; `crop` keeps the middle square."""
    channels: str = "first"
    """`first`: (n, 3, size, size); `last`: (n, size, size, 3)."""
    output: str = ""
    """Name of the output to take; empty for the first."""

    def __post_init__(self) -> None:
        if not 1 <= self.size <= 4096 or self.resize not in ("squash", "crop"):
            raise EncoderError(
                f"size must be 1 to 4096 and resize squash or crop, not {self.size}, {self.resize}"
            )
        if [len(v) for v in (self.mean, self.std)] != [3, 3] or min(self.std) <= 0:
            raise EncoderError("mean and std are three numbers each, and std is above 0")
        if self.channels not in ("first", "last"):
            raise EncoderError(f"channels must be first or last, not {self.channels}")

    @property
    def fingerprint(self) -> str:
        """Changes with any value above and with the arithmetic."""
        return digest(json.dumps([VERSION, asdict(self)]).encode())[:8]

    def apply(self, images: Sequence[ImageArray]) -> NDArray[np.float32]:
        """The network's input for these images: resized, scaled, normalised, laid out."""
        batch = np.empty((len(images), self.size, self.size, 3), np.uint8)
        for row, image in zip(batch, images, strict=True):
            row[:] = self.square(image)
        planes = batch if self.channels == "last" else batch.transpose(0, 3, 1, 2)
        tensor = np.ascontiguousarray(planes, dtype=np.float32)
        axes = (1, 1, 3) if self.channels == "last" else (3, 1, 1)
        tensor -= 255 * np.array(self.mean, np.float32).reshape(axes)
        tensor /= 255 * np.array(self.std, np.float32).reshape(axes)
        return tensor

    def square(self, image: ImageArray) -> ImageArray:
        """(h, w, 3) to (size, size, 3), squashed or cropped."""
        picture = Image.fromarray(checked(image))
        box = (0, 0, picture.width, picture.height)
        if self.resize == "crop":
            side = min(picture.size)
            left, top = (picture.width - side) // 2, (picture.height - side) // 2
            box = (left, top, left + side, top + side)
        return np.asarray(picture.resize((self.size, self.size), FILTER, box))


def read_preprocessing(
    metadata: Mapping[str, str], sidecar: Path, shape: Sequence[int | str | None]
) -> Preprocessing:
    """From the metadata, else the sidecar, else ImageNet's; size and layout from the shape."""
    values = _written(metadata, sidecar)
    if len(shape) != 4 or (shape[1] != 3 and shape[3] != 3):
        raise EncoderError(
            f"the network of {sidecar.stem} takes {list(shape)}, not (n, 3, size, size) "
            "or (n, size, size, 3)"
        )
    values.setdefault("channels", "first" if shape[1] == 3 else "last")
    side = shape[2]
    if isinstance(side, int):
        values.setdefault("size", side)
    try:
        found = Preprocessing(**values)
    except TypeError as error:
        names = ", ".join(field.name for field in fields(Preprocessing))
        raise EncoderError(f"{sidecar.name}: {error}; the names are: {names}") from error
    if isinstance(side, int) and side != found.size:
        raise EncoderError(f"{sidecar.stem} takes {side} pixels, and its settings say {found.size}")
    return found


def _written(metadata: Mapping[str, str], sidecar: Path) -> dict[str, Any]:
    text = metadata.get("lookalike")
    try:
        if text is None and sidecar.exists():
            text = sidecar.read_text(encoding="utf-8")
        values = json.loads(text or "{}")
    except (OSError, ValueError) as error:
        raise EncoderError(f"the settings of {sidecar.stem} cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise EncoderError(f"the settings of {sidecar.stem} must be one JSON object")
    known = {field.name for field in fields(Preprocessing)}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in known}
