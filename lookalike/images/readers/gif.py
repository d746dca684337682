"""Read the first frame of a GIF with Pillow, without what only the next frames need."""

from typing import Any

from PIL import GifImagePlugin


class GifFile(GifImagePlugin.GifImageFile):
    """
    The first frame of a GIF.

    Opening one whose first frame is to be cleared would allocate a second picture for that.
    """

    @property
    def disposal_method(self) -> int:
        """What is done with a frame before the next one: nothing."""
        return 0

    @disposal_method.setter
    def disposal_method(self, method: Any) -> None: ...
