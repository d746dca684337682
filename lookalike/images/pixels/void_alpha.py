"""Ignore an alpha channel that is all zeros: it was never filled in."""

from typing import cast

from PIL import Image


def without_void_alpha(image: Image.Image) -> Image.Image:
    """The image without its alpha, where that is 0 throughout over more than one colour.

    Game textures and old Windows programs store such. One colour stays transparent: so are
    blank layers stored. Other images are given back as they are.
    """
    shown = image.convert("RGBA") if _palette_is_void(image) else image
    if shown.mode not in ("RGBA", "LA"):
        return image
    if shown.getchannel("A").getextrema() != (0, 0):
        return image
    *colours, _ = cast("tuple[tuple[int, int], ...]", shown.getextrema())
    if all(low == high for low, high in colours):
        return image
    shown.putalpha(255)  # in its place: a copy of a large image takes much
    return shown


def _palette_is_void(image: Image.Image) -> bool:
    alphas = image.info.get("transparency")
    return image.mode == "P" and isinstance(alphas, bytes) and not any(alphas)
