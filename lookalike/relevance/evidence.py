"""Evidence about a collection's scores: cosines by part, so that any weights can be judged."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.relevance.typicality import Outline

Cosines = NDArray[np.float32]

NOTHING = -2.0  # marks unused places of the arrays of cosines
KEPT_AS = np.dtype("<f2")


@dataclass(frozen=True, eq=False)
class Evidence:
    """
    Cosines of pairs of pictures, by part. A pair's score is their mean by the query's weights.

    The last axis of each array is that of the parts, in the order of `parts`.
    """

    parts: tuple[str, ...]
    near: Cosines
    """
    (n, candidates, parts): of n pictures, the pairs with their nearest others. Which of them is the
    nearest depends on the weights; unused places hold `NOTHING`.
    """
    typical: Cosines
    """(n, parts): how typical of the collection each of these pictures is."""
    kin: Cosines
    """(m, candidates, parts): labelled pictures with their nearest others of the same label."""
    shares: Cosines
    """(m,): weight of each of these pictures; the weights of a label sum to 1."""
    copies: Cosines
    """(v, parts): pictures with altered copies of them; empty if no file could be read."""
    pairs: Cosines
    """(k, parts): random pairs; of different labels, if there are labels."""
    outlines: tuple[Outline, ...]
    """The distribution of each part's vectors, from pictures that are not among the n."""


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
    """Return an outline as it will be read again, so that judgements do not change on reload."""
    return Outline(**{n: _array(_text(getattr(outline, n))) for n in OUTLINE})


ARRAYS = ("near", "typical", "kin", "shares", "copies", "pairs")
OUTLINE = ("mean", "basis", "spread")


def _text(array: NDArray[Any]) -> dict[str, Any]:
    data = b64encode(np.ascontiguousarray(array, KEPT_AS).tobytes()).decode("ascii")
    return {"shape": list(array.shape), "data": data}


def _array(told: Mapping[str, Any]) -> NDArray[np.float32]:
    flat = np.frombuffer(b64decode(told["data"], validate=True), KEPT_AS)
    return flat.astype(np.float32).reshape(told["shape"])
