"""Stop glibc from returning freed memory to the system between training steps."""

from collections.abc import Iterator
from contextlib import contextmanager

from lookalike.system.c_library import return_freed, set_allocator

TRIM_THRESHOLD, MMAP_MAX = -1, -4  # constants of <malloc.h>
KEEP = {MMAP_MAX: 0, TRIM_THRESHOLD: 2**31 - 1}
USUAL = {MMAP_MAX: 65536, TRIM_THRESHOLD: 128 * 1024}  # number of mappings; bytes


@contextmanager
def kept_memory() -> Iterator[None]:
    """
    Keep freed memory in the process (glibc only; elsewhere do nothing).

    Otherwise large tensors are mapped again, page by page, in every step.
    """
    set_allocator(KEEP)
    try:
        yield
    finally:
        set_allocator(USUAL)
        return_freed()
