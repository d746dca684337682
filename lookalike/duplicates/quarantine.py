"""
Move the files of items to a quarantine folder, and back.

Each action has a folder of its own, with the files and a manifest that holds the items as they
were. The manifest is written before anything is moved, so that a crash at any moment leaves every
file at its place, in the quarantine, or, on its way to another disk, at both; `undo_quarantine`
looks where each is, and brings all of them back.

Many files are one step: they are moved, their folders are put on disk, and then their items are
removed by one durable change.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from lookalike.duplicates.restored_place import IndexedIn, indexed_in, place_now
from lookalike.duplicates.result import Action, Moved
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.errors import InputError, LookalikeError
from lookalike.files.digest import digest
from lookalike.files.durable import sync_folder, write_bytes
from lookalike.given import inherited
from lookalike.indexing.remembered import folders
from lookalike.indexing.roots import root_of, whole
from lookalike.stores.address import parse_address
from lookalike.stores.base import Record, drop_unused
from lookalike.stores.set_aside import as_json, from_json, set_aside

MANIFEST = "manifest.jsonl"
STEP = 256  # files moved before their items are removed
_LONGEST = 120  # bytes of a file's name: names of given attributes may have any length


def quarantine(
    collection: DuplicatesTarget, ids: Sequence[str], folder: str | Path | None = None
) -> Moved:
    """
    Move the files of these items to a new folder below `folder`, and remove the items.

    The default is the collection's own quarantine, a folder beside it: `shop quarantine` for
    `shop`. InputError if the folder is inside an indexed one, since the files would be indexed
    again.
    """
    place = _place(collection, whole(folder or own_folder(collection)))
    records = collection.store.get(list(dict.fromkeys(ids)), vectors=True)
    if not records:
        return Moved(place / MANIFEST, [])
    entries = [_entry(collection, record, number) for number, record in enumerate(records)]
    place.mkdir(parents=True)
    _write(place, entries)
    moved, failed = list[str](), list[str]()
    for start in range(0, len(records), STEP):
        numbers = range(start, min(start + STEP, len(records)))
        ids, reasons = _take(collection, records, numbers, entries, place)
        moved += ids
        failed += reasons
    return Moved(place / MANIFEST, moved, tuple(failed))


def own_folder(collection: DuplicatesTarget) -> Path:
    """Return the collection's own quarantine; InputError if the collection is not in a folder."""
    found = parse_address(collection.address).beside("quarantine") if collection.address else None
    if found is None:
        raise InputError("this collection is in no folder; say where its files are to be moved")
    return found


def actions(folder: str | Path) -> list[Action]:
    """Return the actions of this folder that still have files, the latest first."""
    found = []
    for manifest in _below(Path(folder)):
        files = sum((manifest.parent / entry["file"]).exists() for entry in _entries(manifest))
        if files:
            found.append(Action(manifest.parent.name, files))
    return found


def manifest_of(folder: str | Path, action: str) -> Path:
    """Return the manifest of the action of this name in a folder; InputError if there is none."""
    found = [one for one in _below(Path(folder)) if one.parent.name == action]
    if not found:
        raise InputError(f"nothing was moved as {action!r}; `quarantined` has what was moved")
    return found[0]


def undo_quarantine(collection: DuplicatesTarget, manifest: str | Path) -> Moved:
    """
    Move the files of a quarantine back, and restore their items.

    `manifest` is one action's manifest or folder, or the folder of several actions.

    A file whose place is taken, or whose item exists again, stays in the quarantine; the result
    says so. Remove the reason, and call it again. InputError if there is no manifest.
    """
    path = Path(manifest).expanduser()
    moved, failed = list[str](), list[str]()
    for one in _manifests(path):
        for entry in _entries(one):
            record = from_json(entry)
            try:
                if _give_back(collection, record, one.parent, entry):
                    moved.append(record.item.id)
            except (OSError, LookalikeError) as error:
                failed.append(_failed(record, error))
    return Moved(path, moved, tuple(failed))


def _manifests(path: Path) -> list[Path]:
    """Return the manifest at this path, or those of all actions in a folder, the latest first."""
    here = path / MANIFEST if path.is_dir() else path
    below = _below(path)
    if not here.exists() and not below:
        raise InputError(
            f"there is no manifest at {path}; name the folder that the files were moved to"
        )
    return [here] if here.exists() else below


