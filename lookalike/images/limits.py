"""How large an image may be, asked of its header before any pixel is made."""

from dataclasses import dataclass

from lookalike.errors import ImageTooLarge


@dataclass(frozen=True)
class Limits:
    """What one image may cost; the defaults admit any camera's photo."""

    max_bytes: int = 100_000_000
    max_pixels: int = 100_000_000


LIMITS = Limits()


def check_bytes(count: int, limits: Limits) -> None:
    """Raise ImageTooLarge when a file of `count` bytes is over the limit."""
    if count > limits.max_bytes:
        raise ImageTooLarge(f"{count:,} bytes; the limit is {limits.max_bytes:,}")


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Raise ImageTooLarge when an image of that size is over the limit."""
    count = width * height
    if count > limits.max_pixels:
        raise ImageTooLarge(
            f"{width} x {height} is {count:,} pixels; the limit is {limits.max_pixels:,}"
        )
