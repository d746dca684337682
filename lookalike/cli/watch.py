"""Waits for changes of image files in a folder."""

import threading
from collections.abc import Iterator
from pathlib import Path

from lookalike.images.formats import SUFFIXES

QUIET_MS = 1000  # a change is acted on when the folder has been quiet for so long


def changes(folder: Path, stop: threading.Event) -> Iterator[None]:
    """Yield once for each burst of changes, until `stop` is set."""
    from watchfiles import Change, watch  # wanted by `--watch` only

    def concerns(change: Change, path: str) -> bool:
        # Without a suffix it may be a folder that was moved or removed.
        return Path(path).suffix.lower() in {*SUFFIXES, ""}

    for _ in watch(folder, watch_filter=concerns, step=QUIET_MS, stop_event=stop, debounce=5000):
        yield
