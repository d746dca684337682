"""An item's picture is shown, small and whole, and no other file is."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from tests.indexing.conftest import paint
from tests.server.conftest import SHOP, file, first_id, is_problem


@pytest.fixture
def address(client: TestClient) -> str:
    return f"{SHOP}/images/{first_id(client)}"


@pytest.fixture
def mine(own: TestClient, tmp_path: Path) -> Path:
    """The file of the item `mine`, which may be changed."""
    put = own.put(f"{SHOP}/images/mine", files=[file(paint(tmp_path / "mine.png", 900))])
    return Path(put.json()["source"])


def test_a_thumbnail_is_a_small_jpeg(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}/thumbnail?size=48")
    picture = Image.open(BytesIO(answer.content))
    assert (answer.headers["content-type"], picture.format) == ("image/jpeg", "JPEG")
    assert max(picture.size) == 48


def test_the_original_is_the_file(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}/original")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content == Path(client.get(address).json()["source"]).read_bytes()


def test_a_part_of_the_original_is_given(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}/original", headers={"range": "bytes=0-9"})
    assert (answer.status_code, len(answer.content)) == (206, 10)


@pytest.mark.parametrize("what", ["thumbnail", "original"])
def test_a_browser_that_has_it_is_told_so(client: TestClient, address: str, what: str) -> None:
    headers = client.get(f"{address}/{what}").headers
    assert "max-age" in headers["cache-control"]
    again = client.get(f"{address}/{what}", headers={"if-none-match": f'"x", W/{headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")


def test_sizes_have_tags_of_their_own(client: TestClient, address: str) -> None:
    tags = {client.get(f"{address}/thumbnail?size={n}").headers["etag"] for n in (32, 64)}
    assert len(tags) == 2


@pytest.mark.parametrize("size", ["0", "15", "1025", "large"])
def test_a_wrong_size_is_a_problem(client: TestClient, address: str, size: str) -> None:
    assert is_problem(client.get(f"{address}/thumbnail?size={size}"), 422, "size")


@pytest.mark.parametrize("what", ["thumbnail", "original"])
def test_no_item_has_no_picture(client: TestClient, what: str) -> None:
    assert is_problem(client.get(f"{SHOP}/images/zzz/{what}"), 404, "no item 'zzz'")


@pytest.mark.in_folder
@pytest.mark.parametrize("what", ["thumbnail", "original"])
def test_a_file_that_has_gone_is_a_problem(own: TestClient, mine: Path, what: str) -> None:
    mine.unlink()
    assert is_problem(own.get(f"{SHOP}/images/mine/{what}"), 404, "is missing")


@pytest.mark.in_folder
def test_a_thumbnail_in_the_cache_is_as_gone_as_its_file(own: TestClient, mine: Path) -> None:
    address = f"{SHOP}/images/mine/thumbnail"
    tag = own.get(address).headers["etag"]
    mine.unlink()
    for headers in ({}, {"If-None-Match": tag}):
        assert is_problem(own.get(address, headers=headers), 404, "is missing")


@pytest.mark.in_folder
@pytest.mark.parametrize("what", ["thumbnail", "original"])
def test_a_file_that_is_no_image_any_more_is_not_given_away(
    own: TestClient, mine: Path, what: str
) -> None:
    mine.write_text("a secret")
    answer = own.get(f"{SHOP}/images/mine/{what}")
    assert is_problem(answer, 404)
    assert "secret" not in answer.text


@pytest.mark.in_folder
def test_an_original_that_has_changed_has_another_tag(own: TestClient, mine: Path) -> None:
    address = f"{SHOP}/images/mine/original"
    before = own.get(address).headers["etag"]
    paint(mine, 901)
    assert own.get(address).headers["etag"] != before


def test_a_new_picture_of_an_item_has_another_tag(
    own: TestClient, mine: Path, tmp_path: Path
) -> None:
    address = f"{SHOP}/images/mine"
    before = own.get(f"{address}/thumbnail")
    own.put(address, files=[file(paint(tmp_path / "other.png", 902))])
    after = own.get(f"{address}/thumbnail")
    assert before.headers["etag"] != after.headers["etag"]
    assert before.content != after.content
