"""Size limits of images, checked on the header before pixels are decoded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lookalike.errors import ImageTooLarge


@dataclass(frozen=True)
class Limits:
    """What one image may cost; the defaults admit 250-megapixel photos, PNGs among them."""

    max_bytes: int = 1_000_000_000
    """Of its file; `--max-bytes`."""
    max_pixels: int = 300_000_000
    """Width times height; `--max-pixels`."""
    max_memory: int = 2_600_000_000
    """Bytes that decoding it takes, with its file; `--max-memory`."""


LIMITS = Limits()
_in_force = [LIMITS]  # the last counts


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Within the block, whatever reads images in this process is given these limits by default."""
    _in_force.append(limits)
    try:
        yield
    finally:
        _in_force.remove(limits)


def limits_in_force() -> Limits:
    """Those of the process."""
    return _in_force[-1]


def check_bytes(count: int, limits: Limits) -> None:
    """Raise ImageTooLarge when a file of `count` bytes is over the limit."""
    if count > limits.max_bytes:
        raise ImageTooLarge(
            f"{count:,} bytes; the limit is {limits.max_bytes:,} (raise it by --max-bytes)"
        )


def more_than(limits: Limits) -> ImageTooLarge:
    """The error for what has more bytes than may be read, however many there are."""
    return ImageTooLarge(
        f"more than the limit of {limits.max_bytes:,} bytes (raise it by --max-bytes)"
    )


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Raise ImageTooLarge when an image of that size is over the limit."""
    count = width * height
    if count > limits.max_pixels:
        raise ImageTooLarge(
            f"{width} x {height} is {count:,} pixels; "
            f"the limit is {limits.max_pixels:,} (raise it by --max-pixels)"
        )


def check_memory(size: tuple[int, int], kind: str, needed: int, limits: Limits) -> None:
    """Raise ImageTooLarge when decoding an image of that size takes more than is allowed."""
    if needed > limits.max_memory:
        width, height = size
        raise ImageTooLarge(
            f"{width} x {height} is {width * height:,} pixels of {kind}, and decoding it takes "
            f"{needed / 1e6:,.0f} MB of memory with its file; "
            f"the limit is {limits.max_memory / 1e6:,.0f} MB (raise it by --max-memory)"
        )
