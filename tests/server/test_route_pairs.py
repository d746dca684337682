"""A pair over HTTP is explained as the library does."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.indexing.folder import index_folder
from lookalike.pairs.explain import explain_pair
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
    encoders = [make_local_network(tmp_path / "net.onnx"), *CLASSICAL]
    shop = Collection.open(tmp_path / "seeing", encoders, create=True)
    index_folder(shop, photos[0].parent)
    with TestClient(build_app({"shop": shop}, Settings(fetches=False, hosts=HOSTS))) as client:
        yield client


def test_a_pair_is_the_librarys(seeing: TestClient, photos: list[Path]) -> None:
    shop, item_id = seeing.app.state.service.served.get("shop"), first_id(seeing)
    answer = seeing.post(f"{SHOP}/images/{item_id}/pair", files=[file(photos[1], "like")])
    assert answer.status_code == 200, answer.text
    assert answer.json() == explain_pair(shop, photos[1], item_id).to_dict()
    assert answer.json()["heatmap"] is not None
    red = seeing.post(f"{SHOP}/images/{item_id}/pair", json={"like": "colour:red"}).json()
    assert red == explain_pair(shop, "colour:red", item_id).to_dict()
    assert red["heatmap"] is None


def test_its_picture_is_a_png(seeing: TestClient) -> None:
    shop, item_id = seeing.app.state.service.served.get("shop"), first_id(seeing)
    asked = {"like": f"id:{item_id}", "weights": {"colour": 1, "learned": 1}}
    answer = seeing.post(f"{SHOP}/images/{item_id}/pair.png", json={"like": f"id:{item_id}"})
    assert answer.headers["content-type"] == "image/png"
    drawn = explain_pair(shop, f"id:{item_id}", item_id).draw()
    assert np.array_equal(np.asarray(Image.open(BytesIO(answer.content))), drawn)
    weighed = seeing.post(f"{SHOP}/images/{item_id}/pair.png", json=asked)
    assert weighed.content != answer.content


def test_a_large_file_is_taken(seeing: TestClient) -> None:
    """As a search takes it, and not as a body of few words."""
    stream = BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(stream, "PNG")
    sent = [("like", ("noise.png", stream.getvalue(), "image/png"))]
    for what in ("pair", "pair.png"):
        answer = seeing.post(f"{SHOP}/images/{first_id(seeing)}/{what}", files=sent)
        assert answer.status_code == 200, answer.text


def test_what_cannot_be_explained_is_a_problem(seeing: TestClient) -> None:
    item_id = first_id(seeing)
    for what in ("pair", "pair.png"):
        answer = seeing.post(f"{SHOP}/images/zzz/{what}", json={"like": f"id:{item_id}"})
        assert is_problem(answer, 404, "no item 'zzz'", "UnknownItem")
        answer = seeing.post(
            f"{SHOP}/images/{item_id}/{what}",
            json={"like": f"id:{item_id}", "weights": {"smell": 1}},
        )
        assert is_problem(answer, 422, "no part 'smell'", "QueryError")
