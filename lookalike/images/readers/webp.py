"""Read WebP with Pillow, freeing the decoder before the pixels are copied."""

from typing import Any

from PIL import WebPImagePlugin


class WebpFile(WebPImagePlugin.WebPImageFile):
    """The first picture of a WebP. Opening one takes 8 bytes a pixel already, for two canvases."""

    _decoder: Any

    def load_prepare(self) -> None:
        """Free the decoder before Pillow allocates the pixels."""
        self._decoder = None
        super().load_prepare()
