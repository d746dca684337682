"""Check which folders and tables of this machine a request may read."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.indexing.remembered import forgotten, remembered
from lookalike.indexing.roots import check_moved
from lookalike.server.service import Service
from lookalike.stores.settings import IndexedFolder


@dataclass(frozen=True)
class Wanted:
    """Folders to index, and why others are left out."""

    folders: Sequence[IndexedFolder]
    notes: Sequence[str] = ()


def allowed(text: str, service: Service) -> Path:
    """
    Resolve a path below a root: absolute, or beginning with the root's name; 403 for all others.
    """
    path = _placed(text, service)
    if path is None or not service.is_allowed(path):
        raise _closed(text)
    return path


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same place, with links resolved."""
    return os.path.realpath(one) == os.path.realpath(other)  # resolve() fails at a loop of links


def wanted(collection: Collection, folder: str | None, service: Service) -> Wanted:
    """Return the named folder, or all indexed folders that may be read."""
    known = remembered(collection)
    if folder is not None:
        return _with_tables([_named(collection, folder, service)], (), service)
    if not known:
        raise InputError("no folder was indexed into this collection yet; name one as `folder`")
    opened = [one for one in known if _is_open(one, Path(one.folder), service)]
    closed = [one.folder for one in known if one not in opened]
    if not opened:
        raise _closed(closed[0])
    notes = [f"{name} was skipped: it is no longer below a folder of --root" for name in closed]
    return _with_tables(opened, notes, service)


def earlier(collection: Collection, text: str, found: Wanted, service: Service) -> str:
    """Return the earlier place of the named folder; InputError if it was never indexed."""
    path = _placed(text, service)
    if path is None:
        raise InputError(f"{text!r} is no absolute path; name the folder that was indexed before")
    check_moved(collection, found.folders[0].folder, str(path))
    return str(path)


def _named(collection: Collection, text: str, service: Service) -> IndexedFolder:
    """Return the known folder, however its path is written; 403 if it is not allowed."""
    path = _placed(text, service)
    if path is None:
        raise _closed(text)
    for one in sorted(remembered(collection), key=lambda one: one.folder != str(path)):
        if is_same(Path(one.folder), path) and _is_open(one, path, service):
            return one
    for folder in forgotten(collection):
        if is_same(Path(folder), path):
            return IndexedFolder(folder)
    return IndexedFolder(str(allowed(text, service)), is_operators=False)


def _with_tables(
    folders: Sequence[IndexedFolder], notes: Sequence[str], service: Service
) -> Wanted:
    """Leave out tables that are missing: attributes that were read from them are kept."""
    found, said = list[IndexedFolder](), list(notes)
    for one in folders:
        table = Path(one.attributes)
        if one.attributes and not (table.is_file() and _is_open(one, table, service)):
            said.append(f"{table} is missing: new images get no attributes from it")
            one = replace(one, attributes="")
        found.append(one)
    return Wanted(found, said)


def _is_open(one: IndexedFolder, path: Path, service: Service) -> bool:
    """Whether the operator has indexed it, or it is below a root."""
    return one.is_operators or service.is_allowed(path)


def _placed(text: str, service: Service) -> Path | None:
    """
    Return the path of `photos/shop`: `shop` below the root named `photos`.

    An absolute path is kept. `..` is resolved, so that a folder has only one path. None if the text
    is not a path.
    """
    try:
        path, roots = Path(text), service.settings.named_roots
        first, *rest = path.parts or ("",)
        path = roots[first].joinpath(*rest) if first in roots else path
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):  # a null character, a loop of links
        return None
    if not path.is_absolute():
        return None
    return real if ".." in path.parts else path


def _closed(text: str) -> HTTPException:
    return HTTPException(403, f"{text!r} is not below a folder that --root allows")
