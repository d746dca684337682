"""The values that an evaluation returns; a notebook shows them as a card."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.bootstrap import Estimate
from lookalike.evaluation.distances import Distances
from lookalike.evaluation.hubness import Hubness
from lookalike.evaluation.leaks import Duplicate
from lookalike.evaluation.metrics import Values
from lookalike.evaluation.neighbours import ClassResult, Confusion
from lookalike.evaluation.page.card import Asked, Neighbour, card, one_line
from lookalike.evaluation.protocol import EvaluationSettings

FIRST = ("precision@5", "hit@1", "map", "triplet_success")  # metrics to show first
WORST, NEAREST = 4, 6  # queries that a notebook shows, and neighbours of each


@dataclass(frozen=True)
class Speed:
    """Speed on this machine, with all its cores."""

    images: int
    seconds: float
    """Seconds from files to vectors, including reading and decoding."""
    encoding: float
    """Images per second of the encoder alone."""

    @property
    def images_per_second(self) -> float:
        """Rate from files to vectors."""
        return self.images / max(self.seconds, 1e-9)


@dataclass(frozen=True)
class Protocol:
    """What was measured: queries, gallery, classes."""

    classes_trained: str
    """`seen-class`, `class-disjoint`, `mixed` or `unknown`."""
    leave_one_out: bool
    gallery: int
    queries: int
    """Judged."""
    classes: int
    """Number of different labels in the gallery."""
    relevance: str
    metric: str
    excluded: Mapping[str, int]
    """Numbers left out, by reason: queries with `nothing relevant`, a `duplicate`, `unreadable`
    ones, and images that are `unlabelled`."""
    looked_for: tuple[str, ...]
    """Kinds of duplicates that could be searched for."""
    fingerprint: str
    """Digest of the gallery's images and labels: equal if two evaluations searched the same."""
    split: str | None = None
    """`test` or `validation`, if the queries are that split of a training; else None."""


@dataclass(frozen=True)
class Images:
    """The queries or the gallery, without vectors; one row per image."""

    ids: NDArray[np.str_]
    """Ids that are equal for equal files, wherever they are."""
    sources: tuple[str, ...]
    labels: NDArray[np.str_]


@dataclass(frozen=True, repr=False)
class EvaluationReport:
    """The results of an evaluation by labels."""

    encoder: str
    settings: EvaluationSettings
    protocol: Protocol
    metrics: Mapping[str, Estimate]
    """`hit@1`, `precision@5`, `map`, ...: means over queries with their intervals."""
    gallery: Images
    queries: Images
    """The queries that were judged."""
    values: Mapping[str, Values]
    """Metric to one value for each query."""
    nearest: NDArray[np.int64]
    """(queries, up to 10) rows of the gallery, nearest first."""
    classes: tuple[ClassResult, ...]
    confusion: Confusion
    distances: Distances
    hubness: Hubness
    duplicates: tuple[Duplicate, ...]
    """Including those whose query is left out."""
    failures: Mapping[str, str] = field(default_factory=dict)
    """Source to the reason why it could not be read."""
    speed: Speed | None = None
    remarks: tuple[str, ...] = ()
    """Possible mistakes in the data, by line, and which images have no label."""

    def __repr__(self) -> str:
        return f"<EvaluationReport of {self.encoder}: {one_line(self._first())}>"

    def _repr_html_(self) -> str:
        of = self.protocol
        sentence = (
            f"{of.queries:,} queries, {of.gallery:,} images to find, {of.classes:,} classes; "
            f"relevant is the {of.relevance}. Metrics with 95 % intervals, and the worst queries."
        )
        title = f"How well {self.encoder or 'these vectors'} finds the {of.relevance}"
        return card(title, [sentence, *self._doubts()], self._first(), self._worst())

    def _first(self) -> dict[str, Estimate]:
        return {name: self.metrics[name] for name in FIRST}

    def _doubts(self) -> list[str]:
        """Return warnings that a reader needs to judge the numbers."""
        copies = len({pair.query for pair in self.duplicates})
        kept = "left out" if self.settings.exclude_duplicates else "still counted"
        said = {
            f"Queries with a copy in the gallery, which are {kept}: {copies:,}.": copies,
            _unread(self.failures): len(self.failures),
            f"Remarks on the data, in `remarks`: {len(self.remarks):,}.": len(self.remarks),
        }
        return [sentence for sentence, count in said.items() if count]

    def _worst(self) -> list[Asked]:
        """Return the worst query of each of the worst classes."""
        rows = dict[str, int]()
        for row in np.lexsort((self.values["map"], self.values["precision@5"])).tolist():
            if len(rows) < WORST:
                rows.setdefault(str(self.queries.labels[row]), row)
        return [self._asked(row) for row in rows.values()]

    def _asked(self, row: int) -> Asked:
        label, gallery = str(self.queries.labels[row]), self.gallery
        nearest = [
            Neighbour(gallery.sources[i], str(gallery.labels[i]), gallery.labels[i] == label)
            for i in self.nearest[row, :NEAREST].tolist()
        ]
        precision = float(self.values["precision@5"][row])
        return Asked(self.queries.sources[row], label, precision, nearest)


TIES = {"triplets": "a tie is a failure", "pairs": "a tie counts half"}


@dataclass(frozen=True)
class ComparedProtocol:
    """What was measured: lines, images, split."""

    kind: str
    """`triplets` or `pairs`."""
    lines: int
    """Judged."""
    images: int
    """Number of images in these lines."""
    unreadable: int
    """Lines left out because an image could not be read."""
    split: str | None = None
    """`test` or `validation` of a training; None for all lines of a file."""
    seen: bool = False
    """Whether some of these images were used in the training."""

    @property
    def sentence(self) -> str:
        """Describe what was judged: `60 validation triplets of 90 images`."""
        split = f" {self.split}" if self.split else ""
        seen = ", some of them trained on" if self.seen else ""
        return f"{self.lines:,}{split} {self.kind} of {self.images:,} images{seen}"


@dataclass(frozen=True, repr=False)
class ComparedReport:
    """The results of an evaluation by comparisons."""

    encoder: str
    protocol: ComparedProtocol
    metrics: Mapping[str, Estimate]
    """`triplet_success` for triplets, with ties as failures, or `pair_auc` for pairs."""
    failures: Mapping[str, str]
    """Source to the reason why it could not be read."""

    def __repr__(self) -> str:
        return f"<ComparedReport of {self.encoder}: {one_line(self.metrics)}>"

    def _repr_html_(self) -> str:
        unread = [_unread(self.failures)] if self.failures else []
        sentences = [f"{self.protocol.sentence}.", *unread]
        return card(f"How well {self.encoder} recognises what looks alike", sentences, self.metrics)


def _unread(failures: Mapping[str, str]) -> str:
    """Return how many images could not be read, with one as an example."""
    first = next((f", such as {source}: {reason}" for source, reason in failures.items()), "")
    return f"Images that could not be read: {len(failures):,}{first}."
