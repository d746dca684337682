"""Measure a picture's quality: effective resolution, frame, colours."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from lookalike.duplicates.blocks import Grey
from lookalike.types import ImageArray

SIDE = 768  # pixels of the central square in which detail is measured
SCALES = 0.25, 0.354, 0.5, 0.707
LOSS = 2.0  # RMS, 0 to 255, up to which reducing and enlarging it again has lost nothing
EVEN = 3.0  # standard deviation of a frame's row or column, 0 to 255
SMALL = 256  # long side at which frames and colours are measured


@dataclass(frozen=True)
class Quality:
    """The properties that only the pixels tell."""

    detail: float = 1.0
    """Share of the pixels that is enough to show the same, 0 to 1; low for an enlarged picture."""
    content: float = 1.0
    """Share of the picture inside a frame of one colour, 0 to 1."""
    chroma: float = 0.0
    """Mean difference of a pixel's red, green and blue, 0 to 255; 0 for a grey picture."""


UNMEASURED = Quality()


def quality(image: ImageArray) -> Quality:
    """Measure pixels (h, w, 3) of a whole picture, at its own size."""
    picture = Image.fromarray(image)
    small = picture.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.BOX)
    pixels = np.asarray(small, np.float32)
    chroma = float(np.mean(pixels.max(axis=-1) - pixels.min(axis=-1)))
    grey = np.asarray(small.convert("L"), np.float32)
    return Quality(_detail(picture), _content(grey), chroma)


def _detail(picture: Image.Image) -> float:
    left, top = max(0, (picture.width - SIDE) // 2), max(0, (picture.height - SIDE) // 2)
    right, bottom = min(picture.width, left + SIDE), min(picture.height, top + SIDE)
    middle = picture.crop((left, top, right, bottom)).convert("L")
    whole = np.asarray(middle, np.float32)
    for scale in SCALES:
        size = max(1, round(middle.width * scale)), max(1, round(middle.height * scale))
        small = middle.resize(size, Image.Resampling.LANCZOS)
        again = np.asarray(small.resize(middle.size, Image.Resampling.BICUBIC), np.float32)
        if np.sqrt(np.mean((again - whole) ** 2)) <= LOSS:
            return scale**2
    return 1.0


def _content(grey: Grey) -> float:
    share = 1.0
    for sides in (grey, grey.T):
        even = sides.std(axis=1) <= EVEN
        inside = np.flatnonzero(~even)
        if not len(inside):
            return 1.0  # a blank page has no frame
        share *= (inside[-1] - inside[0] + 1) / len(even)
    return float(share)
