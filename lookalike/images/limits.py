"""Size limits of images, checked on the header before pixels are decoded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lookalike.errors import ImageTooLarge


@dataclass(frozen=True)
class Limits:
    """Limits for one image; the defaults allow photos of 250 megapixels, even as PNG."""

    max_bytes: int = 1_000_000_000
    """Size of its file in bytes; `--max-bytes`."""
    max_pixels: int = 300_000_000
    """Width times height; `--max-pixels`."""
    max_memory: int = 2_600_000_000
    """Bytes of memory for decoding it, with its file; `--max-memory`."""


LIMITS = Limits()
_in_force = [LIMITS]  # the last counts


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """In this block, these are the default limits of all reading in this process."""
    _in_force.append(limits)
    try:
        yield
    finally:
        _in_force.remove(limits)


def limits_in_force() -> Limits:
    """Return the current default limits of the process."""
    return _in_force[-1]


def check_bytes(count: int, limits: Limits) -> None:
    """Raise ImageTooLarge when a file of `count` bytes is over the limit."""
    if count > limits.max_bytes:
        raise ImageTooLarge(
            f"{count:,} bytes; the limit is {limits.max_bytes:,} (raise it with --max-bytes)"
        )


def more_than(limits: Limits) -> ImageTooLarge:
    """Return the error for a source of unknown size that exceeds the limit."""
    return ImageTooLarge(
        f"more than the limit of {limits.max_bytes:,} bytes (raise it with --max-bytes)"
    )


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Raise ImageTooLarge when an image of that size is over the limit."""
    count = width * height
    if count > limits.max_pixels:
        raise ImageTooLarge(
            f"{width} x {height} is {count:,} pixels; "
            f"the limit is {limits.max_pixels:,} (raise it with --max-pixels)"
        )


def check_memory(size: tuple[int, int], kind: str, needed: int, limits: Limits) -> None:
    """Raise ImageTooLarge when decoding an image of that size takes more than is allowed."""
    if needed > limits.max_memory:
        width, height = size
        raise ImageTooLarge(
            f"{width} x {height} is {width * height:,} pixels of {kind}, and decoding it takes "
            f"{needed / 1e6:,.0f} MB of memory with its file; "
            f"the limit is {limits.max_memory / 1e6:,.0f} MB (raise it with --max-memory)"
        )
