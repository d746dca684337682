"""A picture is sent once, and named in searches from then on."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from lookalike.files.digest import digest
from lookalike.images.limits import Limits
from tests.indexing.conftest import paint
from tests.server.conftest import SHOP, Serve, file, first_id, is_problem

UPLOADS = "/v1/uploads"


def upload(client: TestClient, path: Path) -> Any:
    answer = client.post(UPLOADS, files=[file(path)])
    assert answer.status_code == 201, answer.text
    return answer.json()


def hits(client: TestClient, **asked: Any) -> Any:
    answer = client.post(f"{SHOP}/search", **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["hits"]


def test_an_upload_is_named_by_its_content(client: TestClient, pictures: list[Path]) -> None:
    sent = upload(client, pictures[0])
    with Image.open(pictures[0]) as picture:
        width, height = picture.size
    name = f"upload:{digest(pictures[0].read_bytes())[:16]}"
    assert sent == {"id": name, "width": width, "height": height}


def test_the_same_picture_twice_is_one(own: TestClient, pictures: list[Path]) -> None:
    assert upload(own, pictures[0]) == upload(own, pictures[0])
    assert own.app.state.service.uploads.size == pictures[0].stat().st_size


def test_a_turned_picture_is_as_wide_as_it_is_shown(client: TestClient, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 30), "red").save(tmp_path / "turned.jpg", exif=exif)
    sent = upload(client, tmp_path / "turned.jpg")
    assert (sent["width"], sent["height"]) == (30, 60)


@pytest.mark.parametrize("field", ["like", "unlike"])
def test_an_upload_searches_as_its_file_does(
    client: TestClient, pictures: list[Path], field: str
) -> None:
    name = upload(client, pictures[1])["id"]
    other = {} if field == "like" else {"like": f"id:{first_id(client)}"}
    by_file = hits(client, files=[file(pictures[1], field)], data=other)
    assert hits(client, json={**other, field: name}) == by_file


def test_a_form_names_uploads_beside_files(client: TestClient, pictures: list[Path]) -> None:
    data = {"like": upload(client, pictures[1])["id"]}
    found = hits(client, files=[file(pictures[0], "like")], data=data)
    by_files = hits(client, files=[file(pictures[0], "like"), file(pictures[1], "like")])
    assert [hit["id"] for hit in found] == [hit["id"] for hit in by_files]


def test_a_region_of_an_upload_is_searched_by(client: TestClient, pictures: list[Path]) -> None:
    name = upload(client, pictures[2])["id"]
    crop = {"crop": "0,0,.5,.5"}
    assert hits(client, json={"like": name, **crop}) == hits(
        client, files=[file(pictures[2], "like")], data=crop
    )


def test_a_hit_is_explained_by_an_upload(client: TestClient, pictures: list[Path]) -> None:
    name = upload(client, pictures[1])["id"]
    hit = hits(client, json={"like": name})[0]
    answer = client.post(f"{SHOP}/images/{hit['id']}/explain", json={"like": name})
    assert answer.json() == hit


def test_the_preview_is_a_small_jpeg(client: TestClient, tmp_path: Path) -> None:
    name = upload(client, paint(tmp_path / "large.png", 3))["id"].removeprefix("upload:")
    answer = client.get(f"{UPLOADS}/{name}?size=32")
    picture = Image.open(BytesIO(answer.content))
    assert (answer.headers["content-type"], picture.format) == ("image/jpeg", "JPEG")
    assert max(picture.size) == 32
    known = {"if-none-match": answer.headers["etag"]}
    assert client.get(f"{UPLOADS}/{name}?size=32", headers=known).status_code == 304


@pytest.mark.parametrize("size", ["15", "1025", "large"])
def test_a_wrong_size_is_a_problem(client: TestClient, pictures: list[Path], size: str) -> None:
    name = upload(client, pictures[0])["id"].removeprefix("upload:")
    assert is_problem(client.get(f"{UPLOADS}/{name}?size={size}"), 422, "size")


def test_what_was_not_sent_is_asked_for(client: TestClient) -> None:
    said, error = "send the picture again", "UnknownUpload"
    assert is_problem(client.get(f"{UPLOADS}/0123456789abcdef"), 404, said, error)
    answer = client.post(f"{SHOP}/search", json={"like": "upload:0123456789abcdef"})
    assert is_problem(answer, 404, said, error)


def test_what_was_not_used_for_long_is_forgotten(serve: Serve, pictures: list[Path]) -> None:
    room = sum(path.stat().st_size for path in pictures[:3]) - 1
    client = serve(upload_bytes=room)
    names = [upload(client, path)["id"] for path in pictures[:2]]
    hits(client, json={"like": names[0]})
    upload(client, pictures[2])
    assert client.app.state.service.uploads.size <= room
    hits(client, json={"like": names[0]})
    answer = client.post(f"{SHOP}/search", json={"like": names[1]})
    assert is_problem(answer, 404, "or it was dropped", "UnknownUpload")


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [(b"", 422, "empty"), (b"<html>", 415, "supported formats: jpeg")],
)
def test_a_file_that_is_no_image_is_refused(
    client: TestClient, data: bytes, status: int, said: str
) -> None:
    answer = client.post(UPLOADS, files=[("image", ("a.jpg", data))])
    assert is_problem(answer, status, said)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_a_cut_picture_is_refused(client: TestClient, tmp_path: Path, suffix: str) -> None:
    whole = paint(tmp_path / "whole.png", 5)
    with Image.open(whole) as picture:
        picture.convert("RGB").resize((900, 700)).save(tmp_path / f"a.{suffix}")
    data = (tmp_path / f"a.{suffix}").read_bytes()
    answer = client.post(UPLOADS, files=[("image", ("a", data[: len(data) * 2 // 3]))])
    assert is_problem(answer, 422, "ends before", "DamagedImage")


@pytest.mark.parametrize(
    "settings", [{"limits": Limits(max_pixels=100)}, {"upload_bytes": 100}, {"max_body_bytes": 900}]
)
def test_a_picture_over_a_limit_is_refused(
    serve: Serve, pictures: list[Path], settings: dict[str, Any]
) -> None:
    answer = serve(**settings).post(UPLOADS, files=[file(pictures[0])])
    assert is_problem(answer, 413)


def test_one_file_is_sent_at_a_time(client: TestClient, pictures: list[Path]) -> None:
    two = [file(path) for path in pictures[:2]]
    assert is_problem(client.post(UPLOADS, files=two), 422, "send one file `image`, not 2")
    none = [file(pictures[0], "picture")]
    assert is_problem(client.post(UPLOADS, files=none), 422, "no field 'picture'; there are: image")


def test_addresses_are_fetched_only_where_they_may_be(client: TestClient, own: TestClient) -> None:
    asked = {"url": "http://127.0.0.1:9/a.jpg"}
    assert is_problem(client.post(UPLOADS, json=asked), 422, "downloads no images")
    answer = own.post(UPLOADS, json=asked)
    assert is_problem(answer, 422, "is not a public address", "ImageUnreachable")


def test_a_picture_is_fetched_and_kept(serve: Serve, site: str, loose: list[Path]) -> None:
    client = serve(fetches_private=True)
    answer = client.post(UPLOADS, json={"url": f"{site}/{loose[0].name}"})
    assert answer.status_code == 201, answer.text
    assert answer.json() == upload(client, loose[0])
