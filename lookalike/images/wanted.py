"""Choose the crop and the decode size of an image from its header."""

from dataclasses import dataclass

from PIL import Image

from lookalike.images.crop import Crop, crop_box
from lookalike.images.exif import orientation_of, read_exif, stored_box

Region = tuple[int, int, int, int]
"""Left, top, right and bottom: pixels as they are stored, which may lie on their side."""


@dataclass(frozen=True)
class Wanted:
    """All of an image, or the crop of it, at a short side of at most `short_side` pixels."""

    short_side: int | None = None
    crop: Crop | None = None

    def region(self, image: Image.Image, size: tuple[int, int]) -> Region | None:
        """
        The crop among the pixels of an image of this stored size; None for all of them.

        QueryError if it is empty. Reads the orientation, for which a PNG is decoded.
        """
        if self.crop is None:
            return None
        orientation = orientation_of(read_exif(image))
        width, height = size if orientation < 5 else size[::-1]
        box = stored_box(crop_box(self.crop, width, height), (width, height), orientation)
        return None if box == (0, 0, *size) else box

    def most_pixels(self, size: tuple[int, int]) -> int:
        """Return the most pixels of the crop, in any orientation; 0 without a crop."""
        if self.crop is None:
            return 0
        pixels, share = size[0] * size[1], self.crop.width * self.crop.height
        return round(min(1.0, share) * pixels if self.crop.is_fraction else min(share, pixels))


def side_of(region: Region | None, size: tuple[int, int]) -> int:
    """Return the short side of the region, or of an image of this size."""
    left, top, right, bottom = region or (0, 0, *size)
    return min(right - left, bottom - top)
