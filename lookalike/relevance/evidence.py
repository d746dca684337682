"""What is known of a collection's scores: cosines by part, so that any weights can be judged."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.relevance.typicality import Outline

Cosines = NDArray[np.float32]

NOTHING = -2.0  # in place of cosines, where there is no such pair
KEPT_AS = np.dtype("<f2")


@dataclass(frozen=True, eq=False)
class Evidence:
    """
    Cosines of pairs of pictures, by part; a pair's score is their mean by a query's weights.

    Arrays end with the axis of the parts, in the order of `parts`.
    """

    parts: tuple[str, ...]
    near: Cosines
    """
    (n, candidates, parts): of n pictures, the pairs with their nearest others. Which of them is the
    nearest depends on the weights; unused places hold `NOTHING`.
    """
    typical: Cosines
    """(n, parts): how typical each of these pictures is of the collection."""
    kin: Cosines
    """(m, candidates, parts): of pictures with a label, the nearest others of that label."""
    shares: Cosines
    """(m,): what each of these pictures counts; 1 for each label in all."""
    copies: Cosines
    """(v, parts): pictures and changed copies of them; none if no file could be read."""
    pairs: Cosines
    """(k, parts): pairs by chance; of different labels, if there is one that suits."""
    outlines: tuple[Outline, ...]
    """Where the vectors of each part lie, of pictures that are not among the n."""


def as_json(evidence: Evidence) -> dict[str, Any]:
    """Return what `from_json` reads: arrays as half floats in base64."""
    arrays = {name: _text(getattr(evidence, name)) for name in ARRAYS}
    outlines = [{n: _text(getattr(one, n)) for n in OUTLINE} for one in evidence.outlines]
    return {"parts": list(evidence.parts), **arrays, "outlines": outlines}


def from_json(told: Mapping[str, Any]) -> Evidence:
    """Read evidence; KeyError, TypeError or ValueError if it is damaged."""
    arrays = {name: _array(told[name]) for name in ARRAYS}
    outlines = tuple(Outline(**{n: _array(one[n]) for n in OUTLINE}) for one in told["outlines"])
    return Evidence(parts=tuple(told["parts"]), outlines=outlines, **arrays)


def as_kept(outline: Outline) -> Outline:
    """Return an outline as it is read again, so that all are judged by the same."""
    return Outline(**{n: _array(_text(getattr(outline, n))) for n in OUTLINE})


ARRAYS = ("near", "typical", "kin", "shares", "copies", "pairs")
OUTLINE = ("mean", "basis", "spread")


def _text(array: NDArray[Any]) -> dict[str, Any]:
    data = b64encode(np.ascontiguousarray(array, KEPT_AS).tobytes()).decode("ascii")
    return {"shape": list(array.shape), "data": data}


def _array(told: Mapping[str, Any]) -> NDArray[np.float32]:
    flat = np.frombuffer(b64decode(told["data"], validate=True), KEPT_AS)
    return flat.astype(np.float32).reshape(told["shape"])
