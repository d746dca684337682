from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.indexing import commit
from lookalike.indexing.change import Change
from lookalike.indexing.commit import Commits
from lookalike.meanwhile import Meanwhile
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.stores.failures import Failure, failures, note_failures
from lookalike.stores.settings import KnownEncoder, Settings


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(tmp_path / "c", 4)
    yield opened
    opened.close()


def new(name: str) -> Change:
    vector = np.ones(4, np.float32)
    return Change(name, f"/photos/{name}.jpg", None, 3, 5, f"of {name}", vector=vector)


def commits(store: EmbeddedStore, told: list[int] | None = None) -> Commits:
    seen = [] if told is None else told
    tiny = KnownEncoder("tiny", "tiny", 4, "")
    store.update_settings(lambda _: Settings((tiny,), {"tiny": 1}))
    collection = Collection(store)
    return Commits(collection, Meanwhile(), 10, lambda report, total: seen.append(report.added))


def test_nothing_is_counted_before_it_is_put(store: EmbeddedStore) -> None:
    gathered = commits(store)
    gathered.take(new("a"))
    assert (gathered.report.added, store.count()) == (0, 0)
    gathered.commit()
    assert (gathered.report.added, store.count()) == (1, 1)


def test_progress_is_told_after_each_commit(store: EmbeddedStore) -> None:
    told: list[int] = []
    gathered = commits(store, told)
    for name in "ab":
        gathered.take(new(name))
        gathered.commit()
    assert told == [1, 2]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that commits go by; not that of the process, which servers of other tests go by."""
    now = [0.0]
    monkeypatch.setattr(commit, "monotonic", lambda: now[0])
    return now


def test_a_commit_waits_for_its_time(store: EmbeddedStore, clock: list[float]) -> None:
    gathered = commits(store)
    gathered.take(new("a"))
    gathered.commit_if_due()
    assert store.count() == 0
    clock[0] += commit.COMMIT_S
    gathered.commit_if_due()
    assert store.count() == 1


def test_a_slow_disk_makes_commits_rarer(
    store: EmbeddedStore, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(records: object) -> None:
        clock[0] += 0.2

    gathered = commits(store)
    monkeypatch.setattr(store, "put", slow)
    gathered.commit()
    told = gathered.report.added
    gathered.take(new("a"))
    clock[0] += 0.99 * 0.2 / commit.COMMIT_SHARE
    gathered.commit_if_due()
    assert gathered.report.added == told
    clock[0] += 0.02 * 0.2 / commit.COMMIT_SHARE
    gathered.commit_if_due()
    assert gathered.report.added == told + 1


def test_a_commit_does_not_wait_when_much_is_held(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "COMMIT_ITEMS", 2)
    gathered = commits(store)
    gathered.take(new("a"))
    gathered.commit_if_due()
    gathered.take(new("b"))
    gathered.commit_if_due()
    assert store.count() == 2


def test_an_id_is_taken_before_its_item_is_put(store: EmbeddedStore) -> None:
    gathered = commits(store)
    gathered.take(new("a"))
    assert gathered.taken(["a", "b"]) == {"a"}


def test_an_item_that_only_moved_keeps_its_vector(store: EmbeddedStore) -> None:
    gathered = commits(store)
    gathered.take(new("a"))
    gathered.commit()
    gathered.take(replace(new("a"), source="/photos/moved.jpg", was="/photos/a.jpg", vector=None))
    gathered.commit()
    assert (gathered.report.added, gathered.report.moved) == (1, 1)
    (kept,) = store.get(["a"], vectors=True)
    assert kept.item.source == "/photos/moved.jpg"
    assert kept.vector is not None
    assert kept.vector.tolist() == [1, 1, 1, 1]


def test_a_file_that_is_put_is_no_failure_any_more(store: EmbeddedStore) -> None:
    note_failures(store, [Failure("/photos/a.jpg", "torn"), Failure("/photos/b.jpg", "torn")])
    gathered = commits(store)
    gathered.take(new("a"))
    gathered.commit()
    assert [failure.source for failure in failures(store)] == ["/photos/b.jpg"]


def test_failures_are_kept_with_their_time(store: EmbeddedStore) -> None:
    gathered = commits(store)
    gathered.fail(Failure("/photos/a.jpg", "torn"))
    gathered.commit()
    (failure,) = failures(store)
    assert (failure.reason, bool(failure.at)) == ("torn", True)
    assert gathered.report.failed == [failure]
