"""Which folders and tables of this machine a request may have read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.indexing.remembered import Remembered, remembered
from lookalike.server.service import Service


@dataclass(frozen=True)
class Wanted:
    """Folders to bring a collection up to date with, and why others are left out."""

    folders: Sequence[Remembered]
    notes: Sequence[str] = ()


def allowed(text: str, service: Service) -> Path:
    """A path below a root: whole, or beginning with the root's name; 403 for all others."""
    try:
        path = _placed(Path(text), service.settings.named_roots)
        if path.is_absolute() and service.is_allowed(path):
            return path
    except (OSError, ValueError, RuntimeError):  # a null character, a ring of links
        pass
    raise HTTPException(403, f"{text!r} is not below a folder that was opened by --root")


def wanted(collection: Collection, folder: str | None, service: Service) -> Wanted:
    """The one that is named, or all that the collection remembers and that may be read."""
    known = {one.folder: one for one in remembered(collection)}
    if folder is not None:
        if folder in known and _is_open(known[folder], Path(folder), service):
            return _with_tables([known[folder]], (), service)
        path = str(allowed(folder, service))
        return _with_tables([known.get(path, Remembered(path, is_operators=False))], (), service)
    if not known:
        raise InputError("no folder was indexed into this collection yet; name one as `folder`")
    closed = [name for name, one in known.items() if not _is_open(one, Path(name), service)]
    if len(closed) == len(known):
        raise HTTPException(403, f"{closed[0]!r} is not below a folder that was opened by --root")
    notes = [f"{name} is left out: it is not below a folder of --root any more" for name in closed]
    return _with_tables([one for one in known.values() if one.folder not in closed], notes, service)


def _with_tables(folders: Sequence[Remembered], notes: Sequence[str], service: Service) -> Wanted:
    """Without a table that has gone: what was read from it stays, so its folder need not wait."""
    found, said = list[Remembered](), list(notes)
    for one in folders:
        table = Path(one.attributes)
        if one.attributes and not (table.is_file() and _is_open(one, table, service)):
            said.append(f"{table} is not there any more: new images get no attributes of it")
            one = replace(one, attributes="")
        found.append(one)
    return Wanted(found, said)


def _is_open(one: Remembered, path: Path, service: Service) -> bool:
    """Whether the operator has indexed it, or it lies in a folder that is open now."""
    return one.is_operators or service.is_allowed(path)


def _placed(path: Path, roots: Mapping[str, Path]) -> Path:
    """`photos/shop` is `shop` in the root called `photos`; a whole path stays as it is."""
    first, *rest = path.parts or ("",)
    return roots[first].joinpath(*rest) if first in roots else path
