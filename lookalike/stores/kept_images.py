"""Image files that a collection holds itself: those that are put into it one by one."""

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
    """The same content is one file, however many items are of it."""

    def keep(self, data: bytes, digest: str, suffix: str) -> str:
        """Have the file durably; return the source of its items. The suffix is as in `.jpg`."""

    def __contains__(self, source: object) -> bool:
        """Whether this is the source of such a file, which need not be here any more."""

    def held(self, source: str, limits: Limits | None = None) -> AbstractContextManager[bytes]:
        """
        The file, for the length of a block, in which it is to be decoded.

        Raises ImageUnreachable where it is gone.
        """

    def drop(self, source: str) -> None:
        """Delete one of them; it may be gone."""


class FolderImages:
    """`KeptImages` in a folder, each named by its content; their sources are their paths."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before there is an image to keep."""
        self._folder = Path(os.path.abspath(folder))  # noqa: PTH100 (keeps links)

    @property
    def place(self) -> str:
        """Where they all lie."""
        return str(self._folder)

    def keep(self, data: bytes, digest: str, suffix: str) -> str:
        """Have the file durably; return its path."""
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
        """The file, for the length of a block, in which it is to be decoded."""
        return held_bytes(Path(source), limits)

    def drop(self, source: str) -> None:
        """Delete one of them; it may be gone."""
        if source in self:
            Path(source).unlink(missing_ok=True)


class MemoryImages:
    """`KeptImages` in memory, gone with the process."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def keep(self, data: bytes, digest: str, suffix: str) -> str:
        """Have the file; return the source of its items."""
        source = f"{IN_MEMORY}{digest}{suffix}"
        self._files[source] = bytes(data)
        return source

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and source.startswith(IN_MEMORY)

    @contextmanager
    def held(self, source: str, limits: Limits | None = None) -> Iterator[bytes]:
        """The file, for the length of a block."""
        data = self._files.get(source)
        if data is None:
            raise ImageUnreachable("no such file")
        check_bytes(len(data), limits or limits_in_force())
        yield data

    def drop(self, source: str) -> None:
        """Delete one of them; it may be gone."""
        self._files.pop(source, None)
