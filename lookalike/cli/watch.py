"""`--watch`: index a folder again after each burst of file changes."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lookalike.collection import Collection
from lookalike.encoders.base import Encoder
from lookalike.errors import CollectionInUse
from lookalike.images.formats import SUFFIXES
from lookalike.stores.address import Address

QUIET_MS = 1000  # a change is acted on when the folder has been quiet for so long...
AT_MOST_MS = 5000  # ...or at the latest after this, however busy it is
PATIENCE_S = 60.0  # for another process that has the collection open
RETRY_S = 0.2


def follow(
    address: Address,
    encoders: Sequence[Encoder],
    folder: Path,
    act: Callable[[Collection], None],
    stop: threading.Event,
) -> None:
    """Call `act` after each burst of changes; in between, others can open the collection."""
    for _ in changes(folder, address, stop):
        with open_patiently(address, encoders) as collection:
            act(collection)


def changes(folder: Path, apart: Address, stop: threading.Event) -> Iterator[None]:
    """
    Yield once when watching has begun, then for each burst of changes, until `stop` is set.

    Yields also when the folder goes missing, and when it is back. Changes in the collection
    itself, at `apart`, are ignored.
    """
    while not stop.is_set():
        place = _place(folder)
        if place is None:
            yield
            place = _back(folder, stop)
        for number, burst in enumerate(_bursts(folder, apart, stop) if place else ()):
            if _place(folder) != place:
                break  # the watched folder is gone
            if burst or number == 0:  # the first time, for changes before watching began
                yield


def _place(folder: Path) -> tuple[int, int] | None:
    """Device and inode, which change if another folder or disk is there; None if missing."""
    try:
        os.scandir(folder).close()
        state = folder.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _back(folder: Path, stop: threading.Event) -> tuple[int, int] | None:
    """Wait until the folder can be read; None if `stop` is set before."""
    while not stop.is_set():
        if (place := _place(folder)) is not None:
            return place
        stop.wait(QUIET_MS / 1000)
    return None


def _bursts(folder: Path, apart: Address, stop: threading.Event) -> Iterator[Any]:
    """Yield the changes of each burst, or an empty set after QUIET_MS; ends if it is missing."""
    from watchfiles import Change, watch  # needed by `--watch` only

    def concerns(change: Change, name: str) -> bool:
        path = Path(name)
        if apart.holds(path):
            return False
        # A deleted path may have been a folder of images.
        return change is Change.deleted or path.suffix.lower() in SUFFIXES or path.is_dir()

    try:
        yield from watch(
            folder,
            watch_filter=concerns,
            step=QUIET_MS,
            debounce=AT_MOST_MS,
            stop_event=stop,
            rust_timeout=QUIET_MS,
            yield_on_timeout=True,
        )
    except FileNotFoundError:  # it went missing just now
        stop.wait(QUIET_MS / 1000)


def open_patiently(address: Address, encoders: Sequence[Encoder]) -> Collection:
    """Open a collection; wait while another process has it open."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return Collection.open(address, encoders)
        except CollectionInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(RETRY_S)
