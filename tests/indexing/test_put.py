"""Single images put into a collection are items like any other, and their files are its own."""

from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.errors import DamagedImage, InputError, StoreFull, UnknownFormat, UnknownItem
from lookalike.images.limits import Limits
from lookalike.indexing.folder import index_folder
from lookalike.indexing.put import NewImage, put_image, put_images
from lookalike.stores.kept_images import FolderImages, MemoryImages
from tests.indexing.conftest import paint


@pytest.fixture
def pictures(tmp_path: Path) -> list[bytes]:
    return [paint(tmp_path / "loose" / f"{i}.png", 100 + i).read_bytes() for i in range(3)]


def kept_files(collection: Collection) -> list[str]:
    images = collection.store.images
    if isinstance(images, FolderImages):
        return [str(path) for path in Path(images.place).rglob("*") if path.is_file()]
    assert isinstance(images, MemoryImages)
    return list(images._files)


def test_an_image_that_was_put_is_found_by_itself(
    collection: Collection, folder: Path, pictures: list[bytes]
) -> None:
    index_folder(collection, folder)
    item = put_image(collection, pictures[0], "mine", {"price": 3}, name="hat.png")
    hit = collection.search(pictures[0])[0]
    assert (hit.item.id, round(hit.score, 5)) == ("mine", 1.0)
    assert item == collection.get("mine")
    assert {"name": "hat.png", "format": "png", "width": 64, "price": 3}.items() <= dict(
        item.attributes
    ).items()


def test_its_file_is_kept_with_the_collection(
    collection: Collection, pictures: list[bytes]
) -> None:
    item = put_image(collection, pictures[0])
    assert collection.original(item.id) == pictures[0]
    assert kept_files(collection) == [item.source]


@pytest.mark.in_folder
def test_its_file_is_kept_below_the_folder_of_the_collection(
    collection: Collection, pictures: list[bytes], tmp_path: Path
) -> None:
    path = Path(put_image(collection, pictures[0]).source)
    assert path.is_relative_to(tmp_path / "collection")
    assert path.read_bytes() == pictures[0]


@pytest.mark.in_folder
def test_a_collection_that_was_moved_has_its_pictures_with_it(
    tmp_path: Path, folder: Path, pictures: list[bytes]
) -> None:
    with Collection.open(tmp_path / "here", ["colour"], create=True) as collection:
        index_folder(collection, folder)
        put_images(collection, [NewImage(data) for data in pictures])
    (tmp_path / "here").rename(tmp_path / "there")
    for _ in range(2):
        with Collection.open(tmp_path / "there") as moved:
            sources = [item.source for item in moved.items()]
            put = [source for source in sources if folder not in Path(source).parents]
            assert sorted(put) == sorted(kept_files(moved))
            assert put_image(moved, pictures[0]).id in {
                hit.item.id for hit in moved.search(pictures[0])
            }
            assert len(kept_files(moved)) == len(pictures)


def test_the_same_file_twice_is_one_item(collection: Collection, pictures: list[bytes]) -> None:
    first = put_image(collection, pictures[0], attributes={"price": 3})
    again = put_image(collection, pictures[0])
    assert (again.id, again.attributes["price"]) == (first.id, 3)
    assert collection.count() == 1


def test_an_id_by_content_is_not_taken_from_other_content(
    collection: Collection, pictures: list[bytes]
) -> None:
    first = put_image(collection, pictures[0])
    put_image(collection, pictures[1], first.id)
    assert put_image(collection, pictures[0]).id != first.id
    assert collection.count() == 2


def test_an_item_is_replaced_and_its_old_file_dropped(
    collection: Collection, pictures: list[bytes]
) -> None:
    put_image(collection, pictures[0], "mine", {"price": 3})
    item = put_image(collection, pictures[1], "mine")
    assert item.attributes["price"] == 3
    assert kept_files(collection) == [item.source]
    assert collection.search(pictures[1])[0].score == pytest.approx(1, abs=1e-5)


def test_a_removed_items_file_is_removed(collection: Collection, pictures: list[bytes]) -> None:
    put_image(collection, pictures[0], "mine")
    assert collection.remove(["mine"]) == 1
    assert kept_files(collection) == []


