"""Check a collection for items that need attention."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from lookalike.duplicates.target import DuplicatesTarget
from lookalike.errors import InputError
from lookalike.filters.condition import Condition
from lookalike.health.labels import UNLABELLED, Doubt, doubts
from lookalike.health.neighbours import Neighbours, nearest
from lookalike.health.pictures import Look, looks
from lookalike.health.result import (
    KINDS,
    OF_FILES,
    OF_VECTORS,
    Finding,
    Health,
    Kind,
    Suspect,
    check_kinds,
)
from lookalike.health.standing import FIRST, hubs, outliers
from lookalike.results.item_vectors import weighted_vectors
from lookalike.search.blend import normalise, roots
from lookalike.stopping import Stopped, stoppable
from lookalike.types import READ, AttributeValue, Item, OnStep, Vectors

PAGE = 1000  # records
EVERY = 100  # pictures between two reports of progress
MOST = 10_000  # suspects kept of each kind
TINY = 64  # pixels of the short side below which a picture is tiny


class CheckTarget(DuplicatesTarget, Protocol):
    """The interface of a collection that a check needs."""

    def attribute_names(self) -> list[str]:
        """Return the attribute names that conditions can use."""


@dataclass
class _Items:
    """The data of each item that a check needs."""

    ids: list[str] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    """Index of each label."""
    sides: list[float] = field(default_factory=list)

    def add(self, item: Item, label: str | None) -> None:
        """Add an item."""
        found = item.attributes
        self.ids.append(item.id)
        named = _text(found.get(label)) if label is not None else None
        number = UNLABELLED if named is None else self.names.setdefault(named, len(self.names))
        self.labels.append(number)
        self.sides.append(min(_number(found.get("width")), _number(found.get("height"))))

    def balance(self) -> dict[str, int]:
        """Return the number of items of each label, the largest first."""
        numbers = np.array(self.labels, np.int32)
        counts = np.bincount(numbers[numbers != UNLABELLED], minlength=len(self.names))
        pairs = sorted(zip(self.names, counts.tolist(), strict=True), key=lambda p: (-p[1], p[0]))
        return dict(pairs)


def check(
    collection: CheckTarget,
    labels: str | None = None,
    where: str | Condition | None = None,
    kinds: Sequence[Kind] = KINDS,
    on_step: OnStep = lambda step, done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> Health:
    """
    Return the items, among all that match, that need attention.

    `labels` names the attribute whose values are compared with those of the nearest items.
    InputError if no item has it. The kinds of `OF_FILES` read every picture.
    """
    check_kinds(kinds)
    condition = collection.condition(where)

    tell = stoppable(on_step, should_stop)
    items = _Items()
    for record in collection.store.scan(condition, page=PAGE):
        items.add(record.item, labels)
    if labels is not None and not items.names:
        raise InputError(_no_label(collection, labels))
    try:
        found = dict[Kind, list[Suspect]]()
        counts = dict[Kind, int]()
        for kind, suspects in _suspects(collection, items, kinds, tell, threads):
            if kind in kinds:
                counts[kind] = len(suspects)
                found[kind] = _items_of(collection, suspects[:MOST])
    except Stopped:
        return Health(len(items.ids), (), labels, interrupted=True)
    findings = [Finding(k, counts[k], found[k]) for k in KINDS if found.get(k)]
    remarks = []
    if labels is None and "mislabelled" in kinds:
        remarks.append(_no_labels(collection))
    balance = None if labels is None else items.balance()
    return Health(len(items.ids), findings, labels, balance, remarks)


@dataclass(frozen=True)
class _Row:
    """A suspect before its item is read."""

    id: str
    score: float
    why: str
    suggestion: str = ""


def _suspects(
    collection: CheckTarget,
    items: _Items,
    kinds: Sequence[Kind],
    tell: OnStep,
    threads: int | None,
) -> Iterator[tuple[Kind, list[_Row]]]:
    by_vectors = set(kinds) & set(OF_VECTORS)
    if not items.names:
        by_vectors.discard("mislabelled")
    if by_vectors and items.ids:
        near = _neighbours(collection, items.ids, tell)
        yield "mislabelled", _mislabelled(items, near)
        yield "outlier", _outliers(items.ids, near)
        yield "hub", _hubs(items.ids, near)
    yield "tiny", _low(items.ids, items.sides, TINY, "its short side has {:.0f} pixels")
    if set(kinds) & set(OF_FILES):
        yield from _shown(collection, items.ids, tell, threads)


def _neighbours(collection: CheckTarget, ids: Sequence[str], tell: OnStep) -> Neighbours:
    scale = roots(collection.parts, normalise(collection.parts, collection.weights))

    def vectors() -> Iterator[Vectors]:
        for start in range(0, len(ids), PAGE):
            yield weighted_vectors(collection.store, scale, ids[start : start + PAGE])

    return nearest(vectors, len(ids), lambda done: tell("neighbours", done, len(ids)))


def _mislabelled(items: _Items, near: Neighbours) -> list[_Row]:
    names = list(items.names)

    def row(doubt: Doubt) -> _Row:
        own = names[items.labels[doubt.row]]
        other = names[doubt.label]
        why = f"labelled {own}; of its {doubt.asked} nearest {doubt.others} are {other}"
        return _Row(items.ids[doubt.row], doubt.score, why, other)

    return [row(one) for one in doubts(np.array(items.labels, np.int32), near)]


def _outliers(ids: Sequence[str], near: Neighbours) -> list[_Row]:
    return [
        _Row(ids[row], min(1.0, max(0.0, 1 - alike)), f"its nearest items score {alike:.2f}")
        for row, alike in outliers(near)
    ]


def _hubs(ids: Sequence[str], near: Neighbours) -> list[_Row]:
    return [
        _Row(ids[row], count / len(ids), f"among the first {FIRST} of {count:,} items")
        for row, count in hubs(near)
    ]


def _low(ids: Sequence[str], values: Sequence[float], limit: float, why: str) -> list[_Row]:
    """Return rows with a value below the limit, the lowest first; NaN is unknown."""
    known = np.array(values, np.float64)
    low = np.flatnonzero(known < limit)
    order = low[np.argsort(known[low], kind="stable")]
    return [_Row(ids[i], 1 - known[i] / limit, why.format(known[i])) for i in order]


def _shown(
    collection: CheckTarget, ids: Sequence[str], tell: OnStep, threads: int | None
) -> Iterator[tuple[Kind, list[_Row]]]:
    seen: dict[Kind, list[tuple[float, _Row]]] = {kind: [] for kind in OF_FILES}
    for number, (row, look) in enumerate(looks(collection, ids, threads), start=1):
        if (told := _told(ids[row], look)) is not None:
            kind, suspect = told
            seen[kind].append((-suspect.score, suspect))
        if not number % EVERY or number == len(ids):
            tell("pictures", number, len(ids))
    for kind, suspects in seen.items():
        yield kind, [one for _, one in sorted(suspects, key=lambda pair: (pair[0], pair[1].id))]


def _told(item_id: str, look: Look | None) -> tuple[Kind, _Row] | None:
    if look is None:
        return "unreadable", _Row(item_id, 1.0, "its file is gone, or no picture")
    if look.is_blank:
        return "blank", _Row(item_id, 1.0, f"its colours vary by {look.spread:.1f} of 255")
    if look.is_dark:
        score = 1 - look.bright / 255
        return "dark", _Row(
            item_id, score, f"98 of 100 pixels are at most {look.bright:.0f} of 255"
        )
    if look.is_blurred:
        return "blurred", _Row(item_id, look.blur, f"blur {look.blur:.2f} of 1")
    return None


def _items_of(collection: CheckTarget, rows: Sequence[_Row]) -> list[Suspect]:
    """Return them with their items, without those that were removed meanwhile."""
    found: list[Suspect] = []
    for start in range(0, len(rows), PAGE):
        page = rows[start : start + PAGE]
        here = {r.item.id: r.item for r in collection.store.get([row.id for row in page])}
        found += [Suspect(here[r.id], r.score, r.why, r.suggestion) for r in page if r.id in here]
    return found


def _text(value: AttributeValue | None) -> str | None:
    """Return the value as a label; None if there is none."""
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    return None if value is None or value == "" else str(value)


def _number(value: AttributeValue | None) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else float("nan")  # type: ignore[arg-type]


def _named(collection: CheckTarget) -> list[str]:
    """Return the attributes that may hold labels."""
    return [n for n in collection.attribute_names() if n not in READ or n == "folder"]


def _no_label(collection: CheckTarget, labels: str) -> str:
    names = _named(collection)
    there = f"there are: {', '.join(names)}" if names else "the items have no attributes yet"
    return f"no item has an attribute {labels!r} to check; {there}"


def _no_labels(collection: CheckTarget) -> str:
    names = _named(collection)
    such = f", such as {names[0]}" if names else ""
    return f"labels were not checked: name the attribute that holds them{such}"
