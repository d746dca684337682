"""Name any sRGB colour with a basic English colour term.

Each term has a few typical colours, most from the centres of the XKCD colour survey (Munroe,
2010: five million answers from 222,500 people); the nearest of them in OKLab (Ottosson, 2020)
gives the name. The terms are the eleven of Berlin & Kay (1969), with beige and teal.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from lookalike.images.colour_space import exact_oklab
from lookalike.types import ImageArray

TYPICAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "black": ("000000", "101014", "1d1c1c", "26262a"),
        "white": ("ffffff", "f2f2f2", "e2e4e8", "e6e4e0"),
        "grey": ("929591", "59656d", "c5c9c7", "45484b", "7d7f7c", "acabb0", "a8a5a0"),
        "red": ("e50000", "be0119", "840000", "a5161f", "d9544d", "650021"),
        "orange": ("f97306", "ff964f", "c65102", "ffb16d", "e17701"),
        "yellow": ("ffff14", "fddc5c", "dbb40c", "fffe7a", "ceb301"),
        "green": ("15b01a", "033500", "6e750e", "96f97b", "87ae73", "06470c", "aaff32", "5b7c55",
                  "39ad48", "4b5d16", "2a3d2a"),
        "teal": ("029386", "06c2ac", "00ffff", "014d4e", "7bf2da", "5fa8a8"),
        "blue": ("0343df", "95d0fc", "75bbfd", "01153e", "5a7d9a", "3b638c", "00035b", "1e488f",
                 "7a9cc6", "232f46", "adc3dc"),
        "purple": ("7e1e9c", "c79fef", "9a0eea", "35063e", "5b3a6e", "9b8bb4", "580f41"),
        "pink": ("ff81c0", "ff028d", "ffd1df", "cf6275", "d58a94", "c20078", "e8b4b8"),
        "brown": ("653700", "341c02", "ad8150", "7b4a2f", "5c4033", "8a6a54", "a0522d"),
        "beige": ("e6daa6", "d1b26f", "e8dccb", "c8b49a", "f0e6c8", "b9a281"),
    }
)  # fmt: skip
NAMES = tuple(TYPICAL)
_BITS = 5  # of each channel, in the table of names
_LEVELS = 1 << _BITS

_LIGHTNESS_COUNTS = 0.7  # below 1: people keep a colour's name over much of its lightness


def cells(pixels: ImageArray) -> NDArray[np.intp]:
    """Map (..., 3) uint8 sRGB to (...) positions in `name_table` and `lightness_table`."""
    red, green, blue = np.moveaxis(pixels >> (8 - _BITS), -1, 0).astype(np.intp)
    places: NDArray[np.intp] = (red << 2 * _BITS) | (green << _BITS) | blue
    return places


@cache
def name_table() -> NDArray[np.uint8]:
    """(32768,) the place in NAMES of each cell's colour."""
    owners: NDArray[np.intp] = np.repeat(
        np.arange(len(NAMES)), [len(TYPICAL[name]) for name in NAMES]
    )
    hexes = [code for codes in TYPICAL.values() for code in codes]
    typical = _stretched(np.array([list(bytes.fromhex(code)) for code in hexes]))
    cell_colours = _stretched(_cell_colours())
    distances = ((cell_colours[:, None] - typical) ** 2).sum(axis=2)
    names: NDArray[np.uint8] = owners[distances.argmin(axis=1)].astype(np.uint8)
    return names


@cache
def lightness_table() -> NDArray[np.float32]:
    """(32768,) OKLab lightness of each cell, 0 (black) to 1 (white)."""
    return exact_oklab(_cell_colours())[:, 0].astype(np.float32)


def _stretched(rgb: NDArray[np.integer]) -> NDArray[np.float64]:
    return exact_oklab(rgb) * (_LIGHTNESS_COUNTS, 1, 1)


def _cell_colours() -> NDArray[np.int64]:
    """(32768, 3) sRGB; the first and last level of a channel are 0 and 255 themselves."""
    levels = np.round(np.arange(_LEVELS) * 255 / (_LEVELS - 1)).astype(np.int64)
    return np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
