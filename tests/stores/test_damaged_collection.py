"""Whatever has happened to a collection's folder: it opens, or says what is there, untouched."""

import json
import logging
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lookalike.collection import Collection
from lookalike.errors import CollectionInUse, CollectionNotFound, StoreError
from lookalike.stores.embedded.head import FILE
from lookalike.stores.embedded.shard import create_shard
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.stores.failures import Failure, failures, note_failures
from lookalike.stores.set_aside import aside, set_aside
from tests.contracts.store_contract import DIM, record

pytestmark = pytest.mark.slow(seconds=20)

Damage = Callable[[Path], object]


def made(folder: Path) -> Path:
    store = EmbeddedStore(folder, DIM)
    store.put([record(i, attributes={"price": i}) for i in range(5)])
    store.close()
    return folder


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("original") / "c")


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "c"))


def contents(folder: Path) -> dict[str, int]:
    """Of every file in it, but for the lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): zlib.crc32(path.read_bytes()) for path in files}


def assert_whole(folder: Path) -> None:
    store = EmbeddedStore(folder)
    assert sorted(r.item.attributes["price"] for r in store.scan()) == [0, 1, 2, 3, 4]  # type: ignore[type-var]
    store.close()


def written(text: str) -> Damage:
    return lambda folder: (folder / FILE).write_text(text)


def head_with(**changes: Any) -> Damage:
    def damage(folder: Path) -> None:
        head = json.loads((folder / FILE).read_text()) | changes
        (folder / FILE).write_text(json.dumps({k: v for k, v in head.items() if v is not None}))

    return damage


def halved(folder: Path) -> None:
    text = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(text[: len(text) // 2])


def moved(name: str, to: str = "elsewhere") -> Damage:
    return lambda folder: (folder / name).rename(folder.parent / to)


def older_head_of_two(folder: Path) -> None:
    shutil.copytree(folder / "shards" / "000001", folder / "shards" / "000003-bbbbbb")
    (folder / "shards" / "000001").rename(folder / "shards" / "000002-aaaaaa")


DAMAGES: dict[str, tuple[Damage, str]] = {
    "the head is gone": (lambda folder: (folder / FILE).unlink(), "lost its collection.json"),
    "the head is empty": (written(""), "it is empty"),
    "the head is garbage": (lambda f: (f / FILE).write_bytes(b"\xff\xfe\x00x"), "is damaged"),
    "the head is half written": (halved, "is damaged"),
    "the head is a list": (written("[]"), "no format"),
    "the head is of another kind": (written('{"name": "me"}'), "no format"),
    "the format is text": (head_with(format="2"), "no format"),
    "the format is a flag": (head_with(format=True), "no format"),
    "there is no dim": (head_with(dim=None), "no dim"),
    "the dim is text": (head_with(dim="8"), "no dim"),
    "the dim is another one": (head_with(dim=9), "have 8 numbers"),
    "there is no shard": (head_with(shard=None), "names no shard"),
    "the shard is a number": (head_with(shard=1), "names no shard"),
    "the shard is outside": (head_with(shard="../shards/000001"), "names no shard"),
    "the shard is the folder above": (head_with(shard=".."), "names no shard"),
    "there are no settings": (head_with(settings=None), "no settings"),
    "the settings are a list": (head_with(settings=[1]), "no settings"),
    "the head is older": (head_with(shard="000001-abc123"), "000001-abc123.*but 000001 is"),
    "the head is older than two": (older_head_of_two, "but 000002-aaaaaa, 000003-bbbbbb is"),
    "the shard is not there": (moved("shards/000001"), "is not whole"),
    "the shards are not there": (moved("shards"), "is not whole"),
    "the segments are not there": (moved("shards/000001/segments"), "no segments"),
    "a segment is half copied": (
        lambda f: next(f.glob("shards/*/segments/*/version.info")).unlink(),
        "has no version.info",
    ),
    "the configuration is not there": (moved("shards/000001/edge_config.json"), "not copied whole"),
    "the configuration is garbage": (
        lambda f: (f / "shards" / "000001" / "edge_config.json").write_text("{"),
        "cannot be opened",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize("dim", [None, DIM])
def test_a_damaged_collection_is_told_and_left_as_it_is(
    folder: Path, name: str, dim: int | None
) -> None:
    damage, said = DAMAGES[name]
    damage(folder)
    before = contents(folder)
    with pytest.raises(StoreError, match=said) as raised:
        EmbeddedStore(folder, dim)
    assert "\n" not in str(raised.value)
    assert contents(folder) == before


def test_a_head_that_is_brought_back_brings_every_item_back(folder: Path) -> None:
    head = (folder / FILE).read_bytes()
    for damage in (head_with(shard="000001-abc123"), written(""), lambda f: (f / FILE).unlink()):
        damage(folder)
        for dim in (None, DIM):
            with pytest.raises(StoreError):
                EmbeddedStore(folder, dim)
        (folder / FILE).write_bytes(head)
    assert_whole(folder)


def test_the_shard_that_is_there_can_be_named_as_the_guide_says(folder: Path) -> None:
    head_with(shard="000001-abc123")(folder)
    head_with(shard="000001")(folder)
    assert_whole(folder)


def test_a_newer_shard_beside_the_named_one_is_kept(folder: Path) -> None:
    shutil.copytree(folder / "shards" / "000001", folder / "shards" / "000002-abc123")
    before = contents(folder / "shards" / "000002-abc123")
    assert_whole(folder)
    assert contents(folder / "shards" / "000002-abc123") == before


def test_what_a_build_left_is_kept_beside_a_shard_without_items(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "c", DIM).close()
    left = tmp_path / "c" / "shards" / "000002-abc123.building"
    shutil.copytree(made(tmp_path / "other") / "shards" / "000001", left)
    EmbeddedStore(tmp_path / "c").close()
    assert left.exists()


@pytest.mark.parametrize("left", ["all", "no log", "no segments", "nothing"])
def test_a_creation_that_was_cut_short_is_begun_again(tmp_path: Path, left: str) -> None:
    folder = tmp_path / "c"
    EmbeddedStore(folder, DIM).close()
    (folder / FILE).unlink()
    removed = {"no log": ["wal"], "no segments": ["segments"], "nothing": ["wal", "segments"]}
    for name in removed.get(left, []):
        shutil.rmtree(folder / "shards" / "000001" / name)
    with pytest.raises(CollectionNotFound, match="make one"):
        EmbeddedStore(folder)
    store = EmbeddedStore(folder, DIM)
    assert store.count() == 0
    store.close()


def test_a_shard_from_which_all_was_removed_is_not_taken_for_a_creation(folder: Path) -> None:
    store = EmbeddedStore(folder)
    store.remove([record.item.id for record in store.scan()])
    store.close()
    (folder / FILE).unlink()
    with pytest.raises(StoreError, match="lost its"):
        EmbeddedStore(folder, DIM)


def test_one_lost_segment_of_ids_is_no_creation_that_was_cut_short(folder: Path) -> None:
    (folder / FILE).unlink()
    for path in folder.rglob("mutable_id_tracker.*"):
        path.unlink()
    before = contents(folder)
    with pytest.raises(StoreError, match="lost its"):
        EmbeddedStore(folder, DIM)
    assert contents(folder) == before


def test_a_panic_of_the_store_is_our_error(folder: Path) -> None:
    (status,) = folder.glob("shards/*/segments/*/vector_storage/vectors/status.dat")
    status.write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be opened"):
        EmbeddedStore(folder)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.7, 0.85, 0.9])
def test_a_copy_that_stopped_half_way_is_told_and_can_be_made_whole(
    folder: Path, share: float, tmp_path: Path
) -> None:
    """As a tool copies that goes by names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files[: int(len(files) * share)]:
        copy = tmp_path / "copy" / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    before = contents(tmp_path / "copy")
    with pytest.raises(StoreError):
        EmbeddedStore(tmp_path / "copy")
    assert contents(tmp_path / "copy") == before
    shutil.copytree(folder, tmp_path / "copy", dirs_exist_ok=True)
    assert_whole(tmp_path / "copy")


