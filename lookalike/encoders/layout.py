"""Join several encoders into one vector, `[learned | colour | ...]`, each part of length 1."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from lookalike.encoders.base import Encoder, EncodesColours, EncodesPlaces
from lookalike.encoders.resize import shared_pictures
from lookalike.errors import EncoderError
from lookalike.search.colour import PART
from lookalike.system.cores import cores
from lookalike.types import ImageArray, Vectors

CHUNK = 4  # images that one thread encodes at a time


class Layout:
    """The encoders of a collection, in the order of their parts."""

    def __init__(self, encoders: Sequence[Encoder], threads: int | None = None) -> None:
        """`threads` defaults to the processor's cores."""
        names = [encoder.name for encoder in encoders]
        if not encoders or len(set(names)) < len(names):
            raise EncoderError(f"each part needs one encoder and a unique name, not {names}")
        self.encoders = tuple(encoders)
        ends = np.cumsum([encoder.dim for encoder in encoders]).tolist()
        self.parts: Mapping[str, slice] = {
            encoder.name: slice(end - encoder.dim, end)
            for encoder, end in zip(encoders, ends, strict=True)
        }
        self.dim: int = ends[-1]
        self.short_side = max(encoder.size for encoder in encoders)
        able = [e for e in encoders if isinstance(e, EncodesColours) and e.name == PART]
        self.coloured = able[0] if able else None
        """The encoder of the part `colour`, if it can encode a single colour."""
        placed = [e for e in encoders if isinstance(e, EncodesPlaces) and e.has_local]
        self.placed = placed[0] if placed else None
        """The encoder for heat-maps, if one supports them."""
        self._threads = threads or cores()
        self._pool: ThreadPoolExecutor | None = None

    def __repr__(self) -> str:
        return f"<Layout: {', '.join(f'{one.name} {one.dim}' for one in self.encoders)}>"

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32; each part of a row has length 1."""
        chunks = [images[i : i + CHUNK] for i in range(0, len(images), CHUNK)]
        if len(chunks) < 2:
            return self._encode(images)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, "encode")
        return np.concatenate(list(self._pool.map(self._encode, chunks)))

    def _encode(self, images: Sequence[ImageArray]) -> Vectors:
        vectors = np.empty((len(images), self.dim), np.float32)
        with shared_pictures():
            for encoder in self.encoders:
                vectors[:, self.parts[encoder.name]] = encoder.encode(images)
        return vectors
