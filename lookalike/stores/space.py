"""
Check the free disk space before it is needed.

Qdrant Edge writes through memory maps into files with holes: where the disk is full, the system
kills the process instead of returning an error.
"""

import errno
import shutil
from pathlib import Path

from lookalike.errors import StoreFull

RESERVE = 64 << 20  # bytes kept free whatever is added; files with holes grow by 32 MiB at a time
TO_OPEN = 8 << 20  # opening writes too, and so does removing: measured, less than 1 MiB


def need_space(folder: Path, size: int) -> None:
    """Raise StoreFull unless the disk has `size` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise StoreFull(_message(folder, f"{free >> 20} MiB free, {size >> 20} MiB needed"))


def full(folder: Path, error: BaseException) -> StoreFull | None:
    """Return StoreFull if this error means that the disk is full, else None."""
    number = getattr(error, "errno", None)
    text = str(error).lower()
    is_full = number in (errno.ENOSPC, errno.EDQUOT)
    if is_full or "no space left" in text or "disk is full" in text:
        return StoreFull(_message(folder, "it took no more"))
    return None


def _message(folder: Path, reason: str) -> str:
    return (
        f"the disk of {folder} is full: {reason}; what was added before is kept: "
        "make room and run again"
    )
