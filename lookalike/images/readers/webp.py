"""Read WebP with Pillow, freeing the decoder before the pixels are copied."""

from typing import Any

from PIL import WebPImagePlugin


class WebpFile(WebPImagePlugin.WebPImageFile):
    """A WebP's first picture. Opening one takes 8 bytes a pixel already, for two canvases."""

    _decoder: Any

    def load_prepare(self) -> None:
        """Called by Pillow when it has the pixels and makes room for them."""
        self._decoder = None
        super().load_prepare()
