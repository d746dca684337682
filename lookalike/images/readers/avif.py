"""Read AVIF with Pillow, and apply the crop that the file declares."""

from io import BytesIO
from typing import Any

from PIL import AvifImagePlugin

from lookalike.images.readers.clap import Corners, crop_of


class AvifFile(AvifImagePlugin.AvifImageFile):
    """An AVIF's first picture; until its pixels are made, of the size before the crop."""

    _decoder: Any
    _part: Corners | None = None

    def _open(self) -> None:
        assert isinstance(self.fp, BytesIO)
        crop = crop_of(self.fp.getvalue())
        if crop is not None:
            self._part = crop.stored
        super()._open()

    def load_prepare(self) -> None:
        """Called by Pillow when it has the pixels and makes room for them."""
        self._decoder = None  # which holds them too
        super().load_prepare()

    def load(self) -> Any:
        """Cropped, and not yet turned: Pillow leaves that to the orientation."""
        loaded = super().load()
        part, self._part = self._part, None
        if part is None:
            return loaded
        self.im = self.im.crop(part)
        self._size = self.im.size
        return super().load()
