"""The one hash function, used to recognise content."""

import hashlib
from hashlib import blake2b
from pathlib import Path

SIZE = 16


def digest(data: bytes) -> str:
    """BLAKE2b, 16 bytes, as 32 hexadecimal digits."""
    return blake2b(data, digest_size=SIZE).hexdigest()


def file_digest(path: Path) -> str:
    """The digest of a file of any size, which is never in memory as a whole."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: blake2b(digest_size=SIZE)).hexdigest()
