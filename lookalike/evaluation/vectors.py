"""Vectors with the label, file and digest of each image; knows nothing of encoders."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.types import Vectors


@dataclass(frozen=True)
class LabelledVectors:
    """Vectors, labels and files of images; one row per image."""

    vectors: Vectors
    """(n, dim) float32."""
    labels: NDArray[np.str_]
    """(n,) labels."""
    sources: tuple[str, ...]
    """Files or addresses, for the pictures of a report."""
    digests: NDArray[np.str_] | None = None
    """(n,) digests of the files; without them, exact copies are not searched for."""
    thumbprints: NDArray[np.float32] | None = None
    """(n, bits) of `thumbprint`; without them, near-duplicates are not searched for."""

    def __post_init__(self) -> None:
        if not len(self.vectors) == len(self.labels) == len(self.sources):
            counts = f"{len(self.vectors)}, {len(self.labels)} and {len(self.sources)}"
            raise InputError(f"vectors, labels and sources must have the same length, not {counts}")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def ids(self) -> NDArray[np.str_]:
        """(n,) ids that are equal for equal images: digests, or else sources."""
        return np.array(self.sources, np.str_) if self.digests is None else self.digests

    def at(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> "LabelledVectors":
        """Return these rows, in this order."""
        chosen = np.arange(len(self))[rows]
        return replace(
            self,
            vectors=self.vectors[chosen],
            labels=self.labels[chosen],
            sources=tuple(self.sources[row] for row in chosen),
            digests=None if self.digests is None else self.digests[chosen],
            thumbprints=None if self.thumbprints is None else self.thumbprints[chosen],
        )
