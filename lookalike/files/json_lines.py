"""Read JSON Lines files, with the number of each line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lookalike.errors import InputError
from lookalike.files.exact_number import exact_json
from lookalike.files.text_file import read_text


def read_objects(path: Path, form: str = "") -> Iterator[tuple[int, Mapping[str, Any]]]:
    """
    Yield the line number of each object, and the object; empty lines and a byte order mark are
    skipped.

    InputError, with the expected `form`, if a line is not an object or repeats a name, or if the
    file cannot be read.
    """
    told = f": write {form}" if form else ""
    for number, text in enumerate(read_text(path).split("\n"), start=1):
        if text.strip():
            yield number, _object(text, place(path, number), told)


def place(path: Path, line: int) -> str:
    """Return how errors and remarks name a line: `line 3 of FILE`."""
    return f"line {line} of {path}"


def _object(text: str, where: str, told: str) -> Mapping[str, Any]:
    try:
        found = exact_json(text, object_pairs_hook=_once)
    except _NamedTwice as error:
        raise InputError(f"{where} has {error.args[0]!r} twice; keep one of them") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON ({error}){told}") from error
    if not isinstance(found, dict):
        raise InputError(f"{where} is not a JSON object{told}")
    return found


class _NamedTwice(Exception):
    """An object has a name twice; Python's JSON parser would keep the last value alone."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _NamedTwice(next(name for name in names if names.count(name) > 1))
    return found