def _below(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*/{MANIFEST}"), reverse=True) if folder.is_dir() else []


def _place(collection: DuplicatesTarget, folder: Path) -> Path:
    inside = root_of(str(folder / "x"), folders(collection))
    if inside is not None:
        raise InputError(
            f"{folder} lies in {inside}, which is indexed: the files would be found there again; "
            "name a folder elsewhere"
        )
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
    return folder / name


def _entry(collection: DuplicatesTarget, record: Record, number: int) -> dict[str, Any]:
    source = record.item.source
    name = str(record.item.attributes.get("name") or PurePosixPath(source.replace("\\", "/")).name)
    kept_as = PurePosixPath(source).suffix if collection.keeps(source) else None
    file = f"{number:06}-{_file_name(name)}"
    was_in = indexed_in(collection, source).as_json()
    return {**as_json(record), "file": file, "kept_as": kept_as, "was_in": was_in}


def _file_name(name: str) -> str:
    """Return the end of a name, without characters that file names cannot have."""
    allowed = re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", name)
    return allowed.encode()[-_LONGEST:].decode(errors="ignore")


def _write(place: Path, entries: Sequence[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    write_bytes(place / MANIFEST, lines.encode())


def _take(
    collection: DuplicatesTarget,
    records: Sequence[Record],
    numbers: range,
    entries: list[dict[str, Any]],
    place: Path,
) -> tuple[list[str], list[str]]:
    """Move some files, then remove their items; return the ids, and the faults of the others."""
    taken, left, failed = dict[int, Record](), list[Path](), list[str]()
    for number in numbers:
        record = records[number]
        try:
            left += _take_file(collection, record, place / entries[number]["file"])
            taken[number] = record
        except (OSError, LookalikeError) as error:
            failed.append(_failed(record, error))
    try:
        _finish(left, [record.item.source for record in taken.values()], place)
        _remove(collection, taken, entries, place)
    except (OSError, LookalikeError) as error:
        failed += [_failed(record, error) for record in taken.values()]
        return [], failed
    return [record.item.id for record in taken.values()], failed


def _take_file(collection: DuplicatesTarget, record: Record, to: Path) -> list[Path]:
    """Move one file; return it where it is to be deleted once its copy is on disk."""
    source = record.item.source
    with collection.held(source) as data:
        if digest(data) != record.origin.digest:
            raise InputError("the file has changed since it was indexed; index it again first")
        if is_kept := collection.keeps(source):
            write_bytes(to, data)
    return [] if is_kept else _move(Path(source), to)


def _remove(
    collection: DuplicatesTarget,
    taken: Mapping[int, Record],
    entries: list[dict[str, Any]],
    place: Path,
) -> None:
    """
    Remove the items of files that were moved; `undo_quarantine` mends a crash before it.

    What was set since the manifest was written is written there first.
    """
    with collection.store.writing:
        ids = [record.item.id for record in taken.values()]
        here = {record.item.id: record for record in collection.store.get(ids, vectors=True)}
        same, news = list[Record](), False
        for number, record in taken.items():
            now = here.get(record.item.id)
            if now is None or now.item.source != record.item.source:
                continue
            same.append(now)
            if (now.item, now.origin) != (record.item, record.origin):
                entries[number] |= as_json(now)
                news = True
        if news:
            _write(place, entries)
        set_aside(collection.store, [r for r in same if not collection.keeps(r.item.source)])
        collection.runs.note_removed(same)
        collection.store.remove([r.item.id for r in same])
        collection.runs.note_removed(same)  # a run may have begun since
        drop_unused(collection.store, [record.item.source for record in taken.values()])


def _give_back(
    collection: DuplicatesTarget, record: Record, place: Path, entry: dict[str, Any]
) -> bool:
    """Move one file back and add its item; False if nothing was to be done."""
    item, images = record.item, collection.store.images
    kept, kept_as = place / entry["file"], entry["kept_as"]
    if here := collection.store.get([item.id]):
        if not kept.exists():
            return False
        if not _is_as_it_was(here[0], record, kept):
            raise InputError(f"item {item.id!r} exists again; its file stays at {kept}")
        if os.path.lexists(item.source):
            kept.unlink()  # a copy: the file was not deleted yet
        else:
            _move_whole(kept, Path(item.source))  # its item was not removed yet
        return True
    if kept_as is not None and images is not None:
        own = images.keep(kept.read_bytes(), record.origin.digest, kept_as)
        record = replace(record, item=replace(item, source=own))
    else:
        record = _placed(collection, record, kept, entry)
        source = Path(record.item.source)
        if kept.exists():
            source.parent.mkdir(parents=True, exist_ok=True)
            _move_whole(kept, source)
        elif not _is_content(source, record.origin.digest):
            raise InputError(f"the file is neither at its place nor at {kept}")
    collection.store.put([record])
    if kept_as is not None:
        kept.unlink()
    return True


def _placed(
    collection: DuplicatesTarget, record: Record, kept: Path, entry: dict[str, Any]
) -> Record:
    """Return the record with the path to which its file comes back, or has come back."""
    try:
        was_in = IndexedIn(**entry.get("was_in", {}))
        source = place_now(collection, record.item.source, was_in)
    except InputError as error:
        raise InputError(f"{error}; the file stays at {kept}") from error
    if kept.exists() and os.path.lexists(source):
        raise InputError(f"another file is at its place; it stays at {kept}")
    return replace(record, item=replace(record.item, source=source))


def _is_content(path: Path, content: str) -> bool:
    try:
        return digest(path.read_bytes()) == content
    except OSError:
        return False


def _is_as_it_was(here: Record, record: Record, kept: Path) -> bool:
    """
    Whether an item was never removed, and its file is in the quarantine alone, or as a copy.

    One that came anew to a file at its place has not what was given to it.
    """
    if here.item.source != record.item.source:
        return False
    if not os.path.lexists(here.item.source):
        return True
    content, whole = record.origin.digest, inherited(here, record)
    is_copy = _is_content(Path(here.item.source), content) and _is_content(kept, content)
    return is_copy and whole.item == here.item


def _move(source: Path, to: Path) -> list[Path]:
    """Rename the file; or copy it to another disk, and return it to be deleted by `_finish`."""
    try:
        source.rename(to)
    except OSError:
        partial = to.with_name(f".{to.name}.part")
        shutil.copy2(source, partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(to)
        return [source]
    return []


def _finish(left: Sequence[Path], sources: Iterable[str], place: Path) -> None:
    """Put moves into a folder on disk: the new names first, then that the old ones are gone."""
    sync_folder(place)
    for path in left:
        path.unlink()
    for folder in sorted({Path(source).parent for source in sources}):
        sync_folder(folder)


def _move_whole(source: Path, to: Path) -> None:
    _finish(_move(source, to), [str(source)], to.parent)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").split("\n")  # text may contain other line separators
    for number, line in enumerate(lines, start=1):
        try:
            if line:
                yield json.loads(line)
        except ValueError as error:
            raise InputError(f"line {number} of {path} is damaged") from error


def _failed(record: Record, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return f"{record.item.source}: {reason or error}"
