"""Use an encoder as a scikit-learn transformer: images in, array rows out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np

from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import LEARNED, as_encoder
from lookalike.encoders.layout import Layout
from lookalike.errors import EncodersDiffer, ImageError, LookalikeError, QueryError
from lookalike.extras import need
from lookalike.images.decode import decode
from lookalike.images.limits import limits_in_force
from lookalike.images.read import held_bytes
from lookalike.images.shrink import shrunk
from lookalike.pipeline import ahead
from lookalike.search.example import (
    AddressExample,
    BytesExample,
    Example,
    FileExample,
    PixelsExample,
    parse_example,
)
from lookalike.system.cores import cores
from lookalike.types import ImageArray, Vectors

_BASE: Any = need("sklearn.base", extra="sklearn")
BATCH = 32
LOOKAHEAD = 4 * BATCH  # decoded images held in memory while the encoder works
TIMEOUT_S = 60.0  # of one image


class EncoderTransformer(_BASE.TransformerMixin, _BASE.BaseEstimator):  # type: ignore[misc]
    """
    Use as `make_pipeline(EncoderTransformer("learned"), LogisticRegression())`.

    X is a sequence of images, each a path, an address, bytes, an open file, a Pillow image, an
    array or a tensor; or an array (n, height, width, 3); or a column of paths. `fit` only loads the
    encoder.
    """

    def __init__(self, encoder: Encoder | str | Path = LEARNED) -> None:
        """`encoder` is one, or a name or path for `load_encoder`."""
        self.encoder = encoder

    def fit(self, X: Iterable[Example], y: object = None) -> Self:  # noqa: N803
        """Load the encoder; EncoderError if there is none."""
        self.encoder_ = as_encoder(self.encoder)
        self.fingerprint_ = self.encoder_.fingerprint
        return self

    def transform(self, X: Iterable[Example]) -> Vectors:  # noqa: N803
        """
        Return (n, dim) float32, every row of length 1.

        ImageError names an image that cannot be read. EncodersDiffer if the encoder's file has
        changed since this was fitted and pickled.
        """
        encoder = self._encoder()
        layout, vectors = Layout([encoder]), [np.empty((0, encoder.dim), np.float32)]
        pixels = _pixels(_images(X), layout.short_side)
        while batch := list(islice(pixels, BATCH)):
            vectors.append(layout.encode(batch))
        return np.concatenate(vectors)

    def get_feature_names_out(self, input_features: object = None) -> Any:
        """Return `colour.0`, `colour.1`, ... as an array of objects, as scikit-learn expects."""
        encoder = self._encoder()
        return np.array([f"{encoder.name}.{i}" for i in range(encoder.dim)], dtype=object)

    def _encoder(self) -> Encoder:
        """Return the encoder that `fit` loaded, or load it."""
        if not hasattr(self, "encoder_"):
            return as_encoder(self.encoder)
        encoder: Encoder = self.encoder_
        if encoder.fingerprint != self.fingerprint_:
            raise EncodersDiffer(
                f"{encoder!r} differs from the encoder of `fit` ({encoder.fingerprint}, not "
                f"{self.fingerprint_}); fit this again, and all models that use its vectors"
            )
        return encoder

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit, tags.no_validation = False, True
        tags.input_tags.two_d_array, tags.input_tags.string = False, True
        return tags


def _images(given: Any) -> Sequence[Example]:
    """Return a list of the images; QueryError for a single image."""
    if isinstance(given, str | bytes | Path) or not isinstance(given, Iterable):
        raise QueryError(f"give a list of images, not a single {type(given).__name__}")
    shape: tuple[int, ...] = getattr(given, "shape", ())
    if len(shape) != 2:
        return list(given)
    if shape[1] != 1:  # a table: iterating would yield the column names
        raise QueryError(f"give one column of images, not a table of {shape[0]} x {shape[1]}")
    return list(np.asarray(given, dtype=object)[:, 0])


def _pixels(images: Sequence[Example], short_side: int) -> Iterator[ImageArray]:
    """Decode the images on threads, in order."""

    def read(image: Example) -> ImageArray:
        match parse_example(image):
            case PixelsExample(pixels):
                return shrunk(pixels, short_side)
            case BytesExample(data):
                return decode(data, short_side).pixels
            case FileExample(source) | AddressExample(source):
                with held_bytes(source, limits_in_force()) as data:
                    return decode(data, short_side).pixels
        raise QueryError(
            f"{str(image)[:80]!r} is not an image; it has a meaning only in a collection"
        )

    results = ahead(read, images, cores(), LOOKAHEAD, TIMEOUT_S)
    for place, (image, outcome) in enumerate(results):
        if isinstance(outcome, LookalikeError | TimeoutError):
            kind = ImageError if isinstance(outcome, TimeoutError) else type(outcome)
            name = f" ({image})" if isinstance(image, str | Path) else ""
            raise kind(f"image {place}{name} of {len(images)}: {outcome}") from outcome
        if isinstance(outcome, Exception):
            raise outcome
        yield outcome
