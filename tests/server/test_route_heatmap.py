"""Heat-maps over HTTP are those of the library."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests.encoders.tiny_network import make_local_network
from tests.indexing.conftest import paint
from tests.server.conftest import HOSTS, SHOP, file, first_id, is_problem


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    return [paint(tmp_path / "photos" / f"{i}.png", i) for i in range(3)]


@pytest.fixture
def seeing(photos: list[Path], tmp_path: Path) -> Iterator[TestClient]:
    """A server whose `shop` tells places apart."""
    encoders = [make_local_network(tmp_path / "net.onnx"), "colour"]
    shop = Collection.open(tmp_path / "seeing", encoders, create=True)
    index_folder(shop, photos[0].parent)
    with TestClient(build_app({"shop": shop}, Settings(fetches=False, hosts=HOSTS))) as client:
        yield client


def test_a_heatmap_is_the_librarys(seeing: TestClient, photos: list[Path]) -> None:
    shop, item_id = seeing.app.state.service.served.get("shop"), first_id(seeing)
    address = f"{SHOP}/images/{item_id}/heatmap"
    answer = seeing.post(address, files=[file(photos[1], "like")])
    expected = shop.heatmap(photos[1], item_id)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "part": "learned",
        "item": expected.item.tolist(),
        "query": expected.query.tolist(),
    }
    sent = seeing.post("/v1/uploads", files=[file(photos[1])]).json()["id"]
    assert seeing.post(address, json={"like": [sent]}).json() == answer.json()


def test_the_page_can_know_whether_there_are_heatmaps(
    seeing: TestClient, client: TestClient
) -> None:
    assert seeing.get(SHOP).json()["has_heatmaps"] is True
    assert client.get(SHOP).json()["has_heatmaps"] is False


def test_what_has_no_heatmap_is_named(seeing: TestClient, client: TestClient) -> None:
    item_id, red = first_id(seeing), {"like": "colour:red"}
    asked = {"like": f"id:{item_id}"}
    answer = seeing.post(f"{SHOP}/images/{item_id}/heatmap", json=red)
    assert is_problem(answer, 422, "a colour has no places", "QueryError")
    answer = seeing.post(f"{SHOP}/images/zzz/heatmap", json=asked)
    assert is_problem(answer, 404, "no item 'zzz'", "UnknownItem")
    mine = first_id(client)
    answer = client.post(f"{SHOP}/images/{mine}/heatmap", json={"like": f"id:{mine}"})
    assert is_problem(answer, 422, "tells the places of an image apart", "NoPlaces")


def test_an_item_whose_file_has_gone_says_so(seeing: TestClient, photos: list[Path]) -> None:
    item_id = first_id(seeing)
    for path in photos:
        path.unlink()
    answer = seeing.post(f"{SHOP}/images/{item_id}/heatmap", json={"like": f"id:{item_id}"})
    assert is_problem(answer, 404, "is missing")
