"""Settings of the C library's allocator (glibc only; no effect elsewhere)."""

import ctypes
from collections.abc import Mapping
from functools import cache
from typing import Any

MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1  # as <malloc.h> numbers them
_BLOCK = 4 * 2**20  # bytes: pictures of a megapixel and more


def set_allocator(settings: Mapping[int, int]) -> None:
    """Parameters as <malloc.h> numbers them, and their values."""
    if (library := _library()) is not None:
        for name, value in settings.items():
            library.mallopt(name, value)


def return_freed() -> None:
    """Give the system what this process has freed: each thread's arena keeps it otherwise."""
    if (library := _library()) is not None:
        library.malloc_trim(0)


@cache
def return_large_blocks() -> None:
    """From now on, give the system large blocks as soon as they are freed.

    It is so until the first is freed; then each thread's arena would keep some for the next.
    """
    set_allocator({MMAP_THRESHOLD: _BLOCK, TRIM_THRESHOLD: 2 * _BLOCK})


def _library() -> Any:
    """None where it is another one."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
