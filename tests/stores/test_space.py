import errno
import shutil
import sqlite3
from pathlib import Path

import pytest

from lookalike.errors import StoreFull
from lookalike.stores.embedded.note_log import NoteLog
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.stores.failures import Failure, note_failures
from lookalike.stores.space import RESERVE, TO_OPEN, full, need_space
from tests.contracts.store_contract import DIM, record


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How much room the disk says that it has."""
    room = {"free": 1 << 40}
    usage = shutil.disk_usage(Path.cwd())
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=room["free"]))
    return room


def test_too_little_room_is_said_with_both_figures(tmp_path: Path, free: dict[str, int]) -> None:
    free["free"] = 3 << 20
    with pytest.raises(StoreFull, match="3 MiB free, 5 MiB needed"):
        need_space(tmp_path, 5 << 20)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        sqlite3.OperationalError("database or disk is full"),
        Exception("Service internal error: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_recognised_whoever_met_it(tmp_path: Path, error: Exception) -> None:
    assert isinstance(full(tmp_path, error), StoreFull)


def test_another_fault_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    assert full(tmp_path, PermissionError(errno.EACCES, "Permission denied")) is None


def test_a_full_disk_refuses_what_is_new_and_keeps_what_was_there(
    tmp_path: Path, free: dict[str, int]
) -> None:
    store = EmbeddedStore(tmp_path / "c", DIM)
    store.put([record(1)])
    free["free"] = RESERVE - 1
    with pytest.raises(StoreFull):
        store.put([record(2)])
    assert [kept.item.id for kept in store.scan()] == ["item1"]
    store.close()


def test_there_is_room_to_remove_where_there_is_none_to_add(
    tmp_path: Path, free: dict[str, int]
) -> None:
    store = EmbeddedStore(tmp_path / "c", DIM)
    store.put([record(1)])
    free["free"] = TO_OPEN
    assert store.remove(["item1"]) == 1
    store.close()


def test_opening_is_refused_where_it_could_not_be_finished(
    tmp_path: Path, free: dict[str, int]
) -> None:
    EmbeddedStore(tmp_path / "c", DIM).close()
    free["free"] = TO_OPEN - 1
    with pytest.raises(StoreFull):
        EmbeddedStore(tmp_path / "c")


def test_notes_on_a_full_disk_are_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore(tmp_path / "c", DIM)

    def full_disk(log: object, notes: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(NoteLog, "note", full_disk)
    with pytest.raises(StoreFull):
        note_failures(store, [Failure("/a.png", "torn")])
    store.close()
