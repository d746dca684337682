"""Time several networks alternately, on one thread."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import onnxruntime
from numpy.typing import NDArray

ROUNDS = 30
WARMUP = 3


def speed_ratio(slow: Path, fast: Path, rounds: int = ROUNDS) -> float:
    """Return the speed of the second network relative to the first, with one image."""
    before, after = median_seconds([slow, fast], batch=1, rounds=rounds)
    return before / after


def median_seconds(paths: Sequence[Path], batch: int, rounds: int = ROUNDS) -> list[float]:
    """Return the median seconds of one run; networks alternate, so load affects all equally."""
    sessions = [_session(path) for path in paths]
    return medians([partial(_seconds, s, _images(s, batch)) for s in sessions], rounds)


def medians(ways: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """Call each function, by turns, and return its median seconds after a warm-up."""
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(WARMUP + rounds):
        for way, times in zip(ways, taken, strict=True):
            times.append(way())
    return [median(times[WARMUP:]) for times in taken]


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])


def _images(session: onnxruntime.InferenceSession, batch: int) -> NDArray[np.float32]:
    """Return noise in the network's input shape: the time does not depend on the content."""
    shape = (batch, *session.get_inputs()[0].shape[1:])
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


def _seconds(session: onnxruntime.InferenceSession, images: NDArray[np.float32]) -> float:
    outputs = [session.get_outputs()[0].name]
    began = time.perf_counter()
    session.run(outputs, {session.get_inputs()[0].name: images})
    return time.perf_counter() - began