def test_a_damaged_list_of_removed_items_is_put_aside(folder: Path) -> None:
    (folder / "removed.sqlite").write_bytes(b"not a database" * 100)
    store = EmbeddedStore(folder)
    set_aside(store, store.get(["item1"], vectors=True))
    assert [found.item.id for found in aside(store)] == ["item1"]
    store.close()
    assert len(list(folder.glob("removed.sqlite.damaged-*"))) == 1


def test_a_damaged_list_of_failures_is_put_aside(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "notes.sqlite").write_bytes(b"not a database" * 100)
    with caplog.at_level(logging.WARNING):
        store = EmbeddedStore(folder)
        note_failures(store, [Failure("/a", "bad")])
    assert [failure.source for failure in failures(store)] == ["/a"]
    store.close()
    (damaged,) = folder.glob("notes.sqlite.damaged-*")
    assert damaged.read_bytes().startswith(b"not a database")
    assert str(damaged) in caplog.text
    assert_whole(folder)


SETTINGS: dict[str, Any] = {
    "no encoders": {"encoders": None},
    "encoders of text": {"encoders": "colour"},
    "encoders without a dim": {"encoders": [{"name": "a", "spec": "a", "fingerprint": "1"}]},
    "encoders of another size": {
        "encoders": [{"name": "a", "spec": "a", "fingerprint": "1", "dim": 1}]
    },
    "no weights": {"weights": None},
    "folders of numbers": {"folders": [1]},
    "runs of text": {"runs": "x"},
    "a weight of text": {"weights": {"colour": "x"}},
    "a weight of a part that is not there": {"weights": {"learned": 1}},
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop") / "c"
    Collection.open(folder, ["colour"], create=True).close()
    return folder


@pytest.mark.parametrize("name", SETTINGS)
def test_damaged_settings_are_one_clear_error(shop: Path, name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shop, tmp_path / "c"))
    head = json.loads((folder / FILE).read_text())
    settings = head["settings"] | SETTINGS[name]
    head["settings"] = {key: value for key, value in settings.items() if value is not None}
    (folder / FILE).write_text(json.dumps(head))
    before = contents(folder)[FILE]
    for create in (False, True):
        with pytest.raises(StoreError, match="settings are damaged"):
            Collection.open(folder, ["colour"] if create else None, create=create)
    assert contents(folder)[FILE] == before


