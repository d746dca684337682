"""`lookalike map`: a picture, a list of clusters, and positions as JSON."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import Command
from tests.drawn_shop import index

pytestmark = pytest.mark.slow(seconds=5)


@pytest.fixture(scope="module")
def shapes(catalogue: Path) -> Path:
    """A collection of the same files by one part."""
    return index(catalogue, "shapes", ["shape"])


def test_it_is_drawn_and_its_clusters_are_listed(
    own: Path, tmp_path: Path, lookalike: Command
) -> None:
    to = tmp_path / "map.png"
    asked = ("map", own, "--to", to, "--colour-by", "category", "--method", "pca")
    shown = lookalike(*asked, "--width", "800")
    assert shown.status == 0, shown.err
    lines = shown.out.splitlines()
    assert lines[-1] == f"map: {to}"
    assert lines[-2].startswith("24 items by pca, ")
    picture = Image.open(to)
    assert picture.width == 800
    assert len({tuple(one) for one in np.asarray(picture).reshape(-1, 3)[::50]}) > 50


def test_json_has_positions_and_clusters(own: Path, lookalike: Command) -> None:
    found = json.loads(
        lookalike("map", own, "--method", "pca", "--colour-by", "price", "--json").out
    )
    assert (found["method"], found["placed"], len(found["items"])) == ("pca", 0, 24)
    assert set(found["items"][0]) == {"id", "x", "y", "cluster", "value"}
    assert all(-1 <= item[axis] <= 1 for item in found["items"] for axis in "xy")
    numbers = [item["cluster"] for item in found["items"] if item["cluster"] is not None]
    assert np.bincount(numbers).tolist() == [one["count"] for one in found["clusters"]]
    some = json.loads(lookalike("map", own, "--where", "category = 'boot'", "--json").out)
    assert 0 < len(some["items"]) < 24
    assert {"id", "x", "y", "cluster"} == set(some["items"][0])


def test_two_maps_are_drawn_side_by_side(
    own: Path, shapes: Path, tmp_path: Path, lookalike: Command
) -> None:
    to = tmp_path / "maps.png"
    asked = ("map", own, "--method", "pca", "--colour-by", "category")
    shown = lookalike(*asked, "--compare", shapes, "--to", to, "--width", "1000")
    assert shown.status == 0, shown.err
    lines = shown.out.splitlines()
    assert lines[0].split() == ["items", "trustworthiness", "same", "category"]
    assert [line.split()[:2] for line in lines[1:3]] == [[own.name, "24"], ["shapes", "24"]]
    assert "of the 10 nearest of a picture are the same in both (all asked)." in lines[3]
    assert lines[-1] == f"maps: {to}"
    picture = Image.open(to)
    assert picture.width == 1000
    pixels = np.asarray(picture.convert("RGB"))
    for half in (pixels[:, :500], pixels[:, 500:]):
        assert len({tuple(one) for one in half.reshape(-1, 3)[::50]}) > 50


def test_json_joins_the_items_of_two_maps(own: Path, shapes: Path, lookalike: Command) -> None:
    asked = ("map", own, "--method", "pca", "--json")
    found = json.loads(lookalike(*asked, "--compare", shapes).out)
    ids = {item["id"] for item in found["one"]["items"]}
    assert {item["same_as"] for item in found["other"]["items"]} == ids
    assert (found["items"], found["asked"], found["other"]["weights"]) == (24, 24, {"shape": 1})
    assert 0 < found["kept"] < 1
    weighted = json.loads(lookalike(*asked, "--weights", "colour=1").out)
    assert weighted["other"]["weights"] == {"colour": 1}
    assert all(item["id"] == item["same_as"] for item in weighted["other"]["items"])


def test_what_cannot_be_compared_is_told(own: Path, tmp_path: Path, lookalike: Command) -> None:
    for options, said in (
        (["--compare", own], "another collection, or other weights"),
        (["--weights", "size=1"], "no part 'size'"),
        (["--weights", "colour=1", "--renew"], "do it first, then compare"),
        (["--weights", "colour=1", "--to", tmp_path / "a.png", "--width", "800"], "960 to 8,000"),
    ):
        failed = lookalike("map", own, "--method", "pca", *options)
        assert failed.status != 0
        assert said in " ".join(failed.err.split())


def test_what_is_wrong_is_told(own: Path, tmp_path: Path, lookalike: Command) -> None:
    for options, said in (
        (["--method", "umap"], "no method 'umap'; there are: tsne, pca"),
        (["--colour-by", "kind"], "no item has an attribute 'kind'"),
        (["--to", tmp_path / "a.png", "--width", "10"], "480 to 8,000 pixels, not 10"),
    ):
        failed = lookalike("map", own, "--method", "pca", *options)
        assert failed.status != 0
        assert said in " ".join(failed.err.split())
