"""Put our limits in the place of Pillow's own limit on pixels, in the thread that decodes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image

from lookalike.images.limits import Limits, check_pixels


class _Thread(threading.local):
    limits: Limits | None = None


_thread = _Thread()
_pillows_own: Any = Image._decompression_bomb_check  # noqa: SLF001


@contextmanager
def pillow_limited(limits: Limits) -> Iterator[None]:
    """
    Where Pillow would refuse or warn of a large image, raise ImageTooLarge if ours refuse it.

    Of this thread only: `Image.MAX_IMAGE_PIXELS` holds for all, and stays as the application has
    set it for what it opens itself.
    """
    before, _thread.limits = _thread.limits, limits
    try:
        yield
    finally:
        _thread.limits = before


def _check(size: tuple[int, int], **options: bool) -> None:
    """Pillow calls this before it allocates the pixels of a file, a frame or a part."""
    if _thread.limits is None:
        _pillows_own(size, **options)
    else:
        check_pixels(*size, _thread.limits)


Image._decompression_bomb_check = _check  # noqa: SLF001
