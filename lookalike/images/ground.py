"""What is behind a drawing on transparency: white, or grey where white would hide it."""

import numpy as np
from PIL import Image, ImageChops

GREY = 128
_NEAR = 32  # levels of 255 within which grey values are taken to be one
_ENOUGH = 0.25  # of what is visible: if so much shows on white, white it stays
_LOOKED_AT = 512  # pixels of each side, taken evenly
_HARDLY_DARK = [alpha * _NEAR // 255 for alpha in range(256)]  # ink over white, by alpha


def grounded(page: Image.Image, alpha: Image.Image) -> Image.Image:
    """`page`, RGB or L over white with this alpha (L), over grey where white hides it.

    White hides a picture if less than a quarter of what is visible, by alpha, is darker than
    nearly white. A picture of which nothing is visible stays a white page.
    """
    if not _is_hidden(page, alpha):
        return page
    shade = alpha.point([round((255 - a) * (255 - GREY) / 255) for a in range(256)])
    behind = shade if page.mode == "L" else Image.merge("RGB", (shade, shade, shade))
    return ImageChops.subtract(page, behind)


def _is_hidden(page: Image.Image, alpha: Image.Image) -> bool:
    size = min(page.width, _LOOKED_AT), min(page.height, _LOOKED_AT)
    if size != page.size:
        page, alpha = (one.resize(size, Image.Resampling.NEAREST) for one in (page, alpha))
    ink, visible = np.asarray(ImageChops.invert(page.convert("L"))), np.asarray(alpha)
    dark = ink > np.asarray(alpha.point(_HARDLY_DARK))
    total = visible.sum(dtype=np.int64)
    return bool(total and visible[dark].sum(dtype=np.int64) < _ENOUGH * total)
