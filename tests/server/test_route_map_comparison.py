"""Two maps over HTTP: compared by a job, read in columns, with thumbnails of both planes."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests import drawn_shop
from tests.copied import copied
from tests.server.conftest import HOSTS, SHOP, is_problem, job_over

pytestmark = pytest.mark.slow(seconds=5)

COMPARISON = f"{SHOP}/map/comparison"


@pytest.fixture(scope="module")
def shapes(catalogue: Path) -> Path:
    """A collection of the same files by one part."""
    return drawn_shop.index(catalogue, "shapes", ["shape"])


@pytest.fixture
def client(indexed: Path, shapes: Path, tmp_path: Path) -> Iterator[TestClient]:
    addresses = {name: tmp_path / name for name in ("shop", "shapes")}
    sources = indexed, shapes
    for source, address in zip(sources, addresses.values(), strict=True):
        copied(source, address)
    served = {name: Collection.open(address) for name, address in addresses.items()}
    with TestClient(build_app(served, Settings(hosts=HOSTS))) as client:
        yield client


def compared(client: TestClient, **asked: Any) -> Any:
    return job_over(client, "map/comparison", {"method": "pca", **asked})


def read(client: TestClient, **asked: Any) -> Any:
    answer = client.get(COMPARISON, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sources(client: TestClient, name: str) -> dict[str, str]:
    items = client.get(f"/v1/collections/{name}/images").json()["items"]
    return {item["id"]: item["source"] for item in items}


def test_two_collections_are_compared_and_read_in_pages(client: TestClient) -> None:
    none = read(client)
    assert (none["job"], none["total"], none["is_current"]) == (None, 0, False)
    job = compared(client, other="shapes")
    assert (job["kind"], job["state"]) == ("comparison", "done")
    whole = read(client, job=job["id"], colour_by="category")
    assert (whole["compared_with"], whole["total"], whole["next_offset"]) == ("shapes", 24, None)
    assert whole["is_current"] is True
    assert whole["other"]["weights"] == {"shape": 1}
    listed = {name: sources(client, name) for name in ("shop", "shapes")}
    for row, item_id in zip(whole["match"], whole["other"]["ids"], strict=True):
        assert listed["shapes"][item_id] == listed["shop"][whole["one"]["ids"][row]]
    pages, offset = [], 0
    while offset is not None:
        pages.append(read(client, job=job["id"], colour_by="category", limit=10, offset=offset))
        offset = pages[-1]["next_offset"]
    for side in ("one", "other"):
        for column in ("ids", "x", "y", "cluster", "nearest"):
            assert [v for page in pages for v in page[side][column]] == whole[side][column]
    for column in ("match", "values", "asked"):
        assert [v for page in pages for v in page[column]] == whole[column]
    assert len(whole["values"]) == len(whole["asked"]) == 24


def test_its_numbers_are_those_of_the_library(
    client: TestClient, indexed: Path, tmp_path: Path
) -> None:
    compared(client, weights={"colour": 1})
    found = read(client, colour_by="category")
    with Collection.open(copied(indexed, tmp_path / "here")) as here:
        expected = here.compare_maps(weights={"colour": 1}, colour_by="category", method="pca")
    assert (found["compared_with"], found["kept"]) == (None, pytest.approx(expected.kept))
    for side in ("one", "other"):
        there = getattr(expected, side)
        assert found[side]["trustworthiness"] == pytest.approx(there.trustworthiness)
        assert found[side]["same_value"] == pytest.approx(there.same_value)
        assert found[side]["ids"] == there.map.ids


def test_it_says_when_either_has_changed_since(client: TestClient) -> None:
    compared(client, other="shapes")
    other = read(client)["other"]["ids"][0]
    client.delete(f"/v1/collections/shapes/images/{other}")
    assert read(client)["is_current"] is False


def test_thumbnails_of_both_planes_follow_their_own_order(client: TestClient) -> None:
    job = compared(client, other="shapes")["id"]
    match = read(client)["match"]

    def sheet(side: str, offset: int) -> Any:
        asked = {"job": job, "side": side, "offset": offset, "count": 1}
        answer = client.get(f"{COMPARISON}/thumbnails", params=asked)
        assert answer.status_code == 200
        return np.asarray(Image.open(BytesIO(answer.content)).convert("RGB"), np.int16)

    place = next(place for place, row in enumerate(match) if place != row)
    assert np.abs(sheet("other", place) - sheet("one", match[place])).mean() < 1
    assert np.abs(sheet("other", place) - sheet("one", place)).mean() > 1
    gone = client.get(f"{COMPARISON}/thumbnails", params={"job": job, "offset": 999})
    assert is_problem(gone, 404, "no items from 999 on")


def test_what_cannot_be_compared_is_a_problem(client: TestClient) -> None:
    for asked, status, said in (
        ({}, 422, "another collection, or other weights"),
        ({"other": "shop"}, 422, "another collection, or other weights"),
        ({"other": "nowhere"}, 404, "no collection 'nowhere'"),
        ({"weights": {"size": 1}}, 422, "no part 'size'"),
        ({"other": "shapes", "where": "price <"}, 422, "price <"),
    ):
        assert is_problem(client.post(COMPARISON, json=asked), status, said)
    assert is_problem(client.get(COMPARISON, params={"job": "zzz"}), 404, "not the last comparison")
