"""Two collections of one server are compared; those of two places are not."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from lookalike import Collection, connect
from lookalike.errors import InputError
from tests.client.conftest import running
from tests.copied import copied
from tests.drawn_shop import index

pytestmark = pytest.mark.slow(seconds=5)


def test_two_served_collections_answer_like_local_ones(
    indexed: Path, catalogue: Path, tmp_path: Path
) -> None:
    shapes = index(catalogue, "shapes", ["shape"])
    places = {
        name: {
            "shop": copied(indexed, tmp_path / name),
            "shapes": copied(shapes, tmp_path / f"{name}-shapes"),
        }
        for name in ("here", "there")
    }
    opened = {name: Collection.open(place) for name, place in places["there"].items()}
    asked = {"colour_by": "category", "method": "pca"}
    with ExitStack() as stack:
        address = stack.enter_context(running(opened))
        one, other = (
            stack.enter_context(connect(f"{address}/v1/collections/{name}")) for name in opened
        )
        shop, local = (
            stack.enter_context(Collection.open(place)) for place in places["here"].values()
        )
        found = one.compare_maps(other, **asked)  # type: ignore[arg-type]
        expected = shop.compare_maps(local, **asked)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="on the same server"):
            one.compare_maps(shop)
        with pytest.raises(InputError, match="on a server"):
            shop.compare_maps(one)
    for side in ("one", "other"):
        mine, theirs = getattr(found, side), getattr(expected, side)
        assert (mine.map.ids, mine.map.values) == (theirs.map.ids, theirs.map.values)
        np.testing.assert_allclose(mine.map.positions, theirs.map.positions, atol=1e-4)
        np.testing.assert_array_equal(mine.nearest, theirs.nearest)
        assert mine.same_value == pytest.approx(theirs.same_value)
    np.testing.assert_array_equal(found.match, expected.match)
    assert found.kept == pytest.approx(expected.kept)
