"""A pair of a served collection is explained with its heat-maps, while the files are there."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lookalike import connect
from lookalike.client.served_collection import ServedCollection
from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.indexing.folder import index_folder
from lookalike.pairs.explain import explain_pair
from tests.client.conftest import running
from tests.encoders.tiny_network import make_local_network
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=6)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    return [paint(tmp_path / "photos" / f"{i}.png", i) for i in range(4)]


@pytest.fixture
def local(photos: list[Path], tmp_path: Path) -> Collection:
    encoders = [make_local_network(tmp_path / "net.onnx"), *CLASSICAL]
    collection = Collection.open(tmp_path / "shop", encoders, create=True)
    index_folder(collection, photos[0].parent)
    return collection


@pytest.fixture
def served(local: Collection) -> Iterator[ServedCollection]:
    with running({"shop": local}) as address, connect(address) as collection:
        yield collection


def test_it_has_the_same_places_and_picture(
    served: ServedCollection, local: Collection, photos: list[Path]
) -> None:
    one, other = (item.id for item in list(local.items())[:2])
    for example in (f"id:{one}", photos[2]):
        found, expected = (explain_pair(where, example, other) for where in (served, local))
        assert found.heatmap is not None
        assert expected.heatmap is not None
        for name in ("item", "query"):
            places = getattr(found.heatmap, name), getattr(expected.heatmap, name)
            np.testing.assert_allclose(*places, atol=1e-5)
        assert found.names == expected.names
        assert np.array_equal(found.draw(), expected.draw())


def test_a_file_that_is_gone_leaves_the_score(
    served: ServedCollection, local: Collection, photos: list[Path]
) -> None:
    one, other = list(local.items())[:2]
    before = explain_pair(served, f"id:{one.id}", other.id)
    Path(other.source).unlink()
    after = explain_pair(served, f"id:{one.id}", other.id)
    assert after.parts == before.parts
    assert (after.heatmap, after.palette) == (None, None)
    assert other.id in after.why_no_heatmap
    assert other.id in after.why_no_palette
    assert after.pictures[0] is not None
    assert after.pictures[1] is None
    swapped = explain_pair(served, f"id:{other.id}", one.id)
    assert swapped.heatmap is not None
    assert swapped.heatmap.query is None
