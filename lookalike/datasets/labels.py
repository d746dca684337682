"""Turn table values into labels, and find label names that are nearly the same."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lookalike.tables.cells import is_missing
from lookalike.tables.remark import counted, shown
from lookalike.tables.table import ABSENT

_NUMBER = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,14})?")


def label_text(value: object) -> str:
    """Return a value as a label, '' for none; 42 and 42.0 are the same label."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or value is ABSENT else str(value).strip()


def label_remarks(column: str, labels: Sequence[str]) -> Iterator[str]:
    """Find labels that mean none (`n/a`), or differ only in case, in spaces, or as 42 and 42.0."""
    counts = Counter(labels)
    for label, count in counts.items():
        if is_missing(label):
            images = counted(count, "image has", "images have")
            yield f"{column}: {images} the label {shown(label)}; leave the cell empty for no label"
    first = dict[str, str]()
    for label in counts:
        other = first.setdefault(_alike(label), label)
        if other != label:
            yield f"{column}: {shown(other)} and {shown(label)} are two labels; is that intended?"


def _alike(label: str) -> str:
    """Return the same text for labels that differ in case, spaces, or as 42, 42.0 and 042 do."""
    text = " ".join(label.casefold().split())
    return f"{Decimal(text).normalize():f}" if _NUMBER.fullmatch(text) else text


def hardly_labels(column: str, labels: Sequence[str], others: Sequence[str]) -> str:
    """Warn if the first column, used by default, has one label only, or no label twice."""
    kind = "one and the same" if len(set(labels)) == 1 else "different in every row"
    advice = f"--label chooses another column ({', '.join(others)})"
    return f"the labels are those of the first column, {column!r}, {kind}; {advice}"
