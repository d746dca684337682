"""Stop glibc from returning freed memory to the system between training steps."""

from collections.abc import Iterator
from contextlib import contextmanager

from lookalike.system.c_library import return_freed, set_allocator

TRIM_THRESHOLD, MMAP_MAX = -1, -4  # as <malloc.h> numbers them
KEEP = {MMAP_MAX: 0, TRIM_THRESHOLD: 2**31 - 1}
USUAL = {MMAP_MAX: 65536, TRIM_THRESHOLD: 128 * 1024}  # bytes; the mappings are counted


@contextmanager
def kept_memory() -> Iterator[None]:
    """
    Keep memory that is freed, where the C library can be told to (glibc); elsewhere do nothing.

    Large tensors are mapped anew, page by page, in every step otherwise.
    """
    set_allocator(KEEP)
    try:
        yield
    finally:
        set_allocator(USUAL)
        return_freed()
