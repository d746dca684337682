"""The one resize that every image goes through before it is encoded."""

from PIL import Image

Box = tuple[float, float, float, float]

PREPROCESSING = "bilinear-1"
"""Names the filter and the scaled decoding; vectors made under another name differ."""

# A triangle over the covered area, as torch calls antialiased bilinear. Of box, hamming,
# bicubic and lanczos it strays least from the full decode after a JPEG's scaled one.
_FILTER = Image.Resampling.BILINEAR


def shrink(image: Image.Image, short_side: int | None, box: Box | None = None) -> Image.Image:
    """Scale `box` of the image (all of it by default) so that its short side is `short_side`.

    Never enlarges, and keeps the aspect. The box may end within a pixel: a JPEG decoded
    at 1/8 covers up to 7 columns that the image does not have.
    """
    left, top, right, bottom = box or (0, 0, *image.size)
    width, height = right - left, bottom - top
    if short_side is None or min(width, height) <= short_side:
        return image
    scale = short_side / min(width, height)
    size = max(short_side, round(width * scale)), max(short_side, round(height * scale))
    return image.resize(size, _FILTER, box=(left, top, right, bottom))
