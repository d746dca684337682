"""Turn table values into labels, and find label names that are nearly the same."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lookalike.tables.cells import is_missing
from lookalike.tables.remark import counted, shown
from lookalike.tables.table import ABSENT


def label_text(value: object) -> str:
    """A value as a label, '' for none: 42 and 42.0 are one label."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or value is ABSENT else str(value).strip()


def label_remarks(column: str, labels: Sequence[str]) -> Iterator[str]:
    """On labels that are words for nothing, or that differ in case or spaces alone."""
    counts = Counter(labels)
    for label, count in counts.items():
        if is_missing(label):
            images = counted(count, "image has", "images have")
            yield f"{column}: {images} the label {shown(label)}; leave it empty for none"
    first = dict[str, str]()
    for label in counts:
        other = first.setdefault(" ".join(label.casefold().split()), label)
        if other != label:
            yield f"{column}: {shown(other)} and {shown(label)} are two labels; are they meant so?"


def hardly_labels(column: str, labels: Sequence[str], others: Sequence[str]) -> str:
    """That a column which counts because it is the first is all one label, or all different."""
    kind = "one and the same" if len(set(labels)) == 1 else "different in every row"
    advice = f"--label takes another column ({', '.join(others)})"
    return f"the labels are those of the first column, {column!r}, {kind}; {advice}"
