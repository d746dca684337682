"""Image files that a collection keeps: those put into it one by one."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from lookalike.errors import ImageUnreachable, StoreError
from lookalike.files.durable import sync_folder, write_bytes
from lookalike.images.limits import Limits, check_bytes, limits_in_force
from lookalike.images.read import held_bytes
from lookalike.stores.space import RESERVE, full, need_space

FOLDER = "images"
IN_MEMORY = "memory:"


class KeptImages(Protocol):
    """
    Image files that the collection keeps; equal content is stored once, however many items use it.
    """

    def keep(self, data: bytes, digest: str, suffix: str) -> str:
        """Save the file durably; return the source for its items. `suffix` is as in `.jpg`."""

    def __contains__(self, source: object) -> bool:
        """Whether this is the source of a kept file, even if the file is gone."""

    def held(self, source: str, limits: Limits | None = None) -> AbstractContextManager[bytes]:
        """
        Context manager that yields the file's bytes, to be decoded within the block.

        Raises ImageUnreachable if the file is gone.
        """

    def drop(self, source: str) -> None:
        """Delete the file; a missing one is no error."""


class FolderImages:
    """`KeptImages` in a folder, named by digest; the source of an item is the file's path."""

    def __init__(self, folder: Path) -> None:
        """The folder is created with the first image."""
        self._folder = Path(os.path.abspath(folder))  # noqa: PTH100 (keeps links)

    @property
    def place(self) -> str:
        """The folder's path."""
        return str(self._folder)

    def keep(self, data: bytes, digest: str, suffix: str) -> str:
        """Save the file durably; return its path."""
        path = self._folder / digest[:2] / f"{digest}{suffix}"
        if not path.exists():
            self._write(data, path)
        return str(path)

    def _write(self, data: bytes, path: Path) -> None:
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

    def held(self, source: str, limits: Limits | None = None) -> AbstractContextManager[bytes]:
        """Context manager that yields the file's bytes, to be decoded within the block."""
        return held_bytes(Path(source), limits)

    def drop(self, source: str) -> None:
        """Delete the file; a missing one is no error."""
        if source in self:
            Path(source).unlink(missing_ok=True)


class MemoryImages:
    """`KeptImages` in memory; lost when the process ends."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def keep(self, data: bytes, digest: str, suffix: str) -> str:
        """Save the file; return the source for its items."""
        source = f"{IN_MEMORY}{digest}{suffix}"
        self._files[source] = bytes(data)
        return source

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and source.startswith(IN_MEMORY)

    @contextmanager
    def held(self, source: str, limits: Limits | None = None) -> Iterator[bytes]:
        """Context manager that yields the file's bytes."""
        data = self._files.get(source)
        if data is None:
            raise ImageUnreachable("no such file")
        check_bytes(len(data), limits or limits_in_force())
        yield data

    def drop(self, source: str) -> None:
        """Delete the file; a missing one is no error."""
        self._files.pop(source, None)
