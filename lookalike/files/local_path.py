"""Refuse addresses where a path on this machine is meant, and write any path as UTF-8."""

import os
import re
from pathlib import Path

from lookalike.errors import InputError

_ADDRESS = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):/+")  # a `Path` makes one stroke of two
NO_PATH = "an empty text is no path; is a variable unset? write . for the current folder"


def local_path(given: str | Path, what: str = "") -> Path:
    """
    The path, with `~` expanded; InputError for an address, such as `postgresql://HOST/BASE`.

    `what` names the option or argument in the message.
    """
    text = str(given)
    if not text:
        raise InputError(f"{what}: {NO_PATH}" if what else NO_PATH)
    found = _ADDRESS.match(text)
    if found and not Path(text).exists():
        address = f"{found[1]}://{text[found.end() :]}"
        asked = f"{what} must be" if what else "give"
        raise InputError(f"{address} is an address; {asked} a path on this machine")
    return Path(given).expanduser()


def as_utf8(path: str | Path) -> str:
    """Return a path as UTF-8 can hold it: a byte that is not UTF-8 is written as `\\xe9`."""
    return os.fsencode(path).decode(errors="backslashreplace")
