"""
Attributes that people set on an item, by hand or by a table; the latest change wins.

A table says the same in run after run. So it is news only where it says something else than it
did: what was set by hand since then stays until the table changes its mind.
"""

from collections.abc import Collection
from dataclasses import replace

from lookalike.stores.base import Record
from lookalike.types import Attributes, AttributeValue, Changes


def given_of(record: Record) -> dict[str, AttributeValue]:
    """Return the attributes that people set."""
    return {name: record.item.attributes[name] for name in record.origin.given}


def seen_of(record: Record) -> dict[str, AttributeValue]:
    """Return the attributes that were read from the file."""
    given = record.origin.given
    return {name: v for name, v in record.item.attributes.items() if name not in given}


def with_seen(record: Record, seen: Attributes) -> Record:
    """
    Return the record with new attributes from its file; those that people set take precedence.
    """
    item = replace(record.item, attributes={**seen, **given_of(record)})
    return replace(record, item=item)


def set_by_hand(record: Record, changes: Changes) -> Record:
    """Return the record with changed attributes; None removes one, also one read from the file."""
    said = {name: _said(record, name) for name in changes}
    seen = {name: v for name, v in seen_of(record).items() if changes.get(name, v) is not None}
    left = with_seen(record, seen)
    return _with(left, {**given_of(record), **changes}, {**record.origin.overruled, **said})


def set_by_table(record: Record, row: Changes, by_hand: Collection[str] = ()) -> Record:
    """
    Return the record with a table row applied; None is an empty cell, and other names are
    unchanged.

    Names in `by_hand` were set after the table was read, and are not changed.
    """
    given = dict[str, AttributeValue | None](given_of(record))
    overruled = dict(record.origin.overruled)
    for name, value in row.items():
        if name in by_hand:
            overruled[name] = value
        elif not _is_same(value, _said(record, name)):
            given[name] = value
            overruled.pop(name, None)
    return _with(record, given, overruled)


def inherited(record: Record, before: Record) -> Record:
    """Return the record with attributes that people set on `before`, unless set on this one too."""
    own = given_of(record)
    overruled = {n: v for n, v in before.origin.overruled.items() if n not in own}
    given = {**given_of(before), **own}
    return _with(record, given, {**overruled, **record.origin.overruled})


def not_inherited(record: Record, before: Record) -> Record:
    """
    Return the record without the attributes that people set on it as the earlier picture `before`.
    """
    old = given_of(before)
    own = {n: v for n, v in given_of(record).items() if not _is_same(v, old.get(n))}
    return _with(record, own, {})


def _said(record: Record, name: str) -> AttributeValue | None:
    """Return the value that a table last gave to this attribute, as far as is known."""
    overruled = record.origin.overruled
    return overruled[name] if name in overruled else given_of(record).get(name)


def _with(record: Record, given: Changes, overruled: Changes) -> Record:
    kept = {name: value for name, value in given.items() if value is not None}
    others = {n: v for n, v in overruled.items() if not _is_same(v, kept.get(n))}
    origin = replace(record.origin, given=tuple(kept), overruled=others)
    return replace(
        record,
        item=replace(record.item, attributes={**seen_of(record), **kept}),
        origin=origin,
    )


def _is_same(one: AttributeValue | None, other: AttributeValue | None) -> bool:
    """Compare values: 3 equals 3.0, but neither 'true' nor '3'; lists compare as sets."""
    return _plain(one) == _plain(other)


def _plain(value: AttributeValue | None) -> object:
    if isinstance(value, bool):
        return ("flag", value)
    is_plain = value is None or isinstance(value, str | int | float)
    return value if is_plain else list(value)  # type: ignore[arg-type]
