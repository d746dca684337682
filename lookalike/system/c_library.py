"""Settings of the C library's allocator (glibc only; no effect elsewhere)."""

import ctypes
from collections.abc import Mapping
from functools import cache
from typing import Any

MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1  # as <malloc.h> numbers them
_BLOCK = 4 * 2**20  # bytes: pictures of a megapixel and more


def set_allocator(settings: Mapping[int, int]) -> None:
    """Set parameters of the allocator, by their number in <malloc.h>."""
    if (library := _library()) is not None:
        for name, value in settings.items():
            library.mallopt(name, value)


def return_freed() -> None:
    """Return freed memory to the system, which the arenas of the threads would keep otherwise."""
    if (library := _library()) is not None:
        library.malloc_trim(0)


@cache
def return_large_blocks() -> None:
    """
    From now on, return large blocks to the system as soon as they are freed.

    By default glibc does so only until the first is freed; after that, the arenas of the threads
    keep some for later.
    """
    set_allocator({MMAP_THRESHOLD: _BLOCK, TRIM_THRESHOLD: 2 * _BLOCK})


def _library() -> Any:
    """Return the C library; None if it cannot be loaded."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
