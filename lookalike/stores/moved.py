"""A collection's folder was moved or copied: the images that it keeps are where it is now."""

import os
from dataclasses import replace
from pathlib import Path

from lookalike.stores.base import Record, Store
from lookalike.stores.kept_images import KeptImages

KEPT_IN = "kept_in"  # the setting: where the images lay when the sources were written
PAGE = 1000  # records described at a time


def remember_place(store: Store, kept: KeptImages) -> None:
    """Before the first image is kept: the sources of items will say this place."""
    if store.settings.get(KEPT_IN) != kept.place:
        store.update_settings(lambda settings: {**settings, KEPT_IN: kept.place})


def follow(store: Store, kept: KeptImages) -> None:
    """Have the sources say where the images are; killed half-way, the next time goes on."""
    before = store.settings.get(KEPT_IN)
    if before is None or before == kept.place:
        return
    start = f"{before}{os.sep}"
    moved = [r for r in store.scan() if r.item.source.startswith(start)]
    for first in range(0, len(moved), PAGE):
        store.describe([_at(record, start, kept) for record in moved[first : first + PAGE]])
    remember_place(store, kept)


def _at(record: Record, start: str, kept: KeptImages) -> Record:
    source = str(Path(kept.place, record.item.source.removeprefix(start)))
    return replace(record, item=replace(record.item, source=source))
