"""Find pictures without content: blank, dark and blurred ones, and files that cannot be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from lookalike.duplicates.target import DuplicatesTarget
from lookalike.health.blur import blur
from lookalike.images.decode import decode
from lookalike.pipeline import on_threads
from lookalike.types import ImageArray

SHORT_SIDE = 240  # short side at which pictures are measured, about the size on a page
EVEN = 4.0  # standard deviation of each channel, 0 to 255, up to which a picture is blank
# A picture is dark if no channel of 98 of 100 pixels is brighter, 0 to 255. An object on black is
# not, nor is any photo of clothes or of caltech80, the darkest of which has 101.
DARK = 64.0
# The least blur of a blurred picture. 1 of 100 sharp photos has .4 (benchmarks/health.py), and
# 9 of 10 photos blurred by a Gaussian of 2 pixels have more than .5.
BLURRED = 0.5


@dataclass(frozen=True)
class Look:
    """Measurements of a picture's pixels."""

    spread: float
    """The largest standard deviation of a channel, 0 to 127.5."""
    bright: float
    """98 of 100 pixels have no channel brighter than this, 0 to 255."""
    blur: float
    """As of `blur.blur`, 0 to 1."""

    @property
    def is_blank(self) -> bool:
        """Whether it is nearly one colour."""
        return self.spread <= EVEN

    @property
    def is_dark(self) -> bool:
        """Whether it is nearly black everywhere, and not blank."""
        return not self.is_blank and self.bright < DARK

    @property
    def is_blurred(self) -> bool:
        """Whether it has no fine detail, and is neither blank nor dark."""
        return not self.is_blank and not self.is_dark and self.blur > BLURRED


def look_at(image: ImageArray) -> Look:
    """Measure the pixels (h, w, 3) of a picture with a short side of at most SHORT_SIDE."""
    spread = float(image.reshape(-1, 3).std(axis=0, dtype=np.float64).max())
    bright = float(np.quantile(image.max(axis=-1), 0.98))
    return Look(spread, bright, blur(np.asarray(Image.fromarray(image).convert("L"))))


def looks(
    collection: DuplicatesTarget, ids: Sequence[str], threads: int | None = None
) -> Iterator[tuple[int, Look | None]]:
    """Yield each row with its measurements; None if its file cannot be read."""

    def look(row: int) -> Look | None:
        try:
            with collection.held(collection.get(ids[row]).source) as data:
                return look_at(decode(data, SHORT_SIDE, collection.limits).pixels)
        except Exception:  # also one that nobody foresaw: one picture must not end a check
            return None

    return on_threads(look, range(len(ids)), threads)
