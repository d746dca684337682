"""Refuse addresses where a local path is expected; convert any path to UTF-8 and back."""

import os
import re
from pathlib import Path

from lookalike.errors import InputError

_ADDRESS = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):/+")  # a `Path` makes one stroke of two
NO_PATH = "an empty text is no path; is a variable unset? write . for the current folder"


def local_path(given: str | Path, what: str = "") -> Path:
    """
    Return the path, with `~` expanded; InputError for an address, such as `postgresql://HOST/BASE`.

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
    r"""Return a path in UTF-8; a byte that is not valid UTF-8 is written as `\xe9`."""
    return os.fsencode(path).decode(errors="backslashreplace")


def from_utf8(text: str) -> str:
    """
    Return the path of the file that `as_utf8` wrote in this form; the text itself if there is none.
    """
    if "\\x" not in text or os.path.lexists(text):
        return text
    path = ""
    for name in Path(text).parts:
        here = os.path.join(path, name)  # noqa: PTH118 (a `Path` is made of the whole)
        path = here if os.path.lexists(here) else os.path.join(path, _written_so(path, name))  # noqa: PTH118
    return path if os.path.lexists(path) else text


def _written_so(folder: str, name: str) -> str:
    try:
        names = sorted(os.listdir(folder or "."))  # noqa: PTH208 (their bytes are wanted)
    except OSError:
        return name
    return next((one for one in names if as_utf8(one) == name), name)
