"""List the image files under a folder, sorted; does not open them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from lookalike.errors import InputError
from lookalike.files.local_path import as_utf8, local_path
from lookalike.images.formats import SUFFIXES

NOT_UTF8 = "its name is not UTF-8; rename it"
_LITTER = frozenset({"@eaDir", "__MACOSX", "#recycle", "$RECYCLE.BIN", "lost+found"})


@dataclass(frozen=True, slots=True)
class Found:
    """An image file, not yet opened."""

    path: Path
    relative: str
    """Its path below the searched folder, with `/` on every system."""
    size: int
    mtime_ns: int
    stamp: str = ""
    """The result of `stamp`."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that could not be read: its content is unknown, not removed."""

    path: Path
    reason: str

    @property
    def source(self) -> str:
        """The path as it is stored and shown."""
        return as_utf8(self.path)


def stamp(state: os.stat_result) -> str:
    """
    Return a file's inode and the time of its last change, including name and permissions.

    It differs if a file was replaced by another one of the same size and time.
    """
    return f"{state.st_ino:x}-{state.st_ctime_ns:x}"


def inode_of(stamp: str) -> str:
    """Return the part of a stamp that stays when a file is renamed; empty if unknown."""
    return stamp.partition("-")[0]


def find_images(folder: Path) -> Iterator[Found | Unreadable]:
    """Walk a folder by suffix, sorted by relative path; holds one folder's names at a time.

    Hidden files and folders are skipped. A linked folder is followed once, unless it is inside
    this one or contains it. Raises InputError if it is not a folder.
    """
    check_folder(folder)
    return _walk(folder)


def check_folder(folder: Path) -> None:
    """Raise InputError unless it is a readable folder; does not look at its content."""
    local_path(folder)
    try:
        os.scandir(folder).close()
    except FileNotFoundError as error:
        raise InputError(f"no folder {folder}; check the path") from error
    except NotADirectoryError as error:
        if not folder.is_file():
            raise InputError(f"no folder {folder}; a part of its path is a file") from error
        raise InputError(f"{folder} is a file; name the folder that contains it") from error
    except OSError as error:
        advice = "change its permissions" if isinstance(error, PermissionError) else "check it"
        raise InputError(f"cannot read {folder}: {error.strerror}; {advice}") from error


def _walk(folder: Path) -> Iterator[Found | Unreadable]:
    root, seen = os.path.realpath(folder), {_identity(str(folder))}
    stack = [("", _listing(str(folder)))]
    while stack:
        prefix, entries = stack[-1]
        entry = next(entries, None)
        if entry is None:
            stack.pop()
            continue
        try:
            found = _look(entry, prefix)
            if found is not None:
                yield found
            elif _is_new(entry, root, seen):
                stack.append((f"{prefix}{entry.name}/", _listing(entry.path)))
        except OSError as error:
            if entry.is_symlink() or not isinstance(error, FileNotFoundError):
                yield Unreadable(Path(entry.path), _reason(error))


def _listing(folder: str) -> Iterator[os.DirEntry[str]]:
    """Return a folder's relevant entries, in the order of their relative paths."""
    with os.scandir(folder) as entries:
        return iter(sorted((e for e in entries if _is_wanted(e)), key=_place))


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    if name[0] == "." or name in _LITTER:
        return False
    return name[name.rfind(".") :].lower() in SUFFIXES or _may_be_folder(entry)


def _place(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/" if _may_be_folder(entry) else entry.name


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link into a place without rights; `_look` reports it
        return True


def _look(entry: os.DirEntry[str], prefix: str) -> Found | Unreadable | None:
    """None for a folder with a name that can be kept."""
    if not _is_utf8(entry.name):
        return Unreadable(Path(entry.path), NOT_UTF8)
    if entry.is_dir():
        return None
    state = entry.stat()
    if not S_ISREG(state.st_mode):
        return Unreadable(Path(entry.path), "not a regular file")
    whole = state if state.st_ino else os.stat(entry.path)  # noqa: PTH116 (as in `_identity`)
    size, mtime_ns = state.st_size, state.st_mtime_ns
    return Found(Path(entry.path), prefix + entry.name, size, mtime_ns, stamp(whole))


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # os.scandir marks such bytes by lone surrogates
        return False
    return True


def _is_new(entry: os.DirEntry[str], root: str, seen: set[tuple[int, int]]) -> bool:
    """Whether to enter a folder: always if it is really here, once if it is linked."""
    if entry.is_symlink() and _overlap(os.path.realpath(entry.path), root):
        return False
    identity = _identity(entry.path)
    is_new = identity not in seen
    seen.add(identity)
    return is_new


def _identity(folder: str) -> tuple[int, int]:
    state = os.stat(folder)  # noqa: PTH116 (the entry's own holds zeros on Windows)
    return state.st_dev, state.st_ino


def _overlap(one: str, other: str) -> bool:
    return os.path.commonpath((one, other)) in (one, other)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "the link is broken"
    return error.strerror or "it cannot be read"
