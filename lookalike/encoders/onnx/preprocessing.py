"""A network's preprocessing (size, mean, standard deviation), read from its metadata or files."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.resize import FILTER, picture
from lookalike.errors import EncoderError
from lookalike.files.digest import digest
from lookalike.images.imagenet import IMAGENET_MEAN, IMAGENET_STD
from lookalike.types import ImageArray

VERSION = 2  # of the arithmetic below; raise it when the same image would give another result
GAP = 1.0  # Pillow's reducing_gap: averages blocks first, in half the time, with equal retrieval
METADATA = "lookalike"  # key of the JSON in the metadata of an ONNX file


@dataclass(frozen=True)
class Preprocessing:
    """The settings, with the names of the JSON in the metadata or the sidecar file."""

    size: int = 224
    """Side of the square that the network takes, in pixels."""
    mean: tuple[float, float, float] = IMAGENET_MEAN
    """Of RGB in 0 to 1; the default is that of most published networks (ImageNet)."""
    std: tuple[float, float, float] = IMAGENET_STD
    resize: str = "squash"
    """`squash` keeps the whole picture, not its aspect ratio; `crop` keeps the middle square."""
    channels: str = "first"
    """`first`: (n, 3, size, size); `last`: (n, size, size, 3)."""
    output: str = ""
    """Name of the output to take; empty for the first."""

    def __post_init__(self) -> None:
        for name, is_right, wanted in (
            ("size", _is_side(self.size), "a whole number from 1 to 4096"),
            ("mean", _is_triple(self.mean), "three numbers"),
            ("std", _is_triple(self.std) and min(self.std) > 0, "three numbers above 0"),
            ("resize", self.resize in ("squash", "crop"), "squash or crop"),
            ("channels", self.channels in ("first", "last"), "first or last"),
        ):
            if not is_right:
                raise EncoderError(f"{name} must be {wanted}, not {getattr(self, name)!r}")

    @property
    def fingerprint(self) -> str:
        """Return a text that changes with any setting and with the arithmetic."""
        return digest(json.dumps([VERSION, asdict(self)]).encode())[:8]

    def apply(self, images: Sequence[ImageArray]) -> NDArray[np.float32]:
        """Return the network's input for these images: resized, scaled and normalised."""
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
        """Resize (h, w, 3) to (size, size, 3), squashed or cropped."""
        whole = picture(image)
        box = (0, 0, whole.width, whole.height)
        if self.resize == "crop":
            side = min(whole.size)
            left, top = (whole.width - side) // 2, (whole.height - side) // 2
            box = (left, top, left + side, top + side)
        return np.asarray(whole.resize((self.size, self.size), FILTER, box, GAP))


def read_preprocessing(
    metadata: Mapping[str, str], sidecar: Path, shape: Sequence[int | str | None]
) -> Preprocessing:
    """Read the metadata, else the sidecar, else use ImageNet's; check with the input's shape."""
    network, values = sidecar.stem, _written(metadata, sidecar)
    channels, side = _input(shape, network)
    values.setdefault("channels", channels)
    if side is not None:
        values.setdefault("size", side)
    try:
        found = Preprocessing(**values)
    except EncoderError as error:
        raise EncoderError(f"the settings of {network} are invalid: {error}") from error
    if side not in (None, found.size):
        raise EncoderError(
            f"{network} takes {side} pixels, but its settings have size {found.size}"
        )
    return found


def _input(shape: Sequence[int | str | None], network: str) -> tuple[str, int | None]:
    """Return the position of the channels, and the side of the square if it is fixed."""
    if len(shape) != 4 or 3 not in (shape[1], shape[3]):
        raise EncoderError(
            f"{network} takes {list(shape)}, not images: (n, 3, size, size) or (n, size, size, 3)"
        )
    channels, sides = ("first", shape[2:]) if shape[1] == 3 else ("last", shape[1:3])
    fixed = {side for side in sides if isinstance(side, int)}
    if len(fixed) > 1:
        raise EncoderError(
            f"{network} takes {sides[0]} by {sides[1]} pixels, which is not a square"
        )
    return channels, fixed.pop() if fixed else None


def _written(metadata: Mapping[str, str], sidecar: Path) -> dict[str, Any]:
    text = metadata.get(METADATA)
    try:
        if text is None and sidecar.exists():
            text = sidecar.read_text(encoding="utf-8")
        values = json.loads(text or "{}")
    except (OSError, ValueError) as error:
        raise EncoderError(f"the settings of {sidecar.stem} cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise EncoderError(f"the settings of {sidecar.stem} must be one JSON object")
    known = [field.name for field in fields(Preprocessing)]
    unknown = [name for name in values if name not in known]
    if unknown:  # else a misspelt name would make every vector slightly wrong
        raise EncoderError(
            f"the settings of {sidecar.stem} have an unknown {unknown[0]!r}; there are: "
            f"{', '.join(known)}"
        )
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}


def _is_side(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 4096


def _is_triple(value: object) -> bool:
    if not isinstance(value, tuple) or len(value) != 3:
        return False
    return all(isinstance(v, int | float) and math.isfinite(v) for v in value)
