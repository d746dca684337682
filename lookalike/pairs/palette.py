"""Compare the main colours of two pictures, in the bins of the colour part's histogram."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from lookalike.encoders.base import unit_rows
from lookalike.encoders.classical.colour import ColourEncoder
from lookalike.encoders.classical.palette import stretched
from lookalike.images.colour_names import NAMES, cells, name_table
from lookalike.images.colour_space import oklab
from lookalike.types import Colour, ImageArray, Vectors

MOST = 8  # colours listed
LEAST = 0.03  # share of either picture from which a colour is listed
PRESENT = 0.005  # share of a picture from which it has a colour
NEAR = 0.09  # distance, in the metric of the bins, up to which two colours are listed as one


@dataclass(frozen=True)
class ComparedColour:
    """A colour of one picture or of both."""

    hex: str
    """`#c0392b`: the mean of its pixels in both pictures."""
    name: str
    """The nearest basic English colour term."""
    one: float
    """Share of the first picture, 0 to 1; the background counts little."""
    other: float
    """Share of the second picture."""
    one_hex: str
    """The mean of its pixels in the first picture; `hex` if it has none."""
    other_hex: str
    """The same for the second picture."""
    common: float
    """
    Its contribution to the similarity: the geometric mean of both shares, summed over its bins.
    """


@dataclass(frozen=True)
class ComparedPalette:
    """The main colours of two pictures, common ones first."""

    similarity: float
    """
    Bhattacharyya coefficient of the colour histograms, 0 to 1: the cosine of the part `colour`.
    """
    colours: Sequence[ComparedColour]
    """Colours with at least 3 % of a picture, at most 8; the shares of others are not listed."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {"similarity": self.similarity, "colours": [vars(one) for one in self.colours]}


@dataclass(frozen=True, eq=False)
class Palette:
    """A picture's colour histogram."""

    shares: Vectors
    """(bins,), sum 1."""
    colours: Vectors
    """(bins, 3) sRGB, 0 to 255: the mean of the pixels in each bin."""


def palette_of_picture(image: ImageArray) -> Palette:
    """Return the palette of (h, w, 3) uint8."""
    return Palette(*_encoder().palette(image))


def palette_of_colours(colours: Sequence[Colour]) -> Palette:
    """Return the palette of an object of these colours, in equal shares."""
    roots = np.array([_encoder().encode_colour(one) for one in colours])
    owned = roots**2
    means = owned.T @ np.array(colours, np.float32) / np.maximum(owned.sum(axis=0), 1e-12)[:, None]
    return Palette(unit_rows(roots.mean(axis=0, keepdims=True))[0] ** 2, means)


def compare_palettes(one: Palette, other: Palette) -> ComparedPalette:
    """Compare two palettes; colours that are nearly the same are joined."""
    mass = one.shares + other.shares
    weighted = one.colours * one.shares[:, None] + other.colours * other.shares[:, None]
    common = np.sqrt(one.shares * other.shares)
    means = weighted / np.maximum(mass, 1e-12)[:, None]
    found = []
    for bins in _groups(means, mass):
        mean = weighted[bins].sum(axis=0) / mass[bins].sum()
        found.append(_colour(mean, _within(one, bins), _within(other, bins), common[bins].sum()))
    main = [colour for colour in found if max(colour.one, colour.other) >= LEAST]
    main.sort(key=lambda colour: (-round(colour.common, 2), -max(colour.one, colour.other)))
    return ComparedPalette(min(1.0, float(common.sum())), _largest(main))


def _largest(colours: Sequence[ComparedColour]) -> list[ComparedColour]:
    ranked = sorted(colours, key=lambda colour: -(colour.one + colour.other))
    return [colour for colour in colours if colour in ranked[:MOST]]


def _groups(colours: Vectors, mass: Vectors) -> list[list[int]]:
    """Return bins grouped around the largest remaining one by distance, largest group first."""
    places = stretched(oklab(_bytes(colours)))
    groups = list[list[int]]()
    for at in np.argsort(-mass, kind="stable"):
        if mass[at] <= 0:
            break
        far = [float(np.linalg.norm(places[at] - places[group[0]])) for group in groups]
        if far and min(far) < NEAR:
            groups[far.index(min(far))].append(int(at))
        else:
            groups.append([int(at)])
    return groups


def _within(palette: Palette, bins: list[int]) -> tuple[float, Vectors | None]:
    """Return the share of these bins in a picture, and their mean colour if it has them."""
    shares = palette.shares[bins]
    total = float(shares.sum())
    return total, shares @ palette.colours[bins] / total if total >= PRESENT else None


def _colour(
    mean: Vectors,
    one: tuple[float, Vectors | None],
    other: tuple[float, Vectors | None],
    common: float,
) -> ComparedColour:
    mixed = _bytes(mean)
    name = NAMES[name_table()[cells(mixed)]]
    own = [mixed if rgb is None else _bytes(rgb) for _, rgb in (one, other)]
    hexes = [f"#{bytes(rgb).hex()}" for rgb in (mixed, *own)]
    return ComparedColour(hexes[0], name, one[0], other[0], hexes[1], hexes[2], float(common))


def _bytes(mean: Vectors) -> ImageArray:
    return np.clip(np.round(mean), 0, 255).astype(np.uint8)


@cache
def _encoder() -> ColourEncoder:
    return ColourEncoder()
