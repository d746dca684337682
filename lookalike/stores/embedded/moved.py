"""Update the paths of kept images after a collection's folder was moved or copied."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lookalike.stores.base import Record, Store
from lookalike.stores.kept_images import FolderImages

PAGE = 1000  # records described at a time


class FollowedImages(FolderImages):
    """Saves the folder's path before the first image is kept, since item sources contain it."""

    def __init__(self, folder: Path, remember: Callable[[str], None]) -> None:
        super().__init__(folder)
        self._remember = remember

    def keep(self, data: bytes, digest: str, suffix: str) -> str:
        """Save the file durably; return its path."""
        self._remember(self.place)
        return super().keep(data, digest, suffix)


def follow(store: Store, before: str, now: str) -> None:
    """
    Change the sources of items to the images' current folder; resumable after an interruption.
    """
    start = f"{before}{os.sep}"
    moved = [r for r in store.scan() if r.item.source.startswith(start)]
    for first in range(0, len(moved), PAGE):
        store.describe([_at(record, start, now) for record in moved[first : first + PAGE]])


def _at(record: Record, start: str, now: str) -> Record:
    source = str(Path(now, record.item.source.removeprefix(start)))
    return replace(record, item=replace(record.item, source=source))