def test_a_file_of_two_items_stays_until_the_last_is_removed(
    collection: Collection, pictures: list[bytes]
) -> None:
    items = [put_image(collection, pictures[0], name) for name in ("one", "two", "three")]
    assert len({item.source for item in items}) == 1
    collection.remove(["one", "two"])
    assert len(kept_files(collection)) == 1
    collection.remove(["three"])
    assert kept_files(collection) == []


def test_files_of_an_indexed_folder_are_never_removed(
    collection: Collection, folder: Path, pictures: list[bytes]
) -> None:
    index_folder(collection, folder)
    item = next(collection.items())
    put_image(collection, pictures[0], item.id)
    collection.remove([item.id])
    assert Path(item.source).exists()


def test_a_bad_image_does_not_keep_the_others_out(
    collection: Collection, pictures: list[bytes]
) -> None:
    given = [NewImage(pictures[0], "a"), NewImage(b"no image", "b"), NewImage(pictures[1], "c")]
    first, bad, last = put_images(collection, given)
    assert isinstance(bad, UnknownFormat)
    assert [first, last] == [collection.get("a"), collection.get("c")]


def test_no_images_are_no_error(collection: Collection) -> None:
    assert put_images(collection, []) == []


@pytest.mark.parametrize("item_id", ["", "a/b", "..", ".hidden", "id:x", "a" * 129, "ä"])
def test_an_id_that_cannot_stand_in_an_address_is_refused(
    collection: Collection, pictures: list[bytes], item_id: str
) -> None:
    with pytest.raises(InputError, match="cannot be an id"):
        put_image(collection, pictures[0], item_id)


def test_wrong_attributes_are_refused(collection: Collection, pictures: list[bytes]) -> None:
    with pytest.raises(InputError, match="attribute 'price' of mine"):
        put_image(collection, pictures[0], "mine", {"price": float("nan")})
    assert kept_files(collection) == []


def test_the_collections_limits_hold(collection: Collection, pictures: list[bytes]) -> None:
    collection.limits = Limits(max_pixels=100)
    with pytest.raises(Exception, match="the limit is 100"):
        put_image(collection, pictures[0])
    with pytest.raises(Exception, match="the limit is 100"):
        collection.search(pictures[0])


def test_damage_is_named(collection: Collection, pictures: list[bytes]) -> None:
    with pytest.raises(DamagedImage):
        put_image(collection, pictures[0][:200])


def test_a_full_store_leaves_no_file_behind(
    collection: Collection, pictures: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreFull("full")

    monkeypatch.setattr(collection.store, "put", refuse)
    with pytest.raises(StoreFull):
        put_image(collection, pictures[0])
    assert kept_files(collection) == []


@pytest.mark.in_folder
def test_indexing_a_folder_around_the_collection_makes_no_second_items(
    collection: Collection, tmp_path: Path, pictures: list[bytes]
) -> None:
    item = put_image(collection, pictures[0], "mine", {"price": 3}, name="hat.png")
    index_folder(collection, tmp_path / "collection")
    assert list(collection.items()) == [item]


def test_attributes_are_changed_and_taken_away(
    collection: Collection, pictures: list[bytes]
) -> None:
    put_image(collection, pictures[0], "mine", {"price": 3, "sale": True})
    item = collection.set_attributes("mine", {"price": 4.5, "sale": None, "tags": ["a", "b"]})
    assert item == collection.get("mine")
    assert (item.attributes["price"], item.attributes["tags"]) == (4.5, ["a", "b"])
    assert "sale" not in item.attributes


def test_attributes_that_were_set_outlive_the_next_run(
    collection: Collection, folder: Path
) -> None:
    index_folder(collection, folder)
    item = next(collection.items())
    collection.set_attributes(item.id, {"price": 4})
    paint(Path(item.source), 77)
    index_folder(collection, folder)
    assert collection.get(item.id).attributes["price"] == 4


def test_attributes_of_no_item_cannot_be_set(collection: Collection) -> None:
    with pytest.raises(UnknownItem):
        collection.set_attributes("zzz", {"price": 4})
