"""Convert embedded colour profiles to sRGB with Little CMS."""

from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}
_PROBE_STEPS = 6  # colours per axis of the cube that tells an sRGB profile by what it does
_SAME = 2  # levels of 255 within which a profile counts as sRGB itself


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB, L, CMYK or LAB to RGB in sRGB; perceptual intent; a broken profile is ignored."""
    transform = _transform(profile, image.mode) if profile else None
    if transform is None:
        return image if image.mode == "RGB" else image.convert("RGB")
    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None  # only in-place application returns nothing
    return converted


@lru_cache(maxsize=32)  # a folder's photos come from few cameras
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None where nothing is to be done: sRGB already, broken, or for another kind of pixels."""
    try:
        source = ImageCms.getOpenProfile(BytesIO(profile))
        if source.profile.xcolor_space != _SPACES.get(mode):
            return None
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return None if mode == "RGB" and _changes_nothing(transform) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    steps = np.linspace(0, 255, _PROBE_STEPS).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, _PROBE_STEPS, 3)
    after = np.asarray(ImageCms.applyTransform(Image.fromarray(cube), transform), dtype=np.int16)
    return bool(np.abs(after - cube).max() <= _SAME)
