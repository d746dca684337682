"""
Events as notes of a store: durable, read by person, erasable.

One note of each person has the latest events; when there are `FULL`, they are kept as a note of
their own, which is not written again. A second kind of note counts the events of each item, so that
what is popular is known without reading what people did.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lookalike.feedback.event import NAMES, Event, EventKind
from lookalike.feedback.recorded import Recorded, total
from lookalike.stores.base import Note, Store
from lookalike.stores.personal import EVENTS, POPULARITY

FULL = 32  # events in a note
BATCH = 10_000  # events written at once
_KEPT = [name for name in NAMES if name not in ("user", "session")]
_END = "\n"  # between a person and the number of a note; neither ids nor numbers have it


def record_events(store: Store, events: Sequence[Event]) -> Recorded:
    """
    Append events durably, in batches of 10,000, each written completely or not at all.

    Events of ids that no item has are left out, and told.
    """
    starts = range(0, len(events), BATCH)
    return total([_record(store, events[start : start + BATCH]) for start in starts])


def _record(store: Store, events: Sequence[Event]) -> Recorded:
    with store.writing:
        here = {r.item.id for r in store.get([*{event.item for event in events}])}
        known = [event for event in events if event.item in here]
        store.note([*_appended(store, known), *_counted(store, known, 1)])
    missing = [event.item for event in events if event.item not in here]
    return Recorded(len(known), len(missing), missing[0] if missing else "")


def events_of(store: Store, person: str) -> list[Event]:
    """Return the events of a person, the latest first; `person` as in `Event.person`."""
    who, _, name = person.partition(":")
    rows: list[dict[str, Any]] = [
        dict(zip(_KEPT, row, strict=False)) for row in _rows(store, person)
    ]
    found = [Event(**{**row, who: name}) for row in reversed(rows)]
    return sorted(found, key=lambda event: event.time, reverse=True)  # of one second, as recorded


def latest_events(store: Store, person: str, most: int) -> list[tuple[EventKind, str, str]]:
    """
    Return kind, item and time of a person's events, the latest first, without checking them again.

    At least the `most` that were recorded last are among them; few notes are read.
    """
    found = [(row[0], row[1], row[2]) for row in reversed(_rows(store, person, most))]
    return sorted(found, key=lambda row: row[2], reverse=True)


def _rows(store: Store, person: str, most: int | None = None) -> list[list[Any]]:
    head = _heads(store, [person]).get(person, {"full": 0, "events": []})
    last = _full_keys(person, head["full"])[0 if most is None else -(most // FULL + 1) :]
    full = store.notes(EVENTS, last) if last else []
    return [row for note in full for row in note.value["events"]] + [*head["events"]]


def forget_person(store: Store, person: str) -> int:
    """Erase a person's events, and take them off the counts; return how many there were."""
    with store.writing:
        events = events_of(store, person)
        head = _heads(store, [person]).get(person)
        if head is None:
            return 0
        store.forget(EVENTS, [person, *_full_keys(person, head["full"])])
        store.note(_counted(store, events, -1))  # after a crash between, they name no person
    return len(events)


def popularity(store: Store) -> dict[str, Mapping[EventKind, int]]:
    """Return how many events of each kind each item has; removed items are among them."""
    return {note.key: note.value for note in store.notes(POPULARITY)}  # type: ignore[misc]


def _appended(store: Store, events: Iterable[Event]) -> list[Note]:
    new = defaultdict[str, list[list[Any]]](list)
    for event in events:
        new[event.person].append(_row(event))
    notes, heads = list[Note](), _heads(store, [*new])
    for person, rows in new.items():
        head = heads.get(person, {"full": 0, "events": []})
        kept, full = [*head["events"], *rows], head["full"]
        while len(kept) > FULL:
            notes.append(Note(EVENTS, _full_key(person, full), {"events": kept[:FULL]}))
            kept, full = kept[FULL:], full + 1
        notes.append(Note(EVENTS, person, {"full": full, "events": kept}))
    return notes


def _counted(store: Store, events: Iterable[Event], step: int) -> list[Note]:
    new = defaultdict[str, dict[str, int]](lambda: defaultdict(int))
    for event in events:
        new[event.item][event.kind] += step
    known = {note.key: note.value for note in store.notes(POPULARITY, [*new])}
    return [
        Note(POPULARITY, item, _sums(known.get(item, {}), counts)) for item, counts in new.items()
    ]


def _sums(before: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    kinds = {**before, **more}
    sums = {kind: before.get(kind, 0) + more.get(kind, 0) for kind in kinds}
    return {kind: count for kind, count in sums.items() if count > 0}


def _heads(store: Store, people: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    return {note.key: note.value for note in store.notes(EVENTS, people)}


def _full_keys(person: str, count: int) -> list[str]:
    return [_full_key(person, number) for number in range(count)]


def _full_key(person: str, number: int) -> str:
    return f"{person}{_END}{number:08}"


def _row(event: Event) -> list[Any]:
    """Return the values that are kept, up to the last one that is known."""
    row = [getattr(event, name) for name in _KEPT]
    while row[-1] is None:
        row.pop()
    return row
