"""A collection answers as plain arithmetic over its stored vectors would."""

import pickle
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import lookalike.collection
from lookalike.collection import Collection
from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import DEFAULT
from lookalike.encoders.classical.colour import ColourEncoder
from lookalike.encoders.classical.texture import TextureEncoder
from lookalike.errors import (
    CollectionInUse,
    CollectionNotFound,
    DamagedImage,
    EncoderError,
    EncodersDiffer,
    FilterError,
    ImageUnreachable,
    QueryError,
    StoreError,
    UnknownFormat,
    UnknownItem,
)
from lookalike.images.crop import Crop
from lookalike.images.read import read_image
from lookalike.indexing.folder import index_folder
from lookalike.search.example import Example
from lookalike.search.query import Query
from lookalike.stores.connect import connect
from lookalike.types import Hit, Vectors
from tests.indexing.conftest import paint

IMAGES = 60
WEIGHTS = {"colour": 0.35, "texture": 0.15, "shape": 0.1}


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("collection") / "photos"
    return [paint(folder / f"{i % 3}" / f"{i:02}.png", i) for i in range(IMAGES)]


@pytest.fixture(scope="module")
def shop(photos: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Sixty pictures in three folders; not to be changed."""
    address = tmp_path_factory.mktemp("shop") / "collection"
    with Collection.open(address, create=True) as collection:
        index_folder(collection, photos[0].parents[1])
        yield collection


@pytest.fixture
def own(photos: list[Path], tmp_path: Path) -> Iterator[Collection]:
    """Twenty of them, for tests that change the collection."""
    with Collection.open(tmp_path / "own", create=True) as collection:
        index_folder(collection, photos[0].parent)
        yield collection


def id_of(collection: Collection, path: Path) -> str:
    return next(item.id for item in collection.items() if item.source == str(path))


def sources(hits: Sequence[Hit]) -> list[str]:
    return [hit.item.source for hit in hits]


def stored(collection: Collection) -> dict[str, Vectors]:
    """Every item's vector, by source."""
    records = collection.store.scan(vectors=True)
    return {r.item.source: r.vector for r in records if r.vector is not None}


def brute_force(collection: Collection, like: str, weights: dict[str, float]) -> dict[str, float]:
    """Weighted mean of the parts' cosines with every item, in plain loops."""
    vectors, total = stored(collection), sum(weights.values())
    return {
        source: sum(
            weight / total * float(vectors[like][where] @ vector[where])
            for weight, where in ((weights[n], collection.parts[n]) for n in weights)
        )
        for source, vector in vectors.items()
    }


@pytest.mark.parametrize("weights", [WEIGHTS, {"colour": 1.0}, {"texture": 2.0, "shape": 5.0}])
@pytest.mark.parametrize("which", [0, 17, 42])
def test_scores_equal_a_brute_force_over_the_stored_vectors(
    shop: Collection, photos: list[Path], weights: dict[str, float], which: int
) -> None:
    hits = shop.search(Query(photos[which], weights=weights, limit=IMAGES))
    expected = brute_force(shop, str(photos[which]), weights)
    found = {hit.item.source: hit.score for hit in hits}
    assert found == pytest.approx(expected, abs=1e-5)


def test_hits_are_ranked_as_by_brute_force(shop: Collection, photos: list[Path]) -> None:
    expected = brute_force(shop, str(photos[5]), WEIGHTS)
    ranked = sorted(expected, key=lambda source: -expected[source])
    assert sources(shop.search(Query(photos[5], weights=WEIGHTS))) == ranked[:10]


def test_the_parts_of_a_hit_sum_to_its_score(shop: Collection, photos: list[Path]) -> None:
    for hit in shop.search(Query([photos[0], photos[1]], unlike=photos[2])):
        assert sum(hit.parts.values()) == pytest.approx(hit.score, abs=1e-9)


def test_stored_vectors_equal_those_of_images_alone(shop: Collection, photos: list[Path]) -> None:
    vectors = stored(shop)
    for photo in photos[::7]:
        alone = shop.encode([shop.pixels(photo)])[0]
        assert vectors[str(photo)] == pytest.approx(alone, abs=1e-5)


def test_an_item_is_not_among_its_own_hits(shop: Collection, photos: list[Path]) -> None:
    hits = shop.search(Query(f"id:{id_of(shop, photos[3])}", limit=IMAGES))
    assert str(photos[3]) not in sources(hits)
    assert len(hits) == IMAGES - 1


def test_no_item_that_was_named_is_among_the_hits(shop: Collection, photos: list[Path]) -> None:
    liked, disliked = id_of(shop, photos[3]), id_of(shop, photos[4])
    hits = shop.search(Query([f"id:{liked}"], unlike=[f"id:{disliked}"], limit=IMAGES))
    assert {liked, disliked}.isdisjoint(hit.item.id for hit in hits)


def test_a_search_by_id_finds_what_its_file_finds(shop: Collection, photos: list[Path]) -> None:
    by_id = shop.search(Query(f"id:{id_of(shop, photos[8])}", limit=9))
    by_file = shop.search(Query(photos[8], limit=10))
    assert sources(by_id) == sources(by_file)[1:]


@pytest.mark.parametrize("kind", ["text", "path", "bytes", "array"])
def test_an_example_may_be_a_path_or_bytes_or_pixels(
    shop: Collection, photos: list[Path], kind: str
) -> None:
    photo = photos[11]
    kinds: dict[str, Example] = {
        "text": str(photo),
        "path": photo,
        "bytes": photo.read_bytes(),
        "array": read_image(photo),
    }
    first = shop.search(kinds[kind])[0]
    assert (first.item.source, round(first.score, 5)) == (str(photo), 1.0)


def test_several_examples_equal_the_direction_of_their_mean(
    shop: Collection, photos: list[Path]
) -> None:
    vectors = stored(shop)
    mean = (vectors[str(photos[1])] + vectors[str(photos[2])]) / 2
    where = shop.parts["shape"]
    wanted = mean[where] / np.linalg.norm(mean[where])
    hits = shop.search(Query(photos[1:3], weights={"shape": 1}, limit=IMAGES))
    for hit in hits:
        expected = float(wanted @ vectors[hit.item.source][where])
        assert hit.score == pytest.approx(expected, abs=1e-5)


def test_unlike_lowers_what_is_like_it(shop: Collection, photos: list[Path]) -> None:
    def score(query: Query) -> float:
        return next(h.score for h in shop.search(query) if h.item.source == str(photos[9]))

    plain = Query(photos[0], limit=IMAGES)
    assert score(Query(photos[0], unlike=photos[9], limit=IMAGES)) < score(plain)


def test_a_crop_searches_by_the_region_alone(
    shop: Collection, photos: list[Path], tmp_path: Path
) -> None:
    region = read_image(photos[0])[12:36, 16:48]
    expected = shop.search(region)
    for crop in (Crop(16, 12, 32, 24), "16,12,32,24"):
        found = shop.search(Query(photos[0], crop=crop))
        assert [(h.item.id, h.score) for h in found] == [(h.item.id, h.score) for h in expected]


def test_a_crop_of_an_item_reads_its_file(shop: Collection, photos: list[Path]) -> None:
    item = f"id:{id_of(shop, photos[0])}"
    by_id = shop.search(Query(item, crop="0,0,.5,.5", limit=5))
    by_file = shop.search(Query(photos[0], crop="0,0,.5,.5", limit=IMAGES))
    others = [source for source in sources(by_file) if source != str(photos[0])]
    assert sources(by_id) == others[:5]


def test_only_the_first_example_is_cropped(shop: Collection, photos: list[Path]) -> None:
    region = read_image(photos[0])[:24, :32]
    expected = shop.search(Query([region, photos[1]], limit=5))
    found = shop.search(Query([photos[0], photos[1]], crop="0,0,32,24", limit=5))
    assert sources(found) == sources(expected)


def test_where_keeps_what_matches(shop: Collection, photos: list[Path]) -> None:
    hits = shop.search(Query(photos[0], where="folder = '1'", limit=IMAGES))
    assert {Path(source).parent.name for source in sources(hits)} == {"1"}
    assert len(hits) == IMAGES // 3


def test_an_offset_leaves_out_the_best(shop: Collection, photos: list[Path]) -> None:
    item = f"id:{id_of(shop, photos[3])}"
    every = shop.search(Query(item, limit=12))
    pages = [shop.search(Query(item, limit=4, offset=offset)) for offset in (0, 4, 8)]
    assert [hit for page in pages for hit in page] == every


@pytest.mark.parametrize("offset", [-1, 10_000])
def test_an_offset_that_makes_no_sense_is_an_error(offset: int) -> None:
    with pytest.raises(QueryError, match="offset must be 0 or more"):
        Query("a.jpg", offset=offset)


def test_an_item_is_explained_as_its_hit_is(shop: Collection, photos: list[Path]) -> None:
    query = Query(photos[0], unlike=photos[1], weights=WEIGHTS, limit=IMAGES)
    for hit in shop.search(query)[::20]:
        explained = shop.explain(query, hit.item.id)
        assert explained.item == hit.item
        assert explained.parts == pytest.approx(hit.parts, abs=1e-6)


def test_an_item_that_is_not_here_cannot_be_explained(shop: Collection, photos: list[Path]) -> None:
    with pytest.raises(UnknownItem):
        shop.explain(photos[0], "zzz")


def test_items_go_on_after_one(shop: Collection) -> None:
    ids = [item.id for item in shop.items()]
    assert [item.id for item in shop.items(after=ids[9], page=7)] == ids[10:]


def test_attribute_names_are_told(shop: Collection) -> None:
    assert {"folder", "width", "colours"} <= set(shop.attribute_names())


def test_a_search_takes_a_plain_example_too(shop: Collection, photos: list[Path]) -> None:
    assert shop.search(photos[0]) == shop.search(Query(photos[0]))


def test_an_item_is_got_by_id(shop: Collection, photos: list[Path]) -> None:
    item_id = id_of(shop, photos[0])
    assert shop.get(item_id) == shop.get(f"id:{item_id}")
    assert shop.get(item_id).source == str(photos[0])


def test_items_and_count_agree(shop: Collection) -> None:
    for where in (None, "folder = '2'", "width > 1000"):
        assert len(list(shop.items(where))) == shop.count(where)


def test_facets_count_the_values(shop: Collection) -> None:
    assert dict(shop.facets("folder")) == dict.fromkeys("012", IMAGES // 3)
    assert dict(shop.facets("folder", "folder != '0'")) == dict.fromkeys("12", IMAGES // 3)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("id:zzz", UnknownItem),
        ("gone.png", ImageUnreachable),
        (b"", DamagedImage),
        (b"no image", UnknownFormat),
        (Query("id:zzz", crop=".1,.1,.1,.1"), UnknownItem),
    ],
)
def test_what_cannot_be_searched_by_is_an_error(
    shop: Collection, query: Query | Example, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        shop.search(query)


def test_wrong_weights_are_an_error(shop: Collection, photos: list[Path]) -> None:
    with pytest.raises(QueryError, match="no part 'colr'; there are: learned, colour, texture"):
        shop.search(Query(photos[0], weights={"colr": 1}))


def test_a_wrong_condition_is_an_error(shop: Collection, photos: list[Path]) -> None:
    with pytest.raises(FilterError):
        shop.search(Query(photos[0], where="folder ="))


def test_pixels_of_another_type_are_an_error(shop: Collection) -> None:
    with pytest.raises(QueryError, match="uint8"):
        shop.search(np.zeros((8, 8, 3), np.int32))


def test_an_unknown_id_is_an_error(shop: Collection) -> None:
    with pytest.raises(UnknownItem, match="no item 'zzz'"):
        shop.get("zzz")


def test_removed_items_are_not_found(own: Collection, photos: list[Path]) -> None:
    assert own.remove([id_of(own, photos[0]), "zzz"]) == 1
    assert str(photos[0]) not in sources(own.search(Query(photos[0], limit=100)))


def test_a_removed_item_may_be_named_as_an_example_is(own: Collection, photos: list[Path]) -> None:
    assert own.remove([f"id:{id_of(own, photos[0])}"]) == 1


def test_own_weights_are_those_of_a_search_that_names_none(
    own: Collection, photos: list[Path]
) -> None:
    expected = own.search(Query(photos[0], weights={"colour": 3, "shape": 1}))
    own.set_weights({"colour": 3, "shape": 1})
    assert own.search(photos[0]) == expected


def test_own_weights_are_kept(own: Collection, tmp_path: Path) -> None:
    own.set_weights({"colour": 3, "shape": 1})
    own.close()
    with Collection.open(tmp_path / "own") as again:
        assert dict(again.weights) == {"colour": 0.75, "shape": 0.25}


def test_own_weights_must_make_sense(own: Collection) -> None:
    before = dict(own.weights)
    with pytest.raises(QueryError):
        own.set_weights({"colour": -1})
    assert dict(own.weights) == before


@pytest.mark.in_folder
def test_a_missing_collection_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(CollectionNotFound, match="make one: lookalike index FOLDER --into"):
        Collection.open(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()


@pytest.mark.in_folder
def test_a_collection_is_open_once(own: Collection, tmp_path: Path) -> None:
    with pytest.raises(CollectionInUse, match="in use by another process"):
        Collection.open(tmp_path / "own")


def test_a_closed_collection_can_be_opened_again(own: Collection, tmp_path: Path) -> None:
    own.close()
    with Collection.open(tmp_path / "own") as again:
        assert again.count() == IMAGES // 3


def test_closing_twice_is_no_error(own: Collection) -> None:
    own.close()
    own.close()


@pytest.mark.in_folder
def test_a_place_that_cannot_hold_a_collection_is_named(photos: list[Path]) -> None:
    with pytest.raises(StoreError, match=r"cannot open a collection at .*Not a directory"):
        Collection.open(photos[0] / "collection", create=True)


def test_a_collection_that_was_never_begun_is_not_found(tmp_path: Path) -> None:
    connect(tmp_path / "new", 4).close()
    with pytest.raises(CollectionNotFound, match="never begun"):
        Collection.open(tmp_path / "new")


def test_other_encoders_are_refused(own: Collection, tmp_path: Path) -> None:
    own.close()
    with pytest.raises(EncodersDiffer, match=r"shape, texture differ"):
        Collection.open(tmp_path / "own", ["colour"])


def test_the_same_encoders_in_another_order_are_refused(own: Collection, tmp_path: Path) -> None:
    own.close()
    with pytest.raises(EncodersDiffer, match="in another order"):
        Collection.open(tmp_path / "own", DEFAULT[::-1])


def test_a_refused_collection_is_let_go(own: Collection, tmp_path: Path) -> None:
    own.close()
    with pytest.raises(EncodersDiffer):
        Collection.open(tmp_path / "own", ["colour"])
    Collection.open(tmp_path / "own").close()


def test_an_encoder_that_has_changed_is_refused(
    own: Collection, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.close()
    monkeypatch.setattr(ColourEncoder, "fingerprint", "colour-next")
    with Collection.open(tmp_path / "own") as again, pytest.raises(EncodersDiffer, match="colour"):
        again.search(photos[0])


@pytest.fixture
def networked(photos: list[Path], tmp_path: Path) -> tuple[Path, Path]:
    """A network's file, and a collection that was made with it."""
    onnx = pytest.importorskip("tests.encoders.tiny_network")
    network: Path = onnx.make_network(tmp_path / "tiny.onnx")
    with Collection.open(tmp_path / "learned", [network], create=True) as collection:
        index_folder(collection, photos[0].parent)
    return network, tmp_path / "learned"


def test_a_network_that_has_gone_is_named(networked: tuple[Path, Path], photos: list[Path]) -> None:
    network, address = networked
    network.unlink()
    said = rf"cannot be loaded: the network {network} cannot be read: No such file"
    with Collection.open(address) as again, pytest.raises(EncoderError, match=said):
        again.search(photos[0])


def test_a_network_that_has_gone_is_not_missed_by_a_search_by_id(
    networked: tuple[Path, Path],
) -> None:
    network, address = networked
    network.unlink()
    with Collection.open(address) as again:
        assert len(again.search(f"id:{next(again.items()).id}")) == 10


def test_a_network_that_has_moved_is_remembered_where_it_is(
    networked: tuple[Path, Path], photos: list[Path], tmp_path: Path
) -> None:
    network, address = networked
    moved = network.rename(tmp_path / "moved.onnx")
    Collection.open(address, [moved]).close()
    with Collection.open(address) as again:
        assert sources(again.search(photos[0]))[0] == str(photos[0])


def test_another_network_at_the_same_place_is_refused(
    networked: tuple[Path, Path], photos: list[Path]
) -> None:
    network, address = networked
    pytest.importorskip("tests.encoders.tiny_network").make_network(network, seed=1)
    with Collection.open(address) as again, pytest.raises(EncodersDiffer, match="learned"):
        again.search(photos[0])


@pytest.mark.in_folder
@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "\ufeff"])
def test_a_damaged_collection_is_named(own: Collection, tmp_path: Path, text: str) -> None:
    own.close()
    (tmp_path / "own" / "collection.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=r"own/collection\.json is damaged"):
        Collection.open(tmp_path / "own")


def test_encoders_may_be_given_as_they_are(photos: list[Path], tmp_path: Path) -> None:
    encoders: list[Encoder] = [TextureEncoder(), ColourEncoder()]
    with Collection.open(tmp_path / "new", encoders, create=True) as collection:
        assert list(collection.parts) == ["texture", "colour"]


def test_what_needs_no_encoder_loads_none(
    own: Collection, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = id_of(own, photos[0])
    own.close()
    monkeypatch.setattr(lookalike.collection, "as_encoder", pytest.fail)
    with Collection.open(tmp_path / "own") as again:
        assert len(again.search(f"id:{item_id}")) == 10
        assert again.count() == len(list(again.items()))
        again.facets("folder")
        again.remove([item_id])


def test_hits_in_a_notebook_show_images_that_were_put(own: Collection) -> None:
    """Also where the store keeps them in no folder; a copy of the hits has no pictures."""
    shoe = np.zeros((60, 90, 3), np.uint8)
    shoe[20:40] = 200, 40, 30
    file = BytesIO()
    Image.fromarray(shoe).save(file, "PNG")
    put = own.put_image(file.getvalue(), "shoe")
    hits = own.search(Query(file.getvalue(), limit=1))
    assert hits[0].item.id == put.id
    assert "data:image/jpeg;base64," in hits._repr_html_()
    assert "data:image/jpeg;base64," in hits[:1]._repr_html_()
    assert pickle.loads(pickle.dumps(hits)) == hits
