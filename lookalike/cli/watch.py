"""`--watch`: index a folder again after each burst of file changes."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

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

    Changes in the collection itself, at `apart`, are ignored.
    """
    from watchfiles import Change, watch  # needed by `--watch` only

    def concerns(change: Change, name: str) -> bool:
        path = Path(name)
        if apart.holds(path):
            return False
        # A deleted path may have been a folder of images.
        return change is Change.deleted or path.suffix.lower() in SUFFIXES or path.is_dir()

    bursts = watch(
        folder,
        watch_filter=concerns,
        step=QUIET_MS,
        debounce=AT_MOST_MS,
        stop_event=stop,
        rust_timeout=QUIET_MS,
        yield_on_timeout=True,
    )
    for number, burst in enumerate(bursts):
        if burst or number == 0:  # the first time, for changes before watching began
            yield


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
