"""The settings of an evaluation, and which classes the network was trained on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.base import Encoder
from lookalike.errors import InputError

METRICS = ("cosine", "euclidean")
TRAINING = "lookalike.training"  # metadata key of the description of the training
CLASSES = ("all", "seen", "unseen")


@dataclass(frozen=True)
class EvaluationSettings:
    """The choices of the user; a report repeats them with its numbers."""

    column: str | None = None
    """Label column; None for the first. Images of the same label are relevant to each other."""
    metric: str = "cosine"
    """`cosine`: inner product of unit rows; `euclidean`: distance, for rows of any length."""
    exclude_duplicates: bool = False
    """Leave out queries that have a copy in the gallery."""
    trained_on: tuple[str, ...] | None = None
    """The classes that the encoder was trained on; None if unknown."""
    classes: str = "all"
    """`seen` or `unseen` keeps only images of classes trained on, or never trained on."""
    resamples: int = 2000
    """Number of bootstrap resamples."""
    seed: int = 0

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise InputError(f"no metric {self.metric!r}; there are: {', '.join(METRICS)}")
        if self.classes not in CLASSES:
            raise InputError(f"no classes {self.classes!r}; there are: {', '.join(CLASSES)}")
        if self.classes != "all" and self.trained_on is None:
            raise InputError(
                f"cannot select {self.classes} classes: the classes of the training are not known; "
                "name them, or evaluate all"
            )


def kept_classes(labels: NDArray[np.str_], settings: EvaluationSettings) -> NDArray[np.bool_]:
    """Return (n,): whether each label is one of the selected classes."""
    if settings.classes == "all" or settings.trained_on is None:
        return np.ones(len(labels), np.bool_)
    is_seen = np.isin(labels, np.array(settings.trained_on, np.str_))
    return is_seen if settings.classes == "seen" else ~is_seen


def protocol_name(labels: Iterable[str], trained_on: Iterable[str] | None) -> str:
    """Return `seen-class`, `class-disjoint`, `mixed`, or `unknown` without training classes."""
    if trained_on is None:
        return "unknown"
    asked, trained = set(labels), set(trained_on)
    if not asked & trained:
        return "class-disjoint"
    return "seen-class" if asked <= trained else "mixed"


def trained_classes(encoder: Encoder) -> tuple[str, ...] | None:
    """Return the classes in the metadata that training writes into the file; None if missing."""
    path = getattr(encoder, "path", None)
    if path is None:
        return None
    import onnxruntime  # 80 ms, needed only for a network

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    text = session.get_modelmeta().custom_metadata_map.get(TRAINING, "{}")
    try:
        classes = json.loads(text).get("classes")
    except (ValueError, AttributeError):
        return None
    return tuple(map(str, classes)) if isinstance(classes, list) else None
