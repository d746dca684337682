"""Image files that a collection holds itself, below its folder, each named by its content."""

import os
from pathlib import Path

from lookalike.errors import StoreError
from lookalike.files.durable import sync_folder, write_bytes
from lookalike.stores.embedded.space import RESERVE, full, need_space

FOLDER = "images"


class KeptImages:
    """The same content is one file, however many items are of it."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the collection's; nothing is made before there is an image to keep."""
        self._folder = Path(os.path.abspath(folder)) / FOLDER  # noqa: PTH100 (keeps links)

    @property
    def place(self) -> str:
        """Where they all lie."""
        return str(self._folder)

    def path(self, content: str, suffix: str) -> Path:
        """Where the file of this digest lies, or will."""
        return self._folder / content[:2] / f"{content}{suffix}"

    def keep(self, data: bytes, path: Path) -> None:
        """Have the file at its `path`, durably."""
        if path.exists():
            return
        need_space(self._folder.parent, RESERVE + len(data))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, data)
            for folder in (self._folder, self._folder.parent):
                sync_folder(folder)
        except OSError as error:
            reason = f"{self._folder} could not be used: {error}"
            raise full(self._folder, error) or StoreError(reason) from error

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and source.startswith(f"{self._folder}{os.sep}")

    def drop(self, source: str) -> None:
        """Delete one of them; it may be gone."""
        if source in self:
            Path(source).unlink(missing_ok=True)
