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

LEAST = 11  # validation images: fewer have no ten neighbours each
WELL = 0.92  # top-10 agreement from which on no better scheme is looked for
CALIBRATED_AT_ONCE = 4  # images: bounds the memory that their activations take


@dataclass(frozen=True)
class Attempt:
    """One scheme and what it came to."""

    scheme: str
    top_10_agreement: float
    precision_at_5: float | None
    speed_ratio: float | None
    """How many times as fast as float32, on one thread with one image; None where not as good."""
    accepted: bool
    """As good, and not slower."""

    @property
    def is_slower(self) -> bool:
        """Is float32 the faster one on this machine?"""
        return self.speed_ratio is not None and self.speed_ratio < 1


class Judge:
    """Holds int8 networks to a float32 one on validation images, each found among the others."""

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
        """Are there images enough to judge by?"""
        return len(self._images) >= LEAST

    def accepts(self, path: Path, scheme: str) -> bool:
        """Is this network as good, and not slower here? The attempt is noted."""
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
    Write to `target` an int8 network made of `source` that the judge accepts, if there is one.

    It is the first that agrees with float32 well, or that which agrees the most. One that is as
    good and slower ends the search: the others do no less work.
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
    """The accepted one whose neighbours are the most like float32's."""
    accepted = [attempt for attempt in attempts if attempt.accepted]
    return max(accepted, key=lambda attempt: attempt.top_10_agreement, default=None)


def as_fed(encoder: NetworkEncoder, images: Pixels) -> list[Batch]:
    """(m, s, s, 3) to the network's input, a few images at a time."""
    starts = range(0, len(images), CALIBRATED_AT_ONCE)
    return [encoder.preprocessing.apply(list(images[i : i + CALIBRATED_AT_ONCE])) for i in starts]
