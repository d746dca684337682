"""Uploaded query pictures, keyed by content so that each is sent once."""

from dataclasses import dataclass

from lookalike.errors import UnknownUpload
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.search.example import UPLOAD
from lookalike.server.pictures.recent_files import RecentFiles
from lookalike.server.settings import Settings

DIGITS = 16  # of the digest, like the id of an item
CHECKED_AT = 64  # pixels of the short side: the whole file is decoded, into few pixels


@dataclass(frozen=True)
class Upload:
    """A picture that is kept; width and height are those of the upright picture."""

    id: str
    width: int
    height: int


class Uploads:
    """Keeps pictures until newer ones need the space; identical ones are kept once."""

    def __init__(self, settings: Settings) -> None:
        self.limits = settings.sent
        """Of each."""
        self._files = RecentFiles(settings.upload_bytes)

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._files.size

    def put(self, data: bytes) -> Upload:
        """Keep a file; ImageError if it cannot be decoded."""
        seen = decode(data, CHECKED_AT, self.limits)
        name = digest(data)[:DIGITS]
        self._files.put((name,), data)
        return Upload(f"{UPLOAD}{name}", seen.width, seen.height)

    def get(self, name: str) -> bytes:
        """Return the file of an id or its digest; UnknownUpload if it is not kept."""
        file = self._files.get((name.removeprefix(UPLOAD),))
        if file is None:
            shown = f"{UPLOAD}{name.removeprefix(UPLOAD)[:DIGITS]}"
            raise UnknownUpload(f"no upload {shown!r}, or it was dropped; send the picture again")
        return file
