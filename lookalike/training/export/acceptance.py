"""Accept an int8 network only if it is as good as the float32 one and not slower."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from lookalike.datasets.pixels import Pixels
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.training.export.agreement import agreement, precision
from lookalike.training.export.calibration import Batch
from lookalike.training.export.quantise import SCHEMES, Quantiser, Scheme
from lookalike.training.export.speed import speed_ratio

LEAST = 11  # validation images: with fewer, an image has less than ten neighbours
WELL = 0.92  # top-10 agreement at which the search for a better scheme ends
CALIBRATED_AT_ONCE = 4  # images, which limits the memory of their activations


@dataclass(frozen=True)
class Attempt:
    """One scheme and its result."""

    scheme: str
    top_10_agreement: float
    precision_at_5: float | None
    speed_ratio: float | None
    """Speed relative to float32, on one thread with one image; None if it was not as good."""
    accepted: bool
    """Whether it is as good, and not slower."""

    @property
    def is_slower(self) -> bool:
        """Whether float32 is faster on this machine."""
        return self.speed_ratio is not None and self.speed_ratio < 1


class Judge:
    """Compares int8 networks with a float32 one on validation images (leave-one-out)."""

    def __init__(self, path: Path, validation: Pixels, labels: NDArray[Any] | None) -> None:
        """Without labels, P@5 is not judged."""
        self._path, self.encoder = path, NetworkEncoder(path)
        self._images, self._labels = list(validation), labels
        self._reference = self.encoder.encode(self._images)
        self.precision_at_5: float | None = None
        if labels is not None:
            self.precision_at_5 = precision(self._reference, labels) if len(labels) > 1 else 0.0
        self.attempts: list[Attempt] = []

    @property
    def can_tell(self) -> bool:
        """Whether there are enough images."""
        return len(self._images) >= LEAST

    def accepts(self, path: Path, scheme: str) -> bool:
        """Whether this network is as good, and not slower here; records the attempt."""
        vectors = NetworkEncoder(path).encode(self._images)
        found = agreement(self._reference, vectors, self._labels)
        speed = speed_ratio(self._path, path) if found.is_enough else None
        accepted = speed is not None and speed >= 1
        attempt = Attempt(scheme, found.top_10, found.precision_at_5, speed, accepted)
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
    """
    Write to `target` an int8 version of `source` that the judge accepts, if there is one.

    It is the first that agrees well with float32, or else the one that agrees most. The search ends
    at one that is as good but slower: the others need no less computation.
    """
    quantiser = Quantiser(source, batches)
    new = target.with_name(f".new.{target.name}")
    before = len(judge.attempts)
    for scheme in schemes:
        quantiser.write(new, scheme)
        judge.accepts(new, prefix + scheme.name)
        last = judge.attempts[-1]
        if best(judge.attempts[before:]) is last:
            new.replace(target)
        if last.is_slower or (last.accepted and last.top_10_agreement >= WELL):
            break
    new.unlink(missing_ok=True)
    return best(judge.attempts[before:]) is not None


def best(attempts: Sequence[Attempt]) -> Attempt | None:
    """Return the accepted attempt whose neighbours agree most with those of float32."""
    accepted = [attempt for attempt in attempts if attempt.accepted]
    return max(accepted, key=lambda attempt: attempt.top_10_agreement, default=None)


def as_fed(encoder: NetworkEncoder, images: Pixels) -> list[Batch]:
    """Preprocess (m, s, s, 3) for the network, a few images at a time."""
    starts = range(0, len(images), CALIBRATED_AT_ONCE)
    return [encoder.preprocessing.apply(list(images[i : i + CALIBRATED_AT_ONCE])) for i in starts]
