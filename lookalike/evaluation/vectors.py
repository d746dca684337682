"""Vectors with the label, file and digest of each image; knows nothing of encoders."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.types import Vectors


@dataclass(frozen=True)
class LabelledVectors:
    """What an evaluation is made on; row by row the same image."""

    vectors: Vectors
    """(n, dim) float32."""
    labels: NDArray[np.str_]
    """(n,) what each shows."""
    sources: tuple[str, ...]
    """Files or addresses, for the pictures of a report."""
    digests: NDArray[np.str_] | None = None
    """(n,) of the files' bytes; without them no exact copies are looked for."""
    thumbprints: NDArray[np.float32] | None = None
    """(n, bits) as `thumbprint` makes them; without them no near-duplicates are looked for."""

    def __post_init__(self) -> None:
        if not len(self.vectors) == len(self.labels) == len(self.sources):
            counts = f"{len(self.vectors)}, {len(self.labels)} and {len(self.sources)}"
            raise InputError(f"vectors, labels and sources must be as many, not {counts}")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def ids(self) -> NDArray[np.str_]:
        """(n,) the same image's, wherever its file lies: digests, or else sources."""
        return np.array(self.sources, np.str_) if self.digests is None else self.digests

    def at(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> "LabelledVectors":
        """These rows, in this order."""
        chosen = np.arange(len(self))[rows]
        return replace(
            self,
            vectors=self.vectors[chosen],
            labels=self.labels[chosen],
            sources=tuple(self.sources[row] for row in chosen),
            digests=None if self.digests is None else self.digests[chosen],
            thumbprints=None if self.thumbprints is None else self.thumbprints[chosen],
        )
