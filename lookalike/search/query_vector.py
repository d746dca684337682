"""
Turn a query into one vector: pictures give all parts, a colour gives one.

Knows nothing of how either is encoded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lookalike.images.crop import Crop
from lookalike.search.blend import Parts, blend, normalise
from lookalike.search.colour import PART
from lookalike.search.example import ColourExample, Example, examples, parse_example
from lookalike.search.query import Query
from lookalike.types import Colour, Vectors, Weights

EncodePicture: TypeAlias = Callable[[Example, Crop | str | None], Vectors]
"""Returns (dim,) for an example, or for a region of it."""


@dataclass(frozen=True)
class Encode:
    """The functions by which a collection encodes examples."""

    parts: Parts
    picture: EncodePicture
    colour: Callable[[Colour], Vectors]
    """Returns only the part `colour`; QueryError without that part."""


def query_vector(asked: Query, weights: Weights, encode: Encode) -> Vectors:
    """
    Return the (dim,) query vector; its inner product with an item's vector is the score.

    In `like` and in `unlike`, colours replace the colour part of the pictures beside them. If only
    colours are liked, only the colour part counts, whatever the weights.
    """
    like, unlike = examples(asked.like), examples(asked.unlike)
    rows = _rows(like, asked.crop, encode), _rows(unlike, None, encode)
    known = normalise(encode.parts, weights if asked.weights is None else asked.weights)
    return blend(encode.parts, known if pictures(like) else {PART: 1.0}, *rows)


def pictures(given: Sequence[Example]) -> list[Example]:
    """Return the examples that are not colours."""
    return [one for one in given if not isinstance(parse_example(one), ColourExample)]


def _rows(given: Sequence[Example], crop: Crop | str | None, encode: Encode) -> Vectors:
    """Return (n, dim): one row per picture, or a single row if there are only colours."""
    shown = pictures(given)
    parsed = map(parse_example, given)
    colours = [encode.colour(one.colour) for one in parsed if isinstance(one, ColourExample)]
    dim = max(where.stop for where in encode.parts.values())
    rows = np.zeros((max(len(shown), int(bool(colours))), dim), np.float32)
    for row, example in enumerate(shown):
        rows[row] = encode.picture(example, None if row else crop)
    if colours:
        rows[:, encode.parts[PART]] = np.mean(colours, axis=0)
    return rows
