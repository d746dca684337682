"""File lock for one process at a time; the system releases it when the process dies."""

import os
import sys
from pathlib import Path
from typing import IO

from lookalike.errors import CollectionInUse

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> None:
        file.seek(1 << 20)  # past the text, which others may read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take_lock(path: Path) -> IO[str]:
    """Lock `path` until the returned file is closed; CollectionInUse names the holder."""
    file = path.open("a+", encoding="utf-8")
    try:
        _take(file)
    except OSError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise CollectionInUse(
            f"{path.parent} is in use by another process (pid {holder}); "
            "try again when it has finished"
        ) from None
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return file
