"""Fit a collection's weights to its labels, and measure the gain on held-out items."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.evaluation.bootstrap import Estimate, estimates
from lookalike.evaluation.collected import labelled_vectors
from lookalike.evaluation.part_weights import best_weights, part_similarities, precisions
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.types import Weights

HELD_OUT = 0.3  # of the items: they choose nothing
QUERIES = 500  # at most, of either side: a second digit of precision needs no more
GALLERY = 4000  # at most: bounds the memory to QUERIES x GALLERY x parts


@dataclass(frozen=True)
class Tuning:
    """Weights, and what they are worth."""

    label: str
    weights: Weights
    """The best found on the items that choose."""
    before: Weights
    queries: int
    """Held-out items, each asked of the others."""
    precision_before: Estimate
    """Mean precision@5 over the held-out items, with its 95 % interval."""
    precision_after: Estimate
    gain: Estimate
    """Of the differences, query by query."""
    remarks: tuple[str, ...] = ()
    """On items without the attribute, which are left out, and on values that are nearly one."""

    @property
    def helps(self) -> bool:
        """Is the gain above 0, whatever the chance of the draw?"""
        return self.gain.low > 0


def tune(
    collection: Collection,
    label: str,
    where: str | None = None,
    apply: bool = True,
    seed: int = 0,
) -> Tuning:
    """
    Choose the weights that put items of the same `label` first, and keep them where they help.

    Seven in ten items with that attribute choose (copies count once); the others tell what it is
    worth: precision@5, each of them asked of all. The collection's weights are changed only if
    the gain on those is real (95 %), and `apply`. InputError where there is one part only, or
    fewer than two labels with two items on either side.
    """
    names = list(collection.parts)
    if len(names) < 2:
        raise InputError(f"the collection has one part, {names[0]}: there is nothing to weigh")
    labelled, remarks, _ = labelled_vectors(collection, label, where)
    found = _each_once(labelled)
    parts = [collection.parts[name] for name in names]
    before = tuple(collection.weights.get(name, 0.0) for name in names)
    order = np.random.default_rng(seed).permutation(len(found.labels))
    held, chosen = np.split(order, [round(HELD_OUT * len(order))])
    weights = best_weights(*_asked(found, chosen, chosen, parts, label), before)
    similarities, relevant, itself = _asked(found, held, order, parts, label)
    old, new = (precisions(similarities, w, relevant, itself) for w in (before, weights))
    first, second, gain = estimates(np.column_stack([old, new, new - old]))
    tuned = dict(zip(names, (round(w, 4) for w in weights), strict=True))
    old_weights = _plain(collection.weights)
    found_out = Tuning(label, tuned, old_weights, len(old), first, second, gain, remarks)
    if apply and found_out.helps:
        collection.set_weights(tuned)
    return found_out


def _plain(weights: Weights) -> Mapping[str, float]:
    return {name: round(weight, 4) for name, weight in weights.items()}


def _each_once(found: LabelledVectors) -> LabelledVectors:
    """Without the copies: any weights put them first."""
    _, rows = np.unique(found.ids, return_index=True)
    return found.at(np.sort(rows))


def _asked(
    found: LabelledVectors,
    queries: NDArray[np.intp],
    gallery: NDArray[np.intp],
    parts: list[slice],
    label: str,
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.intp]]:
    """Similarities, what is relevant, and where each query stands in the gallery."""
    names, counts = np.unique(found.labels[gallery], return_counts=True)
    if len(names) < 2 or (counts > 1).sum() < 2:
        raise InputError(
            f"{len(gallery)} items with the attribute {label!r} are too few to weigh by: two "
            "values need two items each, where the weights are chosen and where they are judged"
        )
    asked = queries[np.isin(found.labels[queries], names[counts > 1])][:QUERIES]
    if not len(asked):
        raise InputError(f"no held-out item has another one of its {label}: add labelled items")
    gallery = np.concatenate([asked, np.setdiff1d(gallery, asked)])[:GALLERY]
    similarities = part_similarities(found.vectors[asked], found.vectors[gallery], parts)
    relevant = found.labels[asked][:, None] == found.labels[gallery][None]
    return similarities, relevant, np.arange(len(asked))
