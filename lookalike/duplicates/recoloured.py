"""
Tell the same thing in another colour, such as a shirt in red and in blue, from one picture whose
colours were edited.

An edit changes all colours by one rule: more or less colour, warmer or colder, none at all. It is
fitted to the places that the two pictures share, in OKLab. What remains is at most .03 of these
places for the changes of `benchmarks/picture_changes.py`; with things of which the hue was turned,
it is a fifth and more. What differs in lightness alone, such as a grey thing and a red one of the
same lightness, cannot be told from a picture without its colours.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.images.colour_space import Colours, oklab
from lookalike.types import Vectors

OFF = 0.05  # distance in OKLab's plane of hues from which a colour is another one
LEAST_OFF = 0.08  # share of the places, from which things have other colours
LEAST_PLACES = 10
MOST_WARMTH = 0.06  # shift of all hues by an edit
FADED, NO_COLOUR = 0.5, 0.04  # factor of the colours; what the rest of a colour then is at most
LIGHTNESS = 0.8, 1.3  # factor of the lightness of pictures that lost their colours
TRUSTED = 0.7  # share of the places that a rule is fitted to: those that it fits best
ROUNDS = 4


@dataclass(frozen=True)
class Pair:
    """The colours of two pictures that lie on each other."""

    one: NDArray[np.uint8]
    """(h, w, 3) sRGB."""
    other: NDArray[np.uint8]
    """(h, w, 3)."""
    seen: NDArray[np.bool_]
    """(h, w): where both have pixels."""
    agreeing: NDArray[np.bool_]
    """(h, w): where they show the same in grey."""


def are_recoloured(pair: Pair) -> bool:
    """Whether the pictures show the same things in other colours."""
    agreeing = pair.agreeing[pair.seen]
    if agreeing.sum() < LEAST_PLACES:
        return False
    one, other = (_softened(oklab(side))[pair.seen] for side in (pair.one, pair.other))
    if _strength(other) > _strength(one):
        one, other = other, one
    factor, off = _rule(one[:, 1:], other[:, 1:])
    if (off[agreeing] > OFF).mean() > LEAST_OFF:
        return True
    if factor >= FADED:
        return False
    strongest = float(np.quantile(np.linalg.norm(other[:, 1:], axis=1), 0.98))
    if strongest > NO_COLOUR:  # some of its colours were kept, and others were not
        return True
    had_colours = float(np.quantile(np.linalg.norm(one[agreeing, 1:], axis=1), 0.9)) > OFF
    lightness = _slope(one[:, 0], other[:, 0])
    return had_colours and not LIGHTNESS[0] <= lightness <= LIGHTNESS[1]


def _strength(colours: Colours) -> float:
    return float(np.linalg.norm(colours[:, 1:], axis=1).mean())


def _rule(one: Vectors, other: Vectors) -> tuple[float, Vectors]:
    """
    Fit `other = factor * one + shift` to hues (n, 2); return the factor and how far each is off.
    """
    fits = np.ones(len(one), np.bool_)
    for _ in range(ROUNDS):
        mean, aim = one[fits].mean(axis=0), other[fits].mean(axis=0)
        centred = one[fits] - mean
        spread = float((centred * centred).sum())
        factor = 1.0
        if spread > 1e-5 * len(one):
            factor = float((centred * (other[fits] - aim)).sum()) / spread
        factor = min(max(factor, 0.0), 1.5)
        shift = aim - factor * mean
        shift *= min(1.0, MOST_WARMTH / max(float(np.linalg.norm(shift)), 1e-6))
        off: Vectors = np.linalg.norm(other - factor * one - shift, axis=1)
        fits = off <= np.quantile(off, TRUSTED)
    return factor, off


def _slope(one: Vectors, other: Vectors) -> float:
    """Fit `other = slope * one + shift` to lightnesses (n,)."""
    fits = np.ones(len(one), np.bool_)
    for _ in range(ROUNDS):
        centred = one[fits] - one[fits].mean()
        product = float((centred * (other[fits] - other[fits].mean())).sum())
        slope = product / max(float((centred * centred).sum()), 1e-5)
        off = np.abs(other - slope * one - (other[fits].mean() - slope * one[fits].mean()))
        fits = off <= np.quantile(off, TRUSTED)
    return slope


def _softened(colours: Colours) -> Colours:
    """Mean of each place and its eight neighbours: the two may lie one pixel off."""
    padded = np.pad(colours, ((1, 1), (1, 1), (0, 0)), mode="edge")
    h, w = colours.shape[:2]
    soft: Colours = np.mean(
        [padded[y : y + h, x : x + w] for y in range(3) for x in range(3)], axis=0
    )
    return soft
