import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from qdrant_edge import UpdateOperation

from lookalike.errors import CollectionInUse, CollectionNotFound, StoreError, StoreFull
from lookalike.filters.read import parse_filter
from lookalike.stores.base import Origin, Record, Store
from lookalike.stores.embedded import store as embedded
from lookalike.stores.embedded.folder import BUILDING, REPLACED
from lookalike.stores.embedded.payload import point_id, to_payload
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.types import Item
from tests.contracts.store_contract import DIM, SETTINGS, StoreContract, record

pytestmark = pytest.mark.slow(seconds=30)


class TestEmbeddedStore(StoreContract):
    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "collection"

    def open(self, dim: int | None = DIM) -> Store:
        return EmbeddedStore(self.folder, dim)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "collection"


def clustered(count: int, seed: int = 0) -> list[Record]:
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((20, DIM))
    vectors = (centres[rng.integers(0, 20, count)] + rng.standard_normal((count, DIM)) / 3).astype(
        "f4"
    )
    return [Record(Item(f"i{i}", f"/{i}"), Origin(), v) for i, v in enumerate(vectors)]


def test_a_missing_collection_says_how_to_make_one(folder: Path) -> None:
    with pytest.raises(CollectionNotFound, match="lookalike index FOLDER --into"):
        EmbeddedStore(folder)


def test_a_folder_with_other_files_is_not_taken(folder: Path) -> None:
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(StoreError, match="holds other files"):
        EmbeddedStore(folder, DIM)
    assert [p.name for p in folder.iterdir()] == ["holiday.jpg"]


def test_a_second_process_is_told_in_one_line(folder: Path) -> None:
    store = EmbeddedStore(folder, DIM)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from lookalike.stores.embedded.store import EmbeddedStore\n"
        "try: EmbeddedStore(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    result = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True)
    store.close()
    assert result.stdout.startswith("CollectionInUse")
    assert result.stdout.count("\n") == 1


def test_a_second_opening_in_one_process_is_refused_too(folder: Path) -> None:
    store = EmbeddedStore(folder, DIM)
    with pytest.raises(CollectionInUse):
        EmbeddedStore(folder)
    store.close()
    EmbeddedStore(folder).close()


def test_a_closed_store_says_so_and_writes_nothing(folder: Path) -> None:
    store = EmbeddedStore(folder, DIM)
    store.put([record(0)])
    store.close()
    before = (folder / "collection.json").read_bytes()
    calls: list[Callable[[], object]] = [
        store.count,
        lambda: store.put([record(1)]),
        lambda: store.notes("event"),
        lambda: store.update_settings(lambda _: SETTINGS),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="is closed; open it again"):
            call()
    assert (folder / "collection.json").read_bytes() == before


def test_a_creation_cut_short_is_begun_again(folder: Path) -> None:
    EmbeddedStore(folder, DIM).close()
    (folder / "collection.json").unlink()
    store = EmbeddedStore(folder, DIM)
    assert store.count() == 0
    store.close()


@pytest.mark.parametrize(("number", "age"), [(99, "newer"), (1, "older")])
def test_another_format_is_refused(folder: Path, number: int, age: str) -> None:
    EmbeddedStore(folder, DIM).close()
    head = json.loads((folder / "collection.json").read_text())
    (folder / "collection.json").write_text(json.dumps(head | {"format": number}))
    with pytest.raises(StoreError, match=f"{age} Lookalike"):
        EmbeddedStore(folder)


def test_a_small_collection_is_small_on_disk(folder: Path) -> None:
    EmbeddedStore(folder, DIM).close()
    blocks = sum(f.stat().st_blocks for f in folder.rglob("*") if f.is_file())
    assert blocks * 512 < 4 << 20


def test_a_full_disk_is_said_before_anything_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore(folder, DIM)
    store.put([record(0)])
    usage = shutil.disk_usage(folder)._replace(free=1 << 20)
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StoreFull, match="1 MiB free"):
        store.put([record(1)])
    monkeypatch.undo()
    assert [r.item.id for r in store.scan()] == ["item0"]
    store.close()


@pytest.fixture
def with_graph(folder: Path, monkeypatch: pytest.MonkeyPatch) -> EmbeddedStore:
    monkeypatch.setattr(embedded, "GRAPH_ABOVE", 1000)
    store = EmbeddedStore(folder, DIM)
    store.put(clustered(2000))
    return store


def test_no_graph_is_built_for_few_items(folder: Path) -> None:
    store = EmbeddedStore(folder, DIM)
    store.put(clustered(2000))
    assert not store.optimize()
    store.close()


def test_the_graph_finds_what_the_exact_search_found(with_graph: EmbeddedStore) -> None:
    queries = [r.vector for r in clustered(30, seed=1) if r.vector is not None]
    exact = [[r.item.id for r in with_graph.nearest(q, 10)] for q in queries]
    assert with_graph.optimize()
    found = [[r.item.id for r in with_graph.nearest(q, 10)] for q in queries]
    agreement = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, found, strict=True)])
    assert agreement >= 0.97
    assert with_graph.count() == 2000
    with_graph.close()


