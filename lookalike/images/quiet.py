"""Suppress Pillow's warnings, on which a user cannot act."""

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

# Python prints what is logged to no handler; an application that sets one up still gets it.
logging.getLogger("PIL").addHandler(logging.NullHandler())

# Put in the list by hand: warnings.catch_warnings swaps the whole list, which is unsafe
# while other threads decode, and filterwarnings can only add.
_FILTER: Any = ("ignore", None, Warning, re.compile(r"PIL\."), 0)
_lock = Lock()
_inside = 0


@contextmanager
def pillow_silenced() -> Iterator[None]:
    """Ignore what Pillow warns of while any thread is inside; safe across threads."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _inside
    with _lock:
        _inside += 1
        if _FILTER not in warnings.filters:
            warnings.filters.insert(0, _FILTER)  # type: ignore[attr-defined]


def _leave() -> None:
    global _inside
    with _lock:
        _inside -= 1
        if not _inside:
            with suppress(ValueError):  # another's catch_warnings may have swapped the list
                warnings.filters.remove(_FILTER)  # type: ignore[attr-defined]
