"""What is asked for in a colour is found in that colour, among drawn products."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.datasets.drawn.item import ItemSpec, draw_item
from lookalike.datasets.drawn.palette import COLOURS
from lookalike.errors import QueryError
from lookalike.indexing.folder import index_folder
from lookalike.search.query import Query
from lookalike.types import Hit

pytestmark = pytest.mark.slow(seconds=6)

KINDS = ("sneaker", "mug", "tote", "hoodie", "hat")
EACH = 2  # of every kind in every colour
CHANCE = 1 / len(COLOURS)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Two of each kind in each of fourteen colours, ten of a colour; not to be changed."""
    place = tmp_path_factory.mktemp("coloured")
    for seed, (kind, colour, _) in enumerate(product(KINDS, COLOURS, range(EACH))):
        path = place / "things" / colour / f"{kind}-{seed}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(draw_item(ItemSpec(kind, colour, seed=seed), 96)).save(path)
    with Collection.open(place / "shop", create=True) as collection:
        index_folder(collection, place / "things")
        yield collection


def seen(hits: list[Hit]) -> list[tuple[str, str]]:
    """Of each hit: kind and colour."""
    paths = [Path(hit.item.source) for hit in hits]
    return [(path.name.partition("-")[0], path.parent.name) for path in paths]


def share(hits: list[Hit], colour: str) -> float:
    return sum(found == colour for _, found in seen(hits)) / len(hits)


@pytest.mark.slow(seconds=10)
@pytest.mark.parametrize("asked", ["#c0392b", "#c8242c", "red", "crimson"])
def test_a_red_query_finds_red_things_first(shop: Collection, asked: str) -> None:
    hits = shop.search(f"colour:{asked}")
    assert share(hits, "red") >= 0.9 > CHANCE
    assert {name for hit in hits for name in hit.parts} == {"colour"}


@pytest.mark.slow(seconds=3)
def test_every_colour_of_the_catalogue_finds_its_things(shop: Collection) -> None:
    shares = [share(shop.search(f"colour:rgb{rgb}"), name) for name, rgb in COLOURS.items()]
    assert sum(shares) / len(shares) > 0.9


def test_this_shoe_in_another_colour_finds_such_shoes(shop: Collection) -> None:
    shoe = draw_item(ItemSpec("sneaker", "red", seed=999), 96)
    first = {}
    for colour, rgb in COLOURS.items():
        evenly = {"colour": 0.5, "shape": 0.5}
        first[colour] = seen(shop.search(Query([shoe, f"colour:rgb{rgb}"], weights=evenly)))[0]
    assert first["blue"] == ("sneaker", "blue")
    right = sum(found == ("sneaker", colour) for colour, found in first.items())
    # As many as if the query were a picture of the shoe in that colour; chance is 1 in 70.
    assert right / len(COLOURS) >= 0.7


def test_unlike_a_colour_leaves_it_out(shop: Collection) -> None:
    both = [draw_item(ItemSpec("mug", colour, seed=999), 96) for colour in ("red", "blue")]
    by_colour = {"colour": 1.0}
    assert share(shop.search(Query(both, weights=by_colour)), "red") > 0
    found = shop.search(Query(both, unlike="colour:rgb(197,36,44)", weights=by_colour))
    assert share(found, "blue") >= 0.9


def test_a_hit_of_a_colour_is_explained(shop: Collection) -> None:
    hit = shop.search("colour:teal")[4]
    assert shop.explain("colour:teal", hit.item.id).parts == pytest.approx(dict(hit.parts))


def test_a_collection_without_the_part_says_so(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "shapes", ["shape", "texture"], create=True) as collection:
        assert not collection.has_colours
        with pytest.raises(QueryError, match="does not have; it has: shape, texture"):
            collection.search("colour:red")


def test_a_colour_is_shown_as_a_swatch(shop: Collection) -> None:
    assert (shop.pixels("colour:#010203") == (1, 2, 3)).all()
