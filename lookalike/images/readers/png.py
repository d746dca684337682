"""Read PNG with Pillow, comparing the transparent colour (tRNS) at the file's bit depth."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, PngImagePlugin

_GREY_STEPS = {"L;2": 85, "L;4": 17}  # by raw mode: Pillow scales such greys to 0..255
_HIGH_BYTES, _LOW_BYTES = "RGB;16B", "RGB;16L"


class PngFile(PngImagePlugin.PngImageFile):
    """The first picture of a PNG, with its transparent colour at the file's depth."""

    _low: PngImagePlugin.PngImageFile | None = None
    """The lower bytes of 16-bit colours, if they decide what is transparent."""

    def _open(self) -> None:
        file = self.fp
        super()._open()
        raw = self.tile[0].args if self.tile else None
        clear = self.info.get("transparency")
        if isinstance(clear, int):
            self.info["transparency"] = clear * _GREY_STEPS.get(str(raw), 1)
        elif raw == _HIGH_BYTES and clear is not None:
            assert isinstance(file, BytesIO)
            self._low = PngImagePlugin.PngImageFile(BytesIO(file.getvalue()))
            self._low.tile = [tile._replace(args=_LOW_BYTES) for tile in self._low.tile]

    def load(self) -> Any:
        """
        Decode. Pillow keeps only the higher bytes of 16-bit colours, so that too many pixels would
        match the transparent colour.
        """
        loaded = super().load()
        low, self._low = self._low, None
        if low is None:
            return loaded
        clear = self.info.pop("transparency")
        differs = [_unlike(self, [value >> 8 for value in clear])]
        differs.append(_unlike(low, [value & 255 for value in clear]))
        self.putalpha(ImageChops.lighter(*differs))
        return super().load()


def _unlike(image: Image.Image, colour: list[int]) -> Image.Image:
    """Return an L image: 255 where any channel differs from the colour, else 0."""
    table = [255 * (value != own) for own in colour for value in range(256)]
    red, green, blue = image.point(table).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
