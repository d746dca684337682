"""Events are kept by person, counted by item, and erased from every byte of every file."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from lookalike.feedback.event import Event
from lookalike.feedback.event_log import (
    FULL,
    events_of,
    forget_person,
    popularity,
    record_events,
)
from lookalike.stores.address import parse_address
from lookalike.stores.base import Note, Record, Store
from lookalike.stores.connect import connect
from lookalike.types import Item

DAY = "2026-05-01T00:00:{:02}Z"
ANN = "user:ann-whom-nobody-shall-know"


def opened(folder: Path) -> Store:
    store = connect(parse_address(str(folder)), dim=4)
    rows = np.eye(4, dtype=np.float32)
    store.put([Record(Item(name, f"/{name}.jpg"), vector=rows[i]) for i, name in enumerate("abc")])
    return store


def liked(item: str, user: str = ANN.partition(":")[2], second: int = 0) -> Event:
    return Event("like", item, user, time=DAY.format(second % 60))


def traces(folder: Path, text: str) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if text.encode() in path.read_bytes()]


def test_more_events_than_a_note_holds_are_all_there_by_time(tmp_path: Path) -> None:
    store, count = opened(tmp_path / "c"), 5 * FULL
    for start in range(0, count, 20):
        record_events(store, [liked("abc"[i % 3], second=i) for i in range(start, start + 20)])
    found = events_of(store, ANN)
    assert len(found) == count
    assert [event.time for event in found] == sorted((e.time for e in found), reverse=True)
    assert sum(sum(counts.values()) for counts in popularity(store).values()) == count
    store.close()


def test_one_users_events_are_read_without_those_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path / "c")
    record_events(store, [liked("a", f"user {i}") for i in range(1000)])
    read, notes = list[Note](), store.notes

    def counting(kind: str, keys: Sequence[str] | None = None) -> list[Note]:
        found = notes(kind, keys)
        read.extend(found)
        return found

    monkeypatch.setattr(store, "notes", counting)
    assert events_of(store, "user:user 7") == [liked("a", "user 7")]
    assert len(read) == 1
    store.close()


def test_an_erased_user_leaves_no_trace_in_any_file(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    store = opened(folder)
    for i in range(40):  # pages are split, moved and written again
        others = [liked("b", f"someone {i} {n}") for n in range(20)]
        record_events(store, [*others, *(liked("a", second=s) for s in range(20))])
    name = ANN.partition(":")[2]
    assert traces(folder, name) != []
    assert forget_person(store, ANN) == 800
    assert traces(folder, name) == []
    assert events_of(store, ANN) == []
    assert popularity(store) == {"a": {}, "b": {"like": 800}}
    store.close()
    assert traces(folder, name) == []


def test_erasing_that_a_crash_interrupted_ends_at_the_next_opening(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    script = f"""
import os, signal
from pathlib import Path
from lookalike.stores.embedded.note_log import NoteLog
from tests.feedback.test_event_log import *
store = opened(Path({str(folder)!r}))
for i in range(40):
    others = [liked("b", f"someone {{i}} {{n}}") for n in range(20)]
    record_events(store, [*others, *(liked("a", second=s) for s in range(20))])
NoteLog._clean = lambda self, base: os.kill(os.getpid(), signal.SIGKILL)
forget_person(store, ANN)
"""
    ended = subprocess.run([sys.executable, "-c", script], check=False)
    assert ended.returncode == -signal.SIGKILL
    store = opened(folder)
    assert events_of(store, ANN) == []
    assert traces(folder, ANN.partition(":")[2]) == []
    store.close()


def test_events_survive_a_kill_once_acknowledged(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    script = f"""
from pathlib import Path
from tests.feedback.test_event_log import *
store = opened(Path({str(folder)!r}))
for i in range(10_000):
    record_events(store, [liked("a", second=i)])
    print(i, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(30)][-1]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += len(process.stdout.read().split())
    store = opened(folder)
    assert len(events_of(store, ANN)) in (acknowledged + 1, acknowledged + 2)
    store.close()


def test_no_other_note_is_in_the_file_of_events(tmp_path: Path) -> None:
    store = opened(tmp_path / "c")
    record_events(store, [liked("a")])
    assert not (tmp_path / "c" / "notes.sqlite").exists()
    store.close()
