"""Convert Pillow images of any mode to pixels, in the same way as files."""

from PIL import Image

from lookalike.errors import ImageUnreachable, QueryError
from lookalike.images.exif import orientation_of, read_exif, upright
from lookalike.images.faults import plain_reasons
from lookalike.images.limits import check_pixels, limits_in_force
from lookalike.images.pixels.colour_profile import to_srgb
from lookalike.images.pixels.void_alpha import without_void_alpha
from lookalike.images.quiet import pillow_silenced
from lookalike.images.readers.pillow_limits import pillow_limited
from lookalike.images.shrink import pixels_of, shrink
from lookalike.types import ImageArray

_CHANGED_IN_PLACE = ("RGBA", "LA")  # by `without_void_alpha`


def image_pixels(image: Image.Image) -> ImageArray:
    """
    Convert any Pillow image to (height, width, 3) uint8 upright sRGB, without changing it.

    It is treated like a file: turned by its EXIF, made opaque over white or grey, converted by its
    colour profile, with the whole range of 16 bits. The current frame is used. ImageError if its
    file is damaged.
    """
    if not image.width or not image.height:
        raise QueryError(f"an image of {image.width} x {image.height} pixels is empty")
    limits = limits_in_force()
    check_pixels(*image.size, limits)
    with pillow_silenced(), pillow_limited(limits), plain_reasons(image.format or "image"):
        _load(image)
        own = image.copy() if image.mode in _CHANGED_IN_PLACE else image
        shown = shrink(without_void_alpha(own), None)
        srgb = to_srgb(shown, image.info.get("icc_profile"))
        return upright(pixels_of(srgb), orientation_of(read_exif(image)))


def _load(image: Image.Image) -> None:
    """Its pixels, which Pillow reads from the file when they are first wanted."""
    try:
        image.load()
    except (ValueError, AssertionError) as error:  # the latter where `with` has closed the file
        if isinstance(error, ValueError) and "closed" not in str(error):
            raise
        raise ImageUnreachable(
            "the image was closed before its pixels were read; call load() before closing it"
        ) from error
