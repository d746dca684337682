"""
Read events from a JSON Lines or CSV file, line by line; an invalid line is told with its number.

Column names of LensKit, RecBole and others are understood: `user_id`, `item_id`, `timestamp` (in
seconds since 1970), `event`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from lookalike.errors import InputError
from lookalike.feedback.event import Event, event_of
from lookalike.files.text_file import read_text
from lookalike.tables.csv_file import CsvFile

OTHER_NAMES = {
    "user_id": "user",
    "session_id": "session",
    "item_id": "item",
    "timestamp": "time",
    "event": "kind",
}
SECONDS = 9  # digits of seconds since 1970, from the year 1973 on
Line: TypeAlias = tuple[int, Event | InputError]
"""Number of the line, from 1, and its event, or why it is none."""


def read_events(path: Path) -> Iterator[Line]:
    """Yield the event of each line; InputError if the file cannot be read at all."""
    rows = _csv_rows(path) if path.suffix.lower() in (".csv", ".tsv") else _json_rows(path)
    for number, row in rows:
        try:
            yield number, event_of(_known_names(row))
        except InputError as error:
            yield number, error


def _json_rows(path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError:
                yield number, None


def _csv_rows(path: Path) -> Iterator[tuple[int, Any]]:
    records = CsvFile(path).records()
    _, _, names = next(records, (1, 1, []))
    names = [name.strip() for name in names]
    for number, _, cells in records:
        named = dict(zip(names, cells, strict=False))
        row: dict[str, Any] = {name: cell.strip() or None for name, cell in named.items()}
        if isinstance(rank := row.get("rank"), str) and rank.isdecimal():
            row["rank"] = int(rank)
        yield number, row


def _known_names(row: Any) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise InputError("it is no JSON object")
    known = {OTHER_NAMES.get(name) or str(name): value for name, value in row.items()}
    return known | ({"time": _time(known["time"])} if "time" in known else {})


def _time(given: Any) -> Any:
    """Return seconds since 1970 as ISO 8601, and all else unchanged; 20260501 is a date."""
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not (is_number or (isinstance(given, str) and len(given.partition(".")[0]) >= SECONDS)):
        return given
    try:
        return datetime.fromtimestamp(float(given), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return given
