"""What earlier versions wrote is brought over when a collection is opened."""

import json
import shutil
import sqlite3
from pathlib import Path

import numpy as np

from lookalike.stores.base import Origin, Record
from lookalike.stores.embedded.head import FILE
from lookalike.stores.embedded.payload import to_payload
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.stores.failures import Failure, failures
from lookalike.stores.set_aside import aside, aside_before, aside_whole
from lookalike.types import Item
from tests.contracts.store_contract import DIM, record

REMOVED = record(3, attributes={"price": 2**60 + 1, "tags": ["a", "b"], "f": 0.1})


def with_older_files(folder: Path) -> None:
    with sqlite3.connect(folder / "failures.sqlite") as base:
        base.execute(
            "CREATE TABLE failures (source TEXT PRIMARY KEY, reason TEXT, size INTEGER, "
            "mtime_ns INTEGER, at TEXT)"
        )
        base.execute("INSERT INTO failures VALUES ('/a.jpg', 'torn', 5, 7, '2024-01-01')")
    base.close()
    with sqlite3.connect(folder / "removed.sqlite") as base:
        base.execute(
            "CREATE TABLE removed (id TEXT PRIMARY KEY, source TEXT, size INTEGER, "
            "mtime_ns INTEGER, digest TEXT, payload TEXT, vector BLOB, at TEXT)"
        )
        item, origin = REMOVED.item, REMOVED.origin
        row = (item.id, item.source, origin.size, origin.mtime_ns, origin.digest)
        payload = json.dumps(to_payload(REMOVED), ensure_ascii=False)
        vector = np.asarray(REMOVED.vector, np.float32).tobytes()
        base.execute(
            "INSERT INTO removed VALUES (?,?,?,?,?,?,?,?)", (*row, payload, vector, "2024")
        )
    base.close()


def test_failures_and_removed_items_become_notes(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "c", DIM).close()
    with_older_files(tmp_path / "c")
    for _ in range(2):
        store = EmbeddedStore(tmp_path / "c")
        assert failures(store) == [Failure("/a.jpg", "torn", 5, 7, "2024-01-01")]
        assert [found.item.id for found in aside(store)] == ["item3"]
        assert aside_before(store, "2024-06") == ["item3"]
        (back,) = aside_whole(store, ["item3"])
        assert (back.item, back.origin) == (REMOVED.item, REMOVED.origin)
        np.testing.assert_array_equal(back.vector, REMOVED.vector)
        store.close()
    assert sorted(p.name for p in (tmp_path / "c").glob("*.sqlite")) == ["notes.sqlite"]


def test_what_was_cut_short_is_brought_over_again(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "c", DIM).close()
    with_older_files(tmp_path / "c")
    before = shutil.copytree(tmp_path / "c", tmp_path / "before")
    EmbeddedStore(tmp_path / "c").close()
    shutil.copy(tmp_path / "c" / "notes.sqlite", before)  # killed before the old files were removed
    store = EmbeddedStore(before)
    assert len(failures(store)) == len(aside_whole(store, ["item3"])) == 1
    store.close()
    assert not (before / "removed.sqlite").exists()


def test_images_that_an_older_version_kept_are_followed(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "c", DIM)
    assert store.images is not None
    source = store.images.keep(b"one", "a" * 32, ".png")
    store.put([Record(Item("one", source), Origin(), record(1).vector)])
    store.close()
    head = json.loads((tmp_path / "c" / FILE).read_text())
    head["settings"] = {"kept_in": head.pop("kept_in")}
    (tmp_path / "c" / FILE).write_text(json.dumps(head))
    (tmp_path / "c").rename(tmp_path / "moved")
    store = EmbeddedStore(tmp_path / "moved")
    (found,) = store.scan()
    assert found.item.source.startswith(str(tmp_path / "moved"))
    assert store.images is not None
    with store.images.held(found.item.source) as data:
        assert data == b"one"
    store.close()
