"""Check that labels allow an evaluation: some query must have a relevant item."""

from collections import Counter
from collections.abc import Sequence

from lookalike.datasets.splits import Texts
from lookalike.errors import InputError
from lookalike.tables.remark import shown


def check_answerable(
    gallery: Texts, queries: Texts | None, column: str, others: Sequence[str] = ()
) -> None:
    """
    Raise InputError, naming the column, if no query has another image of its label.

    Without queries, each image is a query against the others. `others` are the other columns.
    """
    counts, asked = Counter(gallery.tolist()), gallery if queries is None else queries
    if len(counts) < 2 or not len(asked):  # reported when scoring
        return
    least = 2 if queries is None else 1
    if any(counts[label] >= least for label in asked.tolist()):
        return
    there = f" ({', '.join(others)})" if others else ""
    raise InputError(
        f"no query has a relevant image: {_why(gallery, queries, column)}; "
        f"use --label to name a column in which several images share a label{there}"
    )


def _why(gallery: Texts, queries: Texts | None, column: str) -> str:
    labels = _different(gallery)
    if queries is None:
        return f"{column!r} has {labels} in {len(gallery):,} images, no two of which share one"
    return (
        f"{column!r} has {_different(queries)} in the queries, none of which is among the "
        f"{labels} of the gallery"
    )


def _different(labels: Texts) -> str:
    distinct = sorted(set(labels.tolist()))
    return f"{len(distinct):,} different labels (such as {shown(distinct[0])})"
