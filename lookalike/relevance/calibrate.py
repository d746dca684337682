"""Calibrate the scores of a collection: collect the evidence, in bounded memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.layout import Layout
from lookalike.errors import InputError, NotCalibrated
from lookalike.relevance.boundaries import FEWEST, lower
from lookalike.relevance.calibration import RATE, Calibration
from lookalike.relevance.copies import PICTURES, cosines_of_copies
from lookalike.relevance.evidence import Evidence, as_json, as_kept, from_json
from lookalike.relevance.labels import Labelled, suitable
from lookalike.relevance.neighbours import Asked, nearest_others
from lookalike.relevance.sample import sample_ids, vectors_of
from lookalike.relevance.typicality import outline, typicality
from lookalike.search.levels import LEAST
from lookalike.stores.base import Record, Store
from lookalike.system.clock import now_text
from lookalike.types import ImageArray, OnStep, Vectors

PAIRS = 5_000  # random pairs
COPY = 0.995  # score from which a picture counts as a copy, if no copies could be made


@dataclass(frozen=True)
class Calibrator:
    """What a calibration needs from a collection."""

    store: Store
    layout: Callable[[], Layout]
    read: Callable[[Record, int], ImageArray]
    """Returns a picture's pixels at a short side; ImageError if its file is gone or has changed."""
    on_step: OnStep = lambda step, done, total: None

    def calibrate(
        self, labels: str | None = None, rate: float = RATE, seed: int = 0
    ) -> Calibration:
        """
        Return a calibration, from a sample of the pictures.

        `labels` names the attribute whose values say what is similar; None chooses one. Raises
        NotCalibrated if there are too few items or labels.
        """
        if not 0.5 < rate < 1:
            raise InputError(f"the rate must be above .5 and below 1, not {rate}")
        chosen, others, items = sample_ids(self.store, seed)
        asked, typical = (self.store.get(ids, vectors=True) for ids in (chosen, others))
        if min(len(asked), len(typical)) < LEAST // 2:
            raise NotCalibrated(
                f"the collection has {items} items; scores can be calibrated from {LEAST} on"
            )
        settings = self.store.settings
        parts = settings.parts
        own = np.array([settings.weights.get(name, 0.0) for name in parts], np.float32)
        copies = self._copies(asked, seed)
        copies_from = lower(copies @ own, 1 - RATE) if len(copies) >= FEWEST else COPY
        cosines = _cosines(vectors_of(asked), list(parts.values()))
        found = labels or suitable(asked, np.tensordot(own, cosines, axes=1))
        labelled = None if found is None else Labelled(found)
        self.on_step("comparing", 0, items)

        def on_page(seen: int) -> None:
            self.on_step("comparing", min(seen, items), items)

        near, kin, shares = nearest_others(
            self.store, Asked(asked, parts, own, copies_from, labelled), on_page
        )
        if len(kin) < FEWEST:
            if labels is not None:
                raise NotCalibrated(
                    f"only {len(kin)} of {len(asked)} items share a value of {labels!r} with "
                    f"another one, and {FEWEST} are needed; calibrate without labels"
                )
            labelled, kin, shares = None, kin[:0], shares[:0]
        outlines = [as_kept(outline(vectors_of(typical)[:, p])) for p in parts.values()]
        here = vectors_of(asked)
        typicalities = [
            typicality(one, here[:, p]) for one, p in zip(outlines, parts.values(), strict=True)
        ]
        evidence = Evidence(
            tuple(parts),
            near,
            np.stack(typicalities, axis=1),
            kin,
            shares,
            copies,
            _chance_pairs(cosines, labelled, asked, seed),
            tuple(outlines),
        )
        return Calibration(
            items,
            rate,
            None if labelled is None else labelled.attribute,
            labels is not None,
            tuple(encoder.fingerprint for encoder in settings.encoders),
            seed,
            now_text(),
            from_json(as_json(evidence)),  # exactly as it will be read again
        )

    def _copies(self, records: Sequence[Record], seed: int) -> NDArray[np.float32]:
        layout = self.layout()

        def on_picture(done: int) -> None:
            self.on_step("making copies", done, PICTURES)

        parts = list(layout.parts.values())
        side = layout.short_side
        return cosines_of_copies(records, self.read, layout.encode, parts, side, seed, on_picture)


def _cosines(vectors: Vectors, parts: Sequence[slice]) -> NDArray[np.float32]:
    """Return (parts, n, n) cosines."""
    return np.stack([vectors[:, part] @ vectors[:, part].T for part in parts])


def _chance_pairs(
    cosines: NDArray[np.float32], labelled: Labelled | None, records: Sequence[Record], seed: int
) -> NDArray[np.float32]:
    """Return (k, parts): cosines of random pairs; of different labels if there are labels."""
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, len(records), (2, PAIRS))
    fit = first != second
    if labelled is not None:
        labels = labelled.numbers(records)
        fit &= (labels[first] >= 0) & (labels[second] >= 0) & (labels[first] != labels[second])
    found: NDArray[np.float32] = cosines[:, first[fit], second[fit]].T
    return found
