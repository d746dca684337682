"""Measure the value range of a network's tensors on real images, one batch in memory at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

BINS = 2048  # of a histogram, as in ONNX Runtime's own calibration
LEVELS = 255  # steps of an 8-bit range
CLIPS = np.linspace(0.3, 1, 71)  # shares of the full range to try

Batch = NDArray[np.float32]
"""(n, 3, size, size), normalised."""
Range = tuple[float, float]


@dataclass(frozen=True)
class Histogram:
    """Histogram of a tensor's values between its lowest and its highest."""

    lowest: float
    highest: float
    counts: NDArray[np.int64]
    """(BINS,) of equal width."""

    def whole(self) -> Range:
        """Return the full range: nothing is clipped."""
        return self.lowest, self.highest

    def percentile(self, share: float = 0.9999) -> Range:
        """Return the range of this share of the values, cut equally below and above."""
        below = np.cumsum(self.counts) / self.counts.sum()
        cut = (1 - share) / 2
        edges = np.linspace(self.lowest, self.highest, BINS + 1)
        low, high = np.searchsorted(below, [cut, 1 - cut])
        return float(edges[low]), float(edges[min(high + 1, BINS)])

    def least_error(self) -> Range:
        """Return the part of the full range with the least mean square error of rounding."""
        ranges = [(self.lowest * clip, self.highest * clip) for clip in CLIPS]
        return min(ranges, key=self._error)

    def _error(self, span: Range) -> float:
        width = (self.highest - self.lowest) / BINS
        values = self.lowest + width * (np.arange(BINS) + 0.5)
        clipped = values - np.clip(values, *span)
        rounded = ((span[1] - span[0]) / LEVELS) ** 2 / 12
        return float(self.counts @ np.where(clipped == 0, rounded, clipped**2))


def observe(
    model: onnx.ModelProto, tensors: Sequence[str], batches: Sequence[Batch]
) -> dict[str, Histogram]:
    """Return a histogram of each of these tensors over all batches; runs the network twice."""
    session = session_with(model, tensors)
    spans = [_spans(values) for values in _runs(session, tensors, batches)]
    lowest, highest = np.min([s[0] for s in spans], axis=0), np.max([s[1] for s in spans], axis=0)
    counts = np.zeros((len(tensors), BINS), np.int64)
    for values in _runs(session, tensors, batches):
        for row, value, low, high in zip(counts, values, lowest, highest, strict=True):
            row += np.histogram(value, BINS, (low, high))[0]
    return {
        name: Histogram(float(low), float(high), row)
        for name, low, high, row in zip(tensors, lowest, highest, counts, strict=True)
    }


def session_with(
    model: onnx.ModelProto, tensors: Sequence[str], threads: int = 0
) -> onnxruntime.InferenceSession:
    """Load the network with these tensors as additional outputs; 0 threads means all cores."""
    opened = onnx.ModelProto()
    opened.CopyFrom(model)
    given = {output.name for output in model.graph.output}
    for name in tensors:
        if name not in given:
            opened.graph.output.append(onnx.ValueInfoProto(name=name))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        opened.SerializeToString(), options, ["CPUExecutionProvider"]
    )


def _runs(
    session: onnxruntime.InferenceSession, tensors: Sequence[str], batches: Sequence[Batch]
) -> Iterator[list[NDArray[np.float32]]]:
    source = session.get_inputs()[0].name
    names = [name for name in tensors if name != source]
    for batch in batches:
        values = dict(zip(names, session.run(names, {source: batch}), strict=True))
        yield [batch if name == source else values[name] for name in tensors]


def _spans(values: Sequence[NDArray[np.float32]]) -> tuple[list[float], list[float]]:
    return [float(v.min()) for v in values], [float(v.max()) for v in values]
