"""Folders that are renamed, and pictures in them that are edited as well."""

import shutil
from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder
from lookalike.indexing.renamed import places_now, renamed_folders
from tests.indexing.conftest import paint
from tests.indexing.test_index_folder import counts
from tests.indexing.test_moves import rename, tag


def test_a_folder_is_renamed_when_most_went_to_one_other() -> None:
    moves = [("/p/old/1", "/p/new/1"), ("/p/old/2", "/p/new/2"), ("/p/old/3", "/p/x/3")]
    assert renamed_folders(moves, ["/p"]) == {"/p/old": "/p/new"}
    assert renamed_folders([moves[0], moves[2]], ["/p"]) == {}


def test_a_folder_with_a_picture_left_in_it_is_not_renamed() -> None:
    moves = [("/p/old/1", "/p/new/1")]
    assert renamed_folders(moves, ["/p/old"]) == {}
    assert renamed_folders(moves, ["/p/old/below"]) == {}


def test_a_folder_above_is_renamed_too() -> None:
    moves = [("/p/old/a/1", "/p/new/a/1"), ("/p/old/b/1", "/p/new/c/1")]
    renamed = renamed_folders(moves, ["/p"])
    assert renamed == {"/p/old": "/p/new", "/p/old/a": "/p/new/a", "/p/old/b": "/p/new/c"}
    assert list(places_now("/p/old/b/2", renamed)) == ["/p/new/c/2", "/p/new/b/2"]
    assert list(places_now("/p/old/z/2", renamed)) == ["/p/new/z/2"]


def test_what_stays_in_a_folder_counts_against_its_new_name() -> None:
    moves = [("/p/old/1", "/q/1"), ("/p/old/a/1", "/p/old/b/1"), ("/p/old/a/2", "/p/old/b/2")]
    assert renamed_folders(moves, ["/p"]) == {"/p/old/a": "/p/old/b"}


@pytest.fixture
def shop(collection: Collection, tmp_path: Path) -> Path:
    for name in ("a/1", "a/2", "a/3", "a/deep/4", "a/deep/5", "b/6"):
        paint(tmp_path / "shop" / f"{name}.png", int(name[-1]))
    index_folder(collection, tmp_path / "shop")
    tag(collection)
    return tmp_path / "shop"


def places(collection: Collection, root: Path) -> dict[object, str]:
    """Where the pictures are, by their tags; what has none is left out."""
    told = [item for item in collection.items() if "tag" in item.attributes]
    return {i.attributes["tag"]: Path(i.source).relative_to(root).as_posix() for i in told}


def edit(path: Path) -> None:
    paint(path, 90 + int(path.stem), (80, 60))


def test_a_picture_edited_in_a_renamed_folder_keeps_its_item(
    collection: Collection, shop: Path
) -> None:
    ids = tag(collection)
    (shop / "a").rename(shop / "z")
    edit(shop / "z" / "2.png")
    edit(shop / "z" / "deep" / "5.png")
    report = index_folder(collection, shop)
    assert counts(report) == {"moved": 3, "updated": 2, "unchanged": 1}
    assert collection.count() == 6
    assert places(collection, shop) == {
        "1.png": "z/1.png",
        "2.png": "z/2.png",
        "3.png": "z/3.png",
        "4.png": "z/deep/4.png",
        "5.png": "z/deep/5.png",
        "6.png": "b/6.png",
    }
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids
    edited = collection.get(ids["2.png"])
    assert (edited.attributes["folder"], edited.attributes["width"]) == ("z", 80)
    assert counts(index_folder(collection, shop)) == {"unchanged": 6}


def test_folders_above_and_below_are_renamed_at_once(collection: Collection, shop: Path) -> None:
    (shop / "a" / "deep").rename(shop / "a" / "low")
    (shop / "a").rename(shop / "z")
    edit(shop / "z" / "low" / "5.png")
    edit(shop / "z" / "1.png")
    index_folder(collection, shop)
    assert places(collection, shop)["5.png"] == "z/low/5.png"
    assert places(collection, shop)["1.png"] == "z/1.png"
    assert collection.count("tag is missing") == 0