def test_settings_that_are_lost_are_not_made_anew_over_items(folder: Path) -> None:
    with pytest.raises(StoreError, match="settings are damaged"):
        Collection.open(folder, ["colour"], create=True)


@pytest.mark.parametrize("dim", [None, DIM])
def test_a_collection_in_the_making_is_not_taken_for_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dim: int | None
) -> None:
    looked: list[Exception] = []

    def look(shard: Path, size: int) -> None:
        create_shard(shard, size)
        (shard / "wal" / "half").write_bytes(b"upsert_points")  # whatever the engine leaves there
        with pytest.raises(StoreError) as error:
            EmbeddedStore(tmp_path / "c", dim)  # as another process would
        looked.append(error.value)
        (shard / "wal" / "half").unlink()

    monkeypatch.setattr("lookalike.stores.embedded.folder.create_shard", look)
    EmbeddedStore(tmp_path / "c", DIM).close()
    kinds = CollectionInUse if dim else CollectionNotFound
    assert [isinstance(error, kinds) for error in looked] == [True]
    assert_opens_empty(tmp_path / "c")


def assert_opens_empty(folder: Path) -> None:
    store = EmbeddedStore(folder)
    assert (store.count(), [p.name for p in (folder / "shards").iterdir()]) == (0, ["000001"])
    store.close()
