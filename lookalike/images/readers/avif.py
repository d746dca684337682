"""Read AVIF with Pillow, and apply the crop that the file declares."""

from io import BytesIO
from typing import Any

from PIL import AvifImagePlugin

from lookalike.images.readers.clap import Corners, crop_of


class AvifFile(AvifImagePlugin.AvifImageFile):
    """The first picture of an AVIF file. Until `load`, its size is that before the crop."""

    _decoder: Any
    _part: Corners | None = None

    def _open(self) -> None:
        assert isinstance(self.fp, BytesIO)
        crop = crop_of(self.fp.getvalue())
        if crop is not None:
            self._part = crop.stored
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
