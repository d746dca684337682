"""The map over HTTP: made by a job, read in columns, with many thumbnails a request."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.images.decode import decode
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests.copied import copied
from tests.server.conftest import HOSTS, SHOP, is_problem, job_over

pytestmark = pytest.mark.slow(seconds=5)


def mapped(client: TestClient, **asked: Any) -> Any:
    """Make a map, and return the job once it is over."""
    return job_over(client, "map", asked)


@pytest.fixture
def shop(indexed: Path, tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(copied(indexed, tmp_path / "shop")) as shop:
        yield shop


@pytest.fixture
def client(shop: Collection) -> Iterator[TestClient]:
    with TestClient(build_app({"shop": shop}, Settings(hosts=HOSTS))) as client:
        yield client


def test_it_is_made_by_a_job_and_read_in_pages(client: TestClient) -> None:
    none = client.get(f"{SHOP}/map").json()
    assert (none["job"], none["ids"], none["is_current"]) == (None, [], False)
    job = mapped(client, method="pca")
    assert (job["kind"], job["state"], job["done"]) == ("map", "done", job["total"])
    asked = {"job": job["id"], "colour_by": "category"}
    whole = client.get(f"{SHOP}/map", params=asked).json()
    assert (whole["method"], whole["total"], whole["next_offset"]) == ("pca", 24, None)
    assert whole["is_current"] is True
    pages, offset = [], 0
    while offset is not None:
        page = client.get(f"{SHOP}/map", params={**asked, "limit": 10, "offset": offset}).json()
        pages.append(page)
        offset = page["next_offset"]
    for column in ("ids", "x", "y", "cluster", "values"):
        assert [one for page in pages for one in page[column]] == whole[column]
        assert len(whole[column]) == 24


def test_it_says_when_items_have_changed_since(client: TestClient) -> None:
    mapped(client, method="pca")
    found = client.get(f"{SHOP}/map").json()
    gone = found["ids"][0]
    assert client.delete(f"{SHOP}/images/{gone}").status_code == 200
    assert client.get(f"{SHOP}/map").json()["is_current"] is False
    mapped(client)
    after = client.get(f"{SHOP}/map").json()
    assert (after["is_current"], after["total"]) == (True, 23)


@pytest.mark.parametrize("size", [32, 64])
def test_thumbnails_are_middle_squares_in_the_order_of_the_map(
    client: TestClient, shop: Collection, size: int
) -> None:
    job = mapped(client, method="pca")["id"]
    ids = client.get(f"{SHOP}/map").json()["ids"]
    Path(shop.get(ids[12]).source).rename(Path(shop.get(ids[12]).source).with_suffix(".away"))
    try:
        asked = {"job": job, "offset": 2, "count": 20, "size": size}
        answer = client.get(f"{SHOP}/map/thumbnails", params=asked)
    finally:
        Path(shop.get(ids[12]).source).with_suffix(".away").rename(shop.get(ids[12]).source)
    assert answer.headers["content-type"] == "image/jpeg"
    sheet = np.asarray(Image.open(BytesIO(answer.content)), float)
    assert sheet.shape == (3 * size, 8 * size, 3)
    for number, one in enumerate(ids[2:22]):
        row, column = divmod(number, 8)
        shown = sheet[row * size : (row + 1) * size, column * size : (column + 1) * size]
        if one == ids[12]:
            assert shown.std() < 10
            continue
        pixels = decode(Path(shop.get(one).source).read_bytes(), size).pixels
        own = ImageOps.fit(Image.fromarray(pixels), (size, size), Image.Resampling.LANCZOS)
        assert np.abs(shown - np.asarray(own, float)).mean() < 8
    tag = {"if-none-match": answer.headers["etag"]}
    assert client.get(f"{SHOP}/map/thumbnails", params=asked, headers=tag).status_code == 304


def test_what_is_wrong_is_one_clear_problem(client: TestClient) -> None:
    for asked, said in (
        ({"method": "umap"}, "method"),
        ({"again": True}, "again"),
        ({"where": "price <"}, "of the condition"),
    ):
        assert is_problem(client.post(f"{SHOP}/map", json=asked), 422, said)
    job = mapped(client, method="pca")["id"]
    params: list[tuple[str, dict[str, Any], int, str]] = [
        ("map", {"job": "x"}, 404, "did not make the last map"),
        ("map", {"colour_by": "nothing"}, 422, "no item has an attribute 'nothing'"),
        ("map/thumbnails", {"job": job, "offset": 24}, 404, "no items from 24 on"),
        ("map/thumbnails", {"job": job, "count": 65}, 422, "count"),
    ]
    for path, query, status, said in params:
        assert is_problem(client.get(f"{SHOP}/{path}", params=query), status, said)
