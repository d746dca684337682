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

HELD_OUT = 0.3  # share of the items, which are not used for fitting
QUERIES = 500  # most queries for fitting and for testing: enough for two digits of precision
GALLERY = 4000  # most items, which limits memory to QUERIES x GALLERY x parts


@dataclass(frozen=True)
class Tuning:
    """The fitted weights, and their gain."""

    label: str
    weights: Weights
    """The best weights for the items used for fitting."""
    before: Weights
    queries: int
    """Number of held-out items, each a query against the others."""
    precision_before: Estimate
    """Mean precision@5 over the held-out items, with its 95 % interval."""
    precision_after: Estimate
    gain: Estimate
    """Mean of the differences, query by query."""
    remarks: tuple[str, ...] = ()
    """Remarks on items without the attribute, which are left out, and on nearly equal values."""

    @property
    def helps(self) -> bool:
        """Whether the gain is significant: its 95 % interval is above 0."""
        return self.gain.low > 0


def tune(
    collection: Collection,
    label: str,
    where: str | None = None,
    apply: bool = True,
    seed: int = 0,
) -> Tuning:
    """
    Fit the weights so that items of the same `label` rank first, and save them if they help.

    Seventy per cent of the items with that attribute are used for fitting (copies count once); the
    others measure the gain in precision@5, each as a query against all. The collection's weights
    are changed only if that gain is significant (95 %), and `apply` is true. InputError if there is
    only one part, or fewer than two labels with two items in either set.
    """
    names = list(collection.parts)
    if len(names) < 2:
        raise InputError(
            f"the collection has only one part, {names[0]}, so there are no weights to fit"
        )
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
    """Remove copies, which any weights would rank first."""
    _, rows = np.unique(found.ids, return_index=True)
    return found.at(np.sort(rows))


def _asked(
    found: LabelledVectors,
    queries: NDArray[np.intp],
    gallery: NDArray[np.intp],
    parts: list[slice],
    label: str,
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.intp]]:
    """Return similarities, which items are relevant, and the row of each query in the gallery."""
    names, counts = np.unique(found.labels[gallery], return_counts=True)
    if len(names) < 2 or (counts > 1).sum() < 2:
        raise InputError(
            f"{len(gallery)} items with the attribute {label!r} are too few: at least two values "
            "need two items each, both for fitting and among the held-out items"
        )
    asked = queries[np.isin(found.labels[queries], names[counts > 1])][:QUERIES]
    if not len(asked):
        raise InputError(f"no two held-out items have the same {label}; add labelled items")
    gallery = np.concatenate([asked, np.setdiff1d(gallery, asked)])[:GALLERY]
    similarities = part_similarities(found.vectors[asked], found.vectors[gallery], parts)
    relevant = found.labels[asked][:, None] == found.labels[gallery][None]
    return similarities, relevant, np.arange(len(asked))
