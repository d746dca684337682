"""Lay a heat-map over a picture: orange where a place speaks for the likeness, blue against it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.search.heatmap import Places

FOR, AGAINST = (232, 89, 12), (28, 111, 184)
OPACITY = 0.82  # of the strongest place
GREYED = 0.8  # how much of the picture's own colours is taken away, as they would mix


def strongest(*maps: Places | None) -> float:
    """Return the largest contribution of a place to either side, so that maps share one scale."""
    found = [float(np.abs(one).max()) for one in maps if one is not None and one.size]
    return max(found, default=0.0)


def heat_over(picture: Image.Image, places: Places, most: float) -> Image.Image:
    """Return the picture, grey, under the (h, w) places; `most` has the full colour."""
    smooth = Image.fromarray(np.asarray(places, np.float32)).resize(
        picture.size, Image.Resampling.BICUBIC
    )
    grey = picture.convert("L").convert("RGB")
    ground = np.asarray(Image.blend(picture, grey, GREYED), np.float32)
    ground = 0.8 * ground + 0.2 * 255  # lighter, so that black shows the colours too
    tint, alpha = _tints(np.asarray(smooth) / most if most else np.zeros(ground.shape[:2]))
    mixed = ground * (1 - alpha) + tint * alpha
    return Image.fromarray(np.clip(np.round(mixed), 0, 255).astype(np.uint8))


def heat_scale(width: int, height: int) -> Image.Image:
    """Return the colours from most against, at the left, to most for."""
    tint, alpha = _tints(np.linspace(-1, 1, width)[None].repeat(height, 0))
    return Image.fromarray(np.round(255 * (1 - alpha) + tint * alpha).astype(np.uint8))


def _tints(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the colour and the opacity, (h, w, 3) and (h, w, 1), of values from -1 to 1."""
    alpha = OPACITY * np.minimum(1, np.abs(values))
    tint = np.where((values >= 0)[..., None], np.array(FOR), np.array(AGAINST))
    return tint, alpha[..., None]
