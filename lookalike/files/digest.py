"""The hash function by which content is recognised."""

import hashlib
from hashlib import blake2b
from pathlib import Path

SIZE = 16


def digest(data: bytes) -> str:
    """Return the BLAKE2b digest of 16 bytes, as 32 hexadecimal digits."""
    return blake2b(data, digest_size=SIZE).hexdigest()


def file_digest(path: Path) -> str:
    """Return the digest of a file of any size, which is read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: blake2b(digest_size=SIZE)).hexdigest()
