"""What a training's step gives back, its next step takes again: the system need not have it."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TRIM_THRESHOLD, MMAP_MAX = -1, -4  # as <malloc.h> numbers them
KEEP = {MMAP_MAX: 0, TRIM_THRESHOLD: 2**31 - 1}
USUAL = {MMAP_MAX: 65536, TRIM_THRESHOLD: 128 * 1024}  # bytes; the mappings are counted


@contextmanager
def kept_memory() -> Iterator[None]:
    """
    Keep memory that is freed, where the C library can be told to (glibc); elsewhere do nothing.

    Large tensors are mapped anew, page by page, in every step otherwise.
    """
    library = _c_library()
    _tell(library, KEEP)
    try:
        yield
    finally:
        _tell(library, USUAL)
        if library is not None:
            library.malloc_trim(0)


def _c_library() -> Any:
    """None where it is another one."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def _tell(library: Any, settings: dict[int, int]) -> None:
    if library is not None:
        for name, value in settings.items():
            library.mallopt(name, value)