def test_a_built_graph_is_not_built_again(with_graph: EmbeddedStore) -> None:
    assert [with_graph.optimize(), with_graph.optimize()] == [True, False]
    with_graph.close()


def change_during_build(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]
) -> None:
    build = embedded.build_graph

    def changed(shard: Path, should_stop: Callable[[], bool]) -> bool:
        change()
        return build(shard, should_stop)

    monkeypatch.setattr(embedded, "build_graph", changed)
    assert store.optimize()


def test_changes_during_a_build_are_kept(
    with_graph: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        with_graph.put([record(1)])
        with_graph.remove(["i5", "i6"])
        with_graph.describe([Record(Item("i7", "/elsewhere"))])

    change_during_build(with_graph, monkeypatch, change)
    folder = with_graph.folder
    with_graph.close()
    again = EmbeddedStore(folder)
    assert again.count() == 1999
    assert [r.item.id for r in again.get(["item1", "i5", "i6", "i7"])] == ["item1", "i7"]
    assert [r.item.id for r in again.at(["/elsewhere"])] == ["i7"]
    again.close()


def test_a_build_that_fails_changes_nothing(
    with_graph: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(shard: Path, should_stop: Callable[[], bool]) -> bool:
        raise StoreError("no")

    monkeypatch.setattr(embedded, "build_graph", fail)
    with pytest.raises(StoreError):
        with_graph.optimize()
    assert with_graph.count() == 2000
    assert len(list((with_graph.folder / "shards").iterdir())) == 1
    with_graph.close()


def test_what_a_cut_build_left_is_cleared_away(with_graph: EmbeddedStore) -> None:
    folder = with_graph.folder
    with_graph.close()
    (folder / "shards" / "000002").mkdir()
    for end in (BUILDING, REPLACED):
        shutil.copytree(folder / "shards" / "000001", folder / "shards" / f"000002-abcdef{end}")
    EmbeddedStore(folder).close()
    assert [p.name for p in (folder / "shards").iterdir()] == ["000001"]


def test_a_second_build_waits_for_the_first(
    with_graph: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    second: list[bool] = []

    def change() -> None:
        with_graph.put([record(1)])
        second.append(with_graph.optimize())

    change_during_build(with_graph, monkeypatch, change)
    assert second == [False]
    assert with_graph.get(["item1"])
    with_graph.close()


def test_an_attribute_that_came_up_during_a_build_can_be_counted(
    with_graph: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_during_build(
        with_graph, monkeypatch, lambda: with_graph.put([record(1, attributes={"new": "x"})])
    )
    assert with_graph.facets("new") == [("x", 1)]
    with_graph.close()


def test_a_build_that_is_stopped_changes_nothing(with_graph: EmbeddedStore) -> None:
    assert not with_graph.optimize(should_stop=lambda: True)
    assert with_graph.count() == 2000
    assert len(list((with_graph.folder / "shards").iterdir())) == 1
    assert with_graph.optimize()
    with_graph.close()


def test_a_fault_after_the_swap_does_not_take_the_new_shard_away(
    with_graph: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path, **_: object) -> None:
        if folder.name == f"000001{REPLACED}":
            raise OSError("no")

    monkeypatch.setattr(embedded.shutil, "rmtree", fail)
    with pytest.raises(OSError, match="no"):
        with_graph.optimize()
    monkeypatch.undo()
    folder = with_graph.folder
    with_graph.close()
    again = EmbeddedStore(folder)
    assert again.count() == 2000
    again.close()


def test_whole_numbers_of_an_older_collection_are_compared_exactly(folder: Path) -> None:
    numbers = [2**60 + i for i in range(5)] + [7, -(2**62) - 1]
    store = EmbeddedStore(folder, DIM)
    store.put([record(i, attributes={"small": 1, "n": i}) for i in range(len(numbers))])
    for i, number in enumerate(numbers):
        payload = to_payload(record(i, attributes={"small": 1})) | {"number": {"n": number}}
        payload["order"] = '["n"]'
        change = UpdateOperation.overwrite_payload([point_id(f"item{i}")], payload)
        store._shard.update(change)
    store._shard.flush()
    store.close()
    for _ in range(2):
        store = EmbeddedStore(folder)
        back = {r.item.id: r.item.attributes["n"] for r in store.scan()}
        assert back == {f"item{i}": n for i, n in enumerate(numbers)}
        for text, count in (("n = 1152921504606846977", 1), ("n > 1152921504606846976", 4)):
            assert store.count(parse_filter(text)) == count
        assert store.count(parse_filter("not n = 1152921504606846977")) == 6
        store.close()


def test_an_address_that_was_kept_with_a_password_is_read_without_it(folder: Path) -> None:
    addresses = ["http://me:PW@host/a", "http://me:PW2@host/a", "http://host/b?token=PW"]
    records = [record(i, attributes={"address": one}) for i, one in enumerate(addresses)]
    with closing(EmbeddedStore(folder, DIM)) as store:
        store.put(records)
        kept = [one.item.attributes["address"] for one in store.scan()]
        counts = store.facets("address")
    assert sorted(map(str, kept)) == ["http://host/a", "http://host/a", "http://host/b"]
    assert counts == [("http://host/a", 2), ("http://host/b", 1)]
