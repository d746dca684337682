"""Atomic, durable file writes: after a crash a file is the old one or the new one."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4


def write_json(path: Path, value: Mapping[str, Any], private: bool = False) -> None:
    """Replace a JSON file, all or nothing, on disk when this returns."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    write_bytes(path, text.encode(), private)


def write_bytes(path: Path, data: bytes, private: bool = False) -> None:
    """Replace a file, all or nothing, on disk when this returns; `private` is for its owner."""
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
    """Put a folder's entries on disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
