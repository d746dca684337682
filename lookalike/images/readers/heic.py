"""Read HEIC with libheif (any version), and apply the crop that the file declares."""

from io import BytesIO
from typing import Any

from pi_heif import HeifImageFile

from lookalike.images.readers.clap import Corners, crop_of


class HeicFile(HeifImageFile):  # type: ignore[misc]
    """The main picture of a HEIC file. Until `load`, its size is that before the crop."""

    fp: BytesIO
    im: Any
    _part: Corners | None = None

    def _open(self) -> None:
        crop = crop_of(self.fp.getvalue())
        if crop is not None:
            self.fp, self._part = BytesIO(crop.whole), crop.turned
        super()._open()

    def load(self) -> Any:
        """Decode, turn upright, and crop."""
        loaded = super().load()
        part, self._part = self._part, None
        if part is None:
            return loaded
        self._heif_file = None  # else the pixels would be decoded again
        self.im = self.im.crop(part)
        self._size = self.im.size
        return super().load()
