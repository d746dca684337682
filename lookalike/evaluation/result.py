"""What an evaluation found; holds values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.bootstrap import Estimate
from lookalike.evaluation.distances import Distances
from lookalike.evaluation.hubness import Hubness
from lookalike.evaluation.leaks import Duplicate
from lookalike.evaluation.metrics import Values
from lookalike.evaluation.neighbours import ClassResult, Confusion
from lookalike.evaluation.protocol import EvaluationSettings


@dataclass(frozen=True)
class Speed:
    """On this machine, with all its cores."""

    images: int
    seconds: float
    """From files to vectors: reading and decoding included."""
    encoding: float
    """Images per second of the encoder alone."""

    @property
    def images_per_second(self) -> float:
        """From files to vectors."""
        return self.images / max(self.seconds, 1e-9)


@dataclass(frozen=True)
class Protocol:
    """What the numbers are of."""

    classes_trained: str
    """`seen-class`, `class-disjoint`, `mixed` or `unknown`."""
    leave_one_out: bool
    gallery: int
    queries: int
    """Judged."""
    classes: int
    """Among the gallery's labels."""
    relevance: str
    metric: str
    excluded: Mapping[str, int]
    """Left out, by reason: queries with `nothing relevant`, a `duplicate`, `unreadable` ones, and
    images that are `unlabelled`."""
    looked_for: tuple[str, ...]
    """Kinds of duplicates that could be looked for."""
    fingerprint: str
    """Of the gallery's images and labels: equal where two evaluations searched the same."""
    split: str | None = None
    """`test` or `validation`, where these images of a training ask; None where others do."""


@dataclass(frozen=True)
class Images:
    """The images of one side, without their vectors; row by row the same one."""

    ids: NDArray[np.str_]
    """The same for the same file, wherever it lies."""
    sources: tuple[str, ...]
    labels: NDArray[np.str_]


@dataclass(frozen=True)
class EvaluationReport:
    """All that is known of how well an encoder finds images."""

    encoder: str
    settings: EvaluationSettings
    protocol: Protocol
    metrics: Mapping[str, Estimate]
    """`hit@1`, `precision@5`, `map`, ...: means over queries with their intervals."""
    gallery: Images
    queries: Images
    """The judged ones."""
    values: Mapping[str, Values]
    """Metric to one value for each query."""
    nearest: NDArray[np.int64]
    """(queries, up to 10) rows of the gallery, nearest first."""
    classes: tuple[ClassResult, ...]
    confusion: Confusion
    distances: Distances
    hubness: Hubness
    duplicates: tuple[Duplicate, ...]
    """Also those whose query is left out."""
    failures: Mapping[str, str] = field(default_factory=dict)
    """Source to the reason why it could not be read."""
    speed: Speed | None = None
    remarks: tuple[str, ...] = ()
    """What in the data may not be meant, by its line, and which images have no label."""

    def save(self, folder: str | Path) -> list[Path]:
        """Write metrics.json, queries.npz to compare by, and report.html; made where it lacks."""
        from lookalike.evaluation.save import write_report  # a page: not wanted with each report

        return write_report(self, Path(folder).expanduser())
