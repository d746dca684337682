"""Resize images before they are encoded."""

from math import ceil, floor

import numpy as np
from PIL import Image

from lookalike.images.pixels.deep import eight_bits
from lookalike.images.pixels.ground import grounded, hides_on_white
from lookalike.images.pixels.opaque import is_opaque, opaque
from lookalike.types import ImageArray

Box = tuple[float, float, float, float]

PREPROCESSING = "bilinear-1"
"""Names the filter and the scaled decoding; vectors made under another name differ."""

# A triangle over the covered area, as torch calls antialiased bilinear. Of box, hamming,
# bicubic and lanczos it strays least from the full decode after a JPEG's scaled one.
_FILTER = Image.Resampling.BILINEAR
_BAND = 1_000_000  # pixels made opaque at a time: a large image is never there twice


def shrink(
    image: Image.Image,
    short_side: int | None,
    box: Box | None = None,
    *,
    on_grey: bool | None = None,
) -> Image.Image:
    """
    Scale `box` of the image (all of it by default) so that its short side is `short_side`.

    To RGB, L, CMYK or LAB without transparency. Never enlarges, and keeps the aspect. The box may
    end within a pixel: a JPEG decoded at 1/8 covers up to 7 columns that the image does not have.
    `on_grey` says what a region is shown on, where the whole picture has decided that.
    """
    box = box or (0, 0, *image.size)
    size = _size(box, short_side)
    image = eight_bits(image)
    if is_opaque(image):
        return image if size is None else image.resize(size, _FILTER, box=box)
    is_large = image.width * image.height > _BAND
    across = image.width if size is None else size[0]
    page, alpha = _opaque_bands(image, across) if is_large else opaque(image)
    if size is not None:
        page = page.resize(size, _FILTER)
        alpha = alpha and alpha.resize(size, _FILTER)
    return page if alpha is None else grounded(page, alpha, on_grey)


def shrink_region(image: Image.Image, short_side: int | None, box: Box) -> Image.Image:
    """The same of the pixels within `box`, on the ground and in the greys of the whole picture."""
    whole = eight_bits(image)
    on_grey = None if is_opaque(whole) else hides_on_white(whole)
    part, within = cut(whole, box)
    return shrink(part, short_side, within, on_grey=on_grey)


def cut(image: Image.Image, box: Box) -> tuple[Image.Image, Box]:
    """The pixels that a box lies in, and where it lies among them."""
    region, within = around(box, image.size)
    return image.crop(region), within


def around(box: Box, size: tuple[int, int]) -> tuple[tuple[int, int, int, int], Box]:
    """The whole pixels that a box lies in, of an image of this size, and the box among them."""
    left, top = floor(box[0]), floor(box[1])
    right, bottom = min(ceil(box[2]), size[0]), min(ceil(box[3]), size[1])
    within = (box[0] - left, box[1] - top, min(box[2], right) - left, min(box[3], bottom) - top)
    return (left, top, right, bottom), within


def shrunk(pixels: ImageArray, short_side: int | None) -> ImageArray:
    """(height, width, 3) uint8 pixels, as `shrink` makes them of a file that holds them."""
    if pixels.ndim != 3 or _size((0, 0, *pixels.shape[1::-1]), short_side) is None:
        return pixels  # what is no picture is refused by who encodes it
    return np.array(shrink(Image.fromarray(pixels), short_side))


def pixels_of(image: Image.Image) -> ImageArray:
    """(height, width, 3) uint8 of an RGB image, in bands: Pillow's own way holds it three times."""
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    rows = max(1, _BAND // image.width)
    for top in range(0, image.height, rows):
        end = min(top + rows, image.height)
        pixels[top:end] = np.asarray(image.crop((0, top, image.width, end)))
    return pixels


def _size(box: Box, short_side: int | None) -> tuple[int, int] | None:
    """None where the image is small enough."""
    width, height = box[2] - box[0], box[3] - box[1]
    if short_side is None or min(width, height) <= short_side:
        return None
    scale = short_side / min(width, height)
    return max(short_side, round(width * scale)), max(short_side, round(height * scale))


def _opaque_bands(image: Image.Image, width: int) -> tuple[Image.Image, Image.Image | None]:
    """All rows, over white and scaled across; and their alpha. Scaling down is left to do."""
    rows = max(1, _BAND // image.width)
    page, alpha, is_clear = None, Image.new("L", (width, image.height), 255), False
    for top in range(0, image.height, rows):
        band, clear = opaque(image.crop((0, top, image.width, min(top + rows, image.height))))
        page = page or Image.new(band.mode, alpha.size)
        page.paste(_across(band, width), (0, top))
        if clear is not None:
            alpha.paste(_across(clear, width), (0, top))
            is_clear = True
    assert page is not None  # an image has a row
    return page, alpha if is_clear else None


def _across(band: Image.Image, width: int) -> Image.Image:
    return band if band.width == width else band.resize((width, band.height), _FILTER)
