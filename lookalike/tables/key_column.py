"""Find the column that names the image, and normalise names as keys."""

from collections.abc import Sequence
from posixpath import normpath

PATH_COLUMNS = ("path", "file", "filename", "file_name", "image", "image_path", "source")


def named_key(names: Sequence[str]) -> str | None:
    """Return the column with a usual name for images, such as `path`; None if there is none."""
    return next((n for wanted in PATH_COLUMNS for n in names if n.lower() == wanted), None)


def key_column(names: Sequence[str]) -> str:
    """Return the column with a usual name for images, else the first column that has a name."""
    return named_key(names) or next(name for name in names if name)


def as_key(cell: str) -> str:
    """Normalise a path: forward slashes, without `.` and other empty steps."""
    key = cell.replace("\\", "/").removeprefix("./")
    if "//" in key or "/./" in key or "/../" in key:
        return key if "://" in key else normpath(key)
    return key
