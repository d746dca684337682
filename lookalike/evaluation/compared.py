"""Evaluate an encoder on triplets or pairs."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.compared import ComparedImages, Rows, read_compared
from lookalike.datasets.labelled import LabelledImages
from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import load_encoder
from lookalike.errors import InputError
from lookalike.evaluation.bootstrap import Estimate, auc_estimate, estimates
from lookalike.evaluation.embed import embed
from lookalike.evaluation.evaluate_files import encoder_name
from lookalike.evaluation.metrics import Values, triplet_success
from lookalike.evaluation.result import ComparedProtocol, ComparedReport

Answers: TypeAlias = NDArray[np.bool_]


def evaluate_compared(
    subject: str | Path | Encoder,
    queries: str | Path | ComparedImages,
    split: str | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> ComparedReport:
    """
    Evaluate an encoder on triplets or pairs, with a 95 % interval over the lines.

    `subject` is an encoder, its name, an ONNX file or the folder of a training; `queries` is a
    .jsonl file in the format of `train`. All its lines are used, or those of one `split`.
    InputError if there are none, or no pairs of one of the answers. `on_progress` is called with
    (done, total) images.
    """
    encoder = load_encoder(subject) if isinstance(subject, str | Path) else subject
    name = encoder_name(encoder) if subject is encoder else str(subject)
    asked = queries if isinstance(queries, ComparedImages) else read_compared(queries)
    wanted = np.full(len(asked.lines), True) if split is None else asked.split == split
    rows = np.unique(asked.lines[wanted])
    if not len(rows):
        raise InputError(f"no line has the split {split!r}")
    found = embed(encoder, _numbered(asked, rows), None, lambda done: on_progress(done, len(rows)))
    here = found.vectors.labels.astype(np.intp)
    judged = wanted & np.isin(asked.lines, here).all(axis=1)
    vectors = np.zeros((len(asked), found.vectors.vectors.shape[1]), np.float32)
    vectors[here] = found.vectors.vectors
    metric = _metric(
        vectors, asked.lines[judged], None if asked.same is None else asked.same[judged]
    )
    protocol = ComparedProtocol(
        asked.kind,
        int(judged.sum()),
        len(np.unique(asked.lines[judged])),
        int(wanted.sum() - judged.sum()),
        split,
        split is not None and bool(np.isin(rows, asked.lines[asked.split == "train"]).any()),
    )
    return ComparedReport(name, protocol, metric, found.failures)


def _numbered(images: ComparedImages, rows: Rows) -> LabelledImages:
    """Return the images with their rows as labels, to find their vectors again."""
    paths = tuple(images.paths[row] for row in rows)
    return LabelledImages(paths, {"row": rows.astype(np.str_)}, np.full(len(rows), "test"))


def _metric(vectors: NDArray[np.float32], lines: Rows, same: Answers | None) -> dict[str, Estimate]:
    if not len(lines) or (same is not None and (same.all() or not same.any())):
        raise InputError(
            "nothing to evaluate: at least one triplet, or a pair of each answer, is needed"
        )
    cosines = _cosines(vectors, lines)
    if same is None:
        return {"triplet_success": estimates(triplet_success(*cosines)[:, None])[0]}
    return {"pair_auc": auc_estimate(cosines[0][same], cosines[0][~same])}


def _cosines(vectors: NDArray[np.float32], lines: Rows) -> list[Values]:
    """Return (n,) cosines of each line's first image with its second, and with the third if any."""
    first, *others = (vectors[side].astype(np.float64) for side in lines.T)
    return [(first * other).sum(axis=1) for other in others]
