"""Any of Pillow's modes to 8-bit pixels without transparency, over white."""

from PIL import Image

from lookalike.images.deep import eight_bits

_KEPT = ("RGB", "L", "CMYK", "LAB")  # what a colour profile may still speak of


def opaque(image: Image.Image) -> Image.Image:
    """To RGB, L, CMYK or LAB; colours hidden under alpha 0 never show."""
    image = eight_bits(image)
    if image.mode in ("CMYK", "LAB"):
        return image
    if image.has_transparency_data:
        return _over_white(image)
    if image.mode in _KEPT:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _over_white(image: Image.Image) -> Image.Image:
    solid = "L" if image.mode in ("LA", "La") else "RGB"
    colours = image.convert(solid + "A")
    page = Image.new(solid, image.size, "white")
    page.paste(colours.convert(solid), mask=colours.getchannel("A"))
    return page
