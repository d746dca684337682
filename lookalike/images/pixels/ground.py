"""Choose the background for transparent drawings: white, or grey where white would hide them."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from lookalike.images.pixels.opaque import opaque

GREY = 128
_CLEAR = 40  # levels of 255 that a pixel differs from its ground by, to be seen well
_ENOUGH = 0.45  # of what is drawn, by alpha: if so much is seen well on white, white it stays
_LOOKED_AT = 512  # pixels of each side, taken evenly


def grounded(page: Image.Image, alpha: Image.Image, on_grey: bool | None = None) -> Image.Image:
    """`page`, RGB or L over white with this alpha (L), over grey where white hides it.

    White hides a picture if less than 45 % of what is drawn, by alpha, differs clearly from white,
    and grey would show it better. A picture of which nothing is visible stays a white page.
    `on_grey` overrules that for a part of a picture.
    """
    if not (_is_hidden(page, alpha) if on_grey is None else on_grey):
        return page
    shade = _shade(alpha)
    behind = shade if page.mode == "L" else Image.merge("RGB", (shade, shade, shade))
    return ImageChops.subtract(page, behind)


def hides_on_white(image: Image.Image) -> bool:
    """Whether a white background would hide this transparent 8-bit picture."""
    size = min(image.width, _LOOKED_AT), min(image.height, _LOOKED_AT)
    page, alpha = opaque(image.resize(size, Image.Resampling.NEAREST))
    return _is_hidden(page, alpha or Image.new("L", size, 255))


def _is_hidden(page: Image.Image, alpha: Image.Image) -> bool:
    size = min(page.width, _LOOKED_AT), min(page.height, _LOOKED_AT)
    if size != page.size:
        page, alpha = (one.resize(size, Image.Resampling.NEAREST) for one in (page, alpha))
    light, drawn = np.asarray(page.convert("L")).astype(np.int16), np.asarray(alpha)
    total = drawn.sum(dtype=np.int64)
    on_white = 255 - light
    if drawn[on_white >= _CLEAR].sum(dtype=np.int64) >= _ENOUGH * total:
        return False
    return _seen(light - np.asarray(_shade(alpha)) - GREY, drawn) > _seen(on_white, drawn)


def _shade(alpha: Image.Image) -> Image.Image:
    """Return how much darker each pixel is over grey than over white."""
    return alpha.point([round((255 - a) * (255 - GREY) / 255) for a in range(256)])


def _seen(difference: NDArray[np.int16], drawn: NDArray[np.uint8]) -> int:
    """How well all of the drawing is seen: no pixel counts for more than one that is clear."""
    return int((np.minimum(np.abs(difference), _CLEAR) * drawn.astype(np.int64)).sum())
