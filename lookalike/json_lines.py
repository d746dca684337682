"""JSON Lines: a file with one object on each line, read with the number of every line."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lookalike.errors import InputError


def read_objects(path: Path, form: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """
    Where each object stands (`line 3 of FILE`), and the object; empty lines are passed over.

    A byte order mark is, too. InputError where a line is no object, which tells the `form` that
    one has, or where the file cannot be read.
    """
    told = f": write {form}" if form else ""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    where = f"line {number} of {path}"
                    yield where, _object(text, where, told)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def _object(text: str, where: str, told: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError(f"{where} is not JSON ({error}){told}") from error
    if not isinstance(found, dict):
        raise InputError(f"{where} is not a JSON object{told}")
    return found