def test_the_only_picture_below_goes_with_the_folder_above(
    collection: Collection, shop: Path
) -> None:
    (shop / "a" / "deep" / "4.png").unlink()
    index_folder(collection, shop)
    (shop / "a").rename(shop / "z")
    edit(shop / "z" / "deep" / "5.png")
    index_folder(collection, shop)
    assert places(collection, shop)["5.png"] == "z/deep/5.png"


def test_a_picture_edited_in_a_renamed_root_keeps_its_item(
    collection: Collection, shop: Path, tmp_path: Path
) -> None:
    shop.rename(tmp_path / "store")
    edit(tmp_path / "store" / "b" / "6.png")
    index_folder(collection, tmp_path / "store")
    assert places(collection, tmp_path / "store")["6.png"] == "b/6.png"
    assert collection.count() == 6


@pytest.mark.parametrize("is_indexed", [False, True])
def test_a_picture_edited_on_another_disk_keeps_its_item(
    collection: Collection, shop: Path, tmp_path: Path, is_indexed: bool
) -> None:
    ids, store = tag(collection), tmp_path / "store"
    shutil.copytree(shop, store)
    shutil.rmtree(shop)
    edit(store / "b" / "6.png")
    if is_indexed:
        assert counts(index_folder(collection, store)) == {"added": 6}
    index_folder(collection, store, moved_from=shop)
    assert places(collection, store)["6.png"] == "b/6.png"
    assert collection.get(ids["6.png"]).attributes["width"] == 80
    assert collection.count() == 6


def test_a_folder_that_goes_to_another_root_takes_its_edited_picture_along(
    collection: Collection, shop: Path, tmp_path: Path
) -> None:
    paint(tmp_path / "archive" / "x.png", 50)
    (shop / "a").rename(tmp_path / "archive" / "a")
    edit(tmp_path / "archive" / "a" / "3.png")
    index_folder(collection, shop)
    index_folder(collection, tmp_path / "archive")
    assert places(collection, tmp_path)["3.png"] == "archive/a/3.png"


def test_of_two_folders_that_change_names_each_keeps_its_edited_picture(
    collection: Collection, shop: Path
) -> None:
    for number in (1, 2):
        paint(shop / "b" / f"{number}.png", 30 + number)
    index_folder(collection, shop)
    ids = {item.source: item.id for item in collection.items()}
    rename(shop, {"a": "b", "b": "a"})
    edit(shop / "b" / "2.png")
    index_folder(collection, shop)
    assert collection.get(ids[str(shop / "a" / "2.png")]).source == str(shop / "b" / "2.png")
    assert collection.get(ids[str(shop / "b" / "2.png")]).source == str(shop / "a" / "2.png")


def test_a_picture_of_the_name_in_a_folder_that_took_only_some_is_new(
    collection: Collection, shop: Path
) -> None:
    (shop / "z").mkdir()
    (shop / "a" / "1.png").rename(shop / "z" / "1.png")
    (shop / "a" / "2.png").unlink()
    paint(shop / "z" / "2.png", 92)
    assert counts(index_folder(collection, shop)) == {
        "moved": 1,
        "added": 1,
        "removed": 1,
        "unchanged": 4,
    }


def test_an_edited_picture_that_cannot_be_read_waits_at_its_new_place(
    collection: Collection, shop: Path
) -> None:
    (shop / "a").rename(shop / "z")
    whole = (shop / "z" / "2.png").read_bytes()
    (shop / "z" / "2.png").write_bytes(whole[:100])
    assert len(index_folder(collection, shop).failed) == 1
    (shop / "z" / "2.png").write_bytes(whole)
    index_folder(collection, shop)
    assert places(collection, shop)["2.png"] == "z/2.png"
    assert collection.count() == 6
