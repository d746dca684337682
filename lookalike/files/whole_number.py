"""Check a whole number that somebody gave, such as a limit."""

from operator import index
from typing import SupportsIndex, cast

from lookalike.errors import InputError


def whole_number(what: str, given: object, least: int = 1, most: int | None = None) -> int:
    """Return `given` as an int; InputError if it is none, a flag, or not from least to most."""
    to = "or more" if most is None else f"to {most:,}"
    try:
        number = index(cast("SupportsIndex", given))
    except TypeError:
        number = least - 1
    if isinstance(given, bool) or number < least or (most is not None and number > most):
        raise InputError(f"{what} must be a whole number, {least} {to}, not {given!r}")
    return number
