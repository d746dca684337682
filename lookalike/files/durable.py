"""
Write files atomically and durably: after a crash, a file has either the old or the new content.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4


def write_json(path: Path, value: Mapping[str, Any], private: bool = False) -> None:
    """Replace a JSON file atomically; it is on disk when this returns."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    write_bytes(path, text.encode(), private)


def write_bytes(path: Path, data: bytes, private: bool = False) -> None:
    """
    Replace a file atomically; it is on disk when this returns. `private` makes it readable by its
    owner only.
    """
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")  # tempfile's are for one user only
    try:
        with open(temporary, "xb", opener=_for_owner if private else None) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, if the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
