"""The int8 network that may stand in for a float32 one: the first of several that is as good."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from lookalike.datasets.pixels import Pixels
from lookalike.encoders.network import NetworkEncoder
from lookalike.training.agreement import agreement, precision
from lookalike.training.calibration import Batch
from lookalike.training.quantise import SCHEMES, Quantiser, Scheme

LEAST = 11  # validation images: fewer have no ten neighbours each
CALIBRATED_AT_ONCE = 4  # images: bounds the memory that their activations take


@dataclass(frozen=True)
class Attempt:
    """One scheme and what it came to."""

    scheme: str
    top_10_agreement: float
    precision_at_5: float | None
    accepted: bool


class Judge:
    """Holds int8 networks to a float32 one on validation images, each found among the others."""

    def __init__(self, path: Path, validation: Pixels, labels: NDArray[Any] | None) -> None:
        """Without labels, P@5 is not judged."""
        self.encoder = NetworkEncoder(path)
        self._images, self._labels = list(validation), labels
        self._reference = self.encoder.encode(self._images)
        self.precision_at_5: float | None = None
        if labels is not None:
            self.precision_at_5 = precision(self._reference, labels) if len(labels) > 1 else 0.0
        self.attempts: list[Attempt] = []

    @property
    def can_tell(self) -> bool:
        """Are there images enough to judge by?"""
        return len(self._images) >= LEAST

    def accepts(self, path: Path, scheme: str) -> bool:
        """Is this network as good? The attempt is noted."""
        vectors = NetworkEncoder(path).encode(self._images)
        found = agreement(self._reference, vectors, self._labels)
        attempt = Attempt(scheme, found.top_10, found.precision_at_5, found.is_enough)
        self.attempts.append(attempt)
        return attempt.accepted


def accepted_int8(
    judge: Judge,
    source: Path,
    target: Path,
    batches: Sequence[Batch],
    schemes: Sequence[Scheme] = SCHEMES,
    prefix: str = "",
) -> bool:
    """Write to `target` the first int8 network made of `source` that the judge accepts, if any."""
    quantiser = Quantiser(source, batches)
    new = target.with_name(f".new.{target.name}")
    for scheme in schemes:
        quantiser.write(new, scheme)
        if judge.accepts(new, prefix + scheme.name):
            new.replace(target)
            return True
    new.unlink(missing_ok=True)
    return False


def as_fed(encoder: NetworkEncoder, images: Pixels) -> list[Batch]:
    """(m, s, s, 3) to the network's input, a few images at a time."""
    starts = range(0, len(images), CALIBRATED_AT_ONCE)
    return [encoder.preprocessing.apply(list(images[i : i + CALIBRATED_AT_ONCE])) for i in starts]
