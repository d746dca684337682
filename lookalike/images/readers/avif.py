"""Read AVIF with Pillow, and apply the crop that the file declares."""

from io import BytesIO
from typing import Any

from PIL import AvifImagePlugin

from lookalike.errors import ImageTooLarge
from lookalike.images.readers.boxes import FULL_BOX, Box, boxes, inside, picture_size
from lookalike.images.readers.clap import Corners, crop_of

MOST_PIXELS, LONGEST = 16384 * 16384, 32768
"""The largest picture, and its longest side, that libavif decodes."""


class AvifFile(AvifImagePlugin.AvifImageFile):
    """The first picture of an AVIF file. Until `load`, its size is that before the crop."""

    _decoder: Any
    _part: Corners | None = None

    def _open(self) -> None:
        assert isinstance(self.fp, BytesIO)
        crop = crop_of(self.fp.getvalue())
        if crop is not None:
            self._part = crop.stored
        _check_size(self.fp.getvalue())
        super()._open()

    def load_prepare(self) -> None:
        """Free the decoder before Pillow allocates the pixels."""
        self._decoder = None  # the decoder holds the pixels too
        super().load_prepare()

    def load(self) -> Any:
        """
        Decode and crop. The picture is not turned yet: Pillow reports the turn as EXIF orientation.
        """
        loaded = super().load()
        part, self._part = self._part, None
        if part is None:
            return loaded
        self.im = self.im.crop(part)
        self._size = self.im.size
        return super().load()


def _check_size(data: bytes) -> None:
    """Raise ImageTooLarge for a size that libavif reports as damage of the file."""
    file = inside(data, Box(b"", 0, len(data)))
    meta = inside(data, file.get(b"meta", Box(b"", 0, 0)), skip=FULL_BOX)
    shelf = inside(data, meta.get(b"iprp", Box(b"", 0, 0)))
    for kind, start, _ in boxes(data, *shelf.get(b"ipco", Box(b"", 0, 0))[1:]):
        if kind == b"ispe":
            width, height = picture_size(data, start)
            if width * height > MOST_PIXELS or max(width, height) > LONGEST:
                raise ImageTooLarge(
                    f"{width} x {height} is {width * height:,} pixels of avif, whose decoder reads "
                    f"up to {MOST_PIXELS:,} and sides of up to {LONGEST:,}: save it smaller, or as "
                    "TIFF"
                )
