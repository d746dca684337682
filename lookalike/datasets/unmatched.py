"""Find table rows without an image and images without a table row."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from lookalike.errors import InputError
from lookalike.images.find import Found, find_images
from lookalike.tables.remark import counted, first, shown


def unmatched(table: str, paths: Sequence[Path], rows: Sequence[str]) -> Iterator[str]:
    """
    Yield a remark for each side, with its count and an example.

    `rows` are the names of the rows in remarks. InputError if no row names an existing image.
    """
    missing = [row for path, row in zip(paths, rows, strict=True) if not path.exists()]
    if missing and len(missing) == len(paths):
        named = "its row names" if len(paths) == 1 else f"none of its {len(paths):,} rows names"
        no = "no image" if len(paths) == 1 else "an image"
        raise InputError(
            f"{table}: {named} {no} that is there ({missing[0]}); paths are relative to the table"
        )
    if missing:
        name = counted(len(missing), "row names", "rows name")
        yield f"{table}: {name} no image that is there ({missing[0]}{first(missing)})"
    others = _beside(paths)
    if others:
        have = counted(len(others), "image has", "images have")
        yield f"{table}: {have} no row ({shown(others[0])}{first(others)})"


def _beside(paths: Sequence[Path]) -> list[str]:
    """Return the images without a row, in the folder that contains all images of the table."""
    named = {os.path.normpath(path) for path in paths}
    top = Path(os.path.commonpath([str(Path(path).parent) for path in named]))
    if top == Path(top.anchor) or not top.is_dir():
        return []  # do not search the whole disk
    found = (file for file in find_images(top) if isinstance(file, Found))
    return [file.relative for file in found if os.path.normpath(file.path) not in named]
