"""Uploaded query pictures, keyed by content so that each is sent once."""

from dataclasses import dataclass

from lookalike.errors import UnknownUpload
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.search.example import UPLOAD
from lookalike.server.pictures.recent_files import RecentFiles
from lookalike.server.settings import Settings

DIGITS = 16  # of the digest: as many as an item's id has
CHECKED_AT = 64  # pixels of the short side: all of the file is read, few pixels are made


@dataclass(frozen=True)
class Upload:
    """A picture that is kept; width and height are upright."""

    id: str
    width: int
    height: int


class Uploads:
    """Kept until newer ones need the room; the same picture sent twice is one."""

    def __init__(self, settings: Settings) -> None:
        self.limits = settings.sent
        """Of each."""
        self._files = RecentFiles(settings.upload_bytes)

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._files.size

    def put(self, data: bytes) -> Upload:
        """Keep a file that can be decoded; ImageError says why another cannot be kept."""
        seen = decode(data, CHECKED_AT, self.limits)
        name = digest(data)[:DIGITS]
        self._files.put((name,), data)
        return Upload(f"{UPLOAD}{name}", seen.width, seen.height)

    def get(self, name: str) -> bytes:
        """The file of an id or its digest, or UnknownUpload."""
        file = self._files.get((name.removeprefix(UPLOAD),))
        if file is None:
            shown = f"{UPLOAD}{name.removeprefix(UPLOAD)[:DIGITS]}"
            raise UnknownUpload(f"{shown!r} is not here, or not any more; send the picture again")
        return file
