"""A CSV or JSON Lines file whose rows say more about images than their pixels do."""

import csv
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lookalike.errors import InputError
from lookalike.json_lines import read_objects
from lookalike.types import Attributes, AttributeValue, Changes

PATH_COLUMNS = ("path", "file", "filename", "file_name", "image", "image_path", "source")


class AttributeTable:
    """Attributes by path or file name, from a file's rows."""

    def __init__(self, path: Path, rows: Mapping[str, Changes]) -> None:
        self.path = path
        self._rows = rows
        self._used: set[str] = set()

    def of(self, path: Path, relative: str) -> Changes | None:
        """
        The row whose key is the path below the folder, the full path, or the file's name.

        An empty cell is None: it takes the attribute away.
        """
        for key in (relative, path.as_posix(), path.name):
            if key in self._rows:
                self._used.add(key)
                return self._rows[key]
        return None

    def unmatched(self) -> list[str]:
        """Keys of the rows that no image has asked for."""
        return [key for key in self._rows if key not in self._used]


def read_attributes(path: str | Path) -> AttributeTable:
    """
    Read `.csv` (with a header) or `.jsonl`.

    The image is named by the column `path`, `file`, `filename`, `image` or `source`, else by the
    first. A CSV column is numeric, or true/false, where every filled cell is. InputError with the
    line that cannot be read.
    """
    path = Path(path)
    readers = {".csv": _read_csv, ".jsonl": _read_jsonl, ".ndjson": _read_jsonl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path} is neither .csv nor .jsonl, so its attributes cannot be read")
    try:
        rows = list(reader(path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the attributes in {path} cannot be read: {error}") from error
    if not rows:
        raise InputError(f"{path} has no rows of attributes")
    return AttributeTable(path, _by_key(path, rows))


def _read_csv(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names = list(reader.fieldnames or ())
        rows = [{k: v for k, v in row.items() if k} for row in reader]
    if not rows:
        return
    key = key_column(names)
    casts = {name: _cast(name, rows) for name in names if name != key}
    for row in rows:
        cells = {n: casts[n](v) if v else None for n, v in row.items() if n != key}
        yield {key: row.get(key), **cells}


def _cast(name: str, rows: list[dict[str, Any]]) -> Any:
    cells = [row[name].strip() for row in rows if row.get(name)]
    if all(cell.lower() in ("true", "false") for cell in cells):
        return lambda cell: cell.strip().lower() == "true"
    for cast in (_whole, _decimal):
        try:
            for cell in cells:
                cast(cell)
        except ValueError:
            continue
        return cast
    return str


def _whole(cell: str) -> int:
    number = int(cell)
    # 007 and 1_000 are codes, not numbers, and so is what no store can count with.
    if cell.strip() != str(number) or not _has_64_bits(number):
        raise ValueError(cell)
    return number


def _decimal(cell: str) -> float:
    number = float(cell)
    if not math.isfinite(number) or "_" in cell or (cell.lstrip("+-0") == "" and len(cell) > 2):
        raise ValueError(cell)
    if len(cell) > 1 and cell[0] == "0" and cell[1] != ".":
        raise ValueError(cell)
    if cell.strip().lstrip("+-").isdecimal() and not _has_64_bits(int(number)):
        raise ValueError(cell)
    return number


def _has_64_bits(number: int) -> bool:
    return -(2**63) <= number < 2**63


def _read_jsonl(path: Path) -> Iterator[Mapping[str, Any]]:
    return (row for _, row in read_objects(path))


def key_column(names: list[str]) -> str:
    """Which of these columns names the image."""
    if not names:
        raise InputError("a table of attributes needs a first line with the names of its columns")
    return next((n for wanted in PATH_COLUMNS for n in names if n.lower() == wanted), names[0])


def _by_key(path: Path, rows: list[Mapping[str, Any]]) -> dict[str, Changes]:
    found: dict[str, Changes] = {}
    for row in rows:
        column = key_column(list(row))
        key = str(row.get(column) or "").removeprefix("./").replace("\\", "/")
        if key:
            said = {name: value for name, value in row.items() if name != column}
            filled = {name: value for name, value in said.items() if value is not None}
            checked_attributes(filled, f"{key} in {path}")
            found[key] = said
    return found


def checked_attributes(given: Mapping[str, Any], where: str) -> Attributes:
    """The same attributes, if each is text, a number, true, false or a list of texts."""
    for name, value in given.items():
        if not name or not _is_attribute(value):
            raise InputError(
                f"attribute {name!r} of {where} must be text, a number of 64 bits, true, false or "
                f"a list of texts, not {value!r}"
            )
    return dict(given)


def _is_attribute(value: AttributeValue) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return _has_64_bits(value)
    if isinstance(value, str):
        return True
    return isinstance(value, list | tuple) and all(isinstance(member, str) for member in value)
