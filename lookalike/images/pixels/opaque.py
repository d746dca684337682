"""Convert Pillow's 8-bit modes to opaque pixels, over white."""

from PIL import Image

_KEPT = ("RGB", "L", "CMYK", "LAB")  # what a colour profile may still speak of


def is_opaque(image: Image.Image) -> bool:
    """Whether the image needs no `opaque`: it is of 8 bits, and nothing shows through."""
    return image.mode in ("CMYK", "LAB") or (
        image.mode in _KEPT and not image.has_transparency_data
    )


def opaque(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """RGB or L, over white where it is transparent, and its alpha; None where nothing is.

    Colours hidden under alpha 0 never show.
    """
    if not image.has_transparency_data:
        return image.convert("L" if image.mode in ("1", "L") else "RGB"), None
    solid = "L" if image.mode in ("LA", "La") else "RGB"
    colours = image if image.mode == solid + "A" else image.convert(solid + "A")
    alpha = colours.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return colours.convert(solid), None
    page = Image.new(solid, image.size, "white")
    page.paste(colours.convert(solid), mask=alpha)
    return page, alpha
