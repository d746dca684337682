"""Items are put, listed, changed and removed over HTTP."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import SHOP, Serve, file, first_id, is_problem

pytestmark = pytest.mark.slow(seconds=10)

IMAGES = f"{SHOP}/images"
OBJECT = {"Content-Type": "application/json"}
LINES = {"content-type": "application/x-ndjson"}


def base64_of(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def test_items_are_listed_page_by_page(client: TestClient) -> None:
    pages, cursor = [], None
    while True:
        query = {"limit": 10, "where": "price > 1"} | ({"cursor": cursor} if cursor else {})
        page = client.get(IMAGES, params=query).json()
        pages.append([item["id"] for item in page["items"]])
        cursor = page["cursor"]
        if cursor is None:
            break
    assert [len(page) for page in pages] == [10, 10, 4]
    assert len({item_id for page in pages for item_id in page}) == page["count"] == 24


def test_a_condition_narrows_the_list(client: TestClient) -> None:
    page = client.get(IMAGES, params={"where": "price < 0"}).json()
    assert page == {"items": [], "count": 0, "cursor": None}


@pytest.mark.parametrize("cursor", ["abc", "", "%20", "shoe.jpg", "AAAAAGFiYw", "\u00e9"])
def test_what_is_no_cursor_is_a_problem(client: TestClient, cursor: str) -> None:
    assert is_problem(client.get(IMAGES, params={"cursor": cursor}), 422, "not a cursor")
    assert is_problem(client.post(f"{IMAGES}/list", json={"cursor": cursor}), 422, "not a cursor")


def test_a_list_may_begin_after_an_item_that_is_gone(client: TestClient) -> None:
    ids = [item["id"] for item in client.get(IMAGES, params={"limit": 100}).json()["items"]]
    later = client.get(IMAGES, params={"limit": 100, "after": ids[3]}).json()["items"]
    assert [item["id"] for item in later] == ids[4:]


@pytest.mark.parametrize("query", ["where=price", "limit=0", "limit=101"])
def test_a_wrong_list_is_a_problem(client: TestClient, query: str) -> None:
    assert is_problem(client.get(f"{IMAGES}?{query}"), 422)


def test_an_item_is_shown(client: TestClient) -> None:
    item = client.get(f"{IMAGES}?limit=1").json()["items"][0]
    assert client.get(f"{IMAGES}/{item['id']}").json() == item


@pytest.mark.parametrize("item_id", ["zzz", "%00", "..%2f..", "id:zzz"])
def test_an_item_that_is_not_there_is_a_problem(client: TestClient, item_id: str) -> None:
    assert is_problem(client.get(f"{IMAGES}/{item_id}"), 404)


def test_a_file_is_put_under_its_id(own: TestClient, loose: list[Path]) -> None:
    data = {"attributes": json.dumps({"price": 5, "tags": ["new"]})}
    put = own.put(f"{IMAGES}/mine", files=[file(loose[0])], data=data).json()
    assert put == own.get(f"{IMAGES}/mine").json()
    assert (put["attributes"]["price"], put["attributes"]["name"]) == (5, "0.png")
    hits = own.post(f"{SHOP}/search", files=[file(loose[0], "like")]).json()["hits"]
    assert hits[0]["id"] == "mine"


def test_putting_again_replaces_the_image(own: TestClient, loose: list[Path]) -> None:
    own.put(f"{IMAGES}/mine", files=[file(loose[0])], data={"attributes": '{"price": 5}'})
    put = own.put(f"{IMAGES}/mine", json={"image": base64_of(loose[1])}).json()
    assert put["attributes"]["price"] == 5
    assert own.get(f"{IMAGES}/mine/original").content == loose[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"json": {}}, "either `url`, or `image`"),
        ({"json": {"url": "http://x", "image": "aa"}}, "either `url`, or `image`"),
        ({"json": {"image": "%%"}}, "is not base64"),
        ({"json": {"image": "", "id": "other"}}, "id"),
        ({"json": {"url": "file:///etc/passwd"}}, "only http and https"),
        ({"files": [("image", ("a.jpg", b"\xff\xd8\xff"))]}, ""),
        (
            {"files": [("image", ("a", b"")), ("id", (None, "x"))]},
            "no field 'id'; there are: attributes, image",
        ),
        ({"files": [("other", ("a", b""))]}, "no field 'other'; there are: attributes, image"),
        ({"files": 2 * [("image", ("a", b""))]}, "send one file `image`, not 2"),
        ({"files": [("image", (None, "text"))]}, "must be files"),
        ({"files": [("image", ("a", b"")), ("attributes", ("b", b""))]}, "must be text"),
        (
            {"files": [("image", ("a", b"")), ("attributes", (None, "[]"))]},
            "the request is invalid",
        ),
        ({"files": [("image", ("a", b"")), ("attributes", (None, '{"": 1}'))]}, "attribute ''"),
        ({"files": [("image", ("a", b"")), ("attributes", (None, '{"a": 1e999}'))]}, "64 bits"),
    ],
)
def test_what_cannot_be_put_is_named(own: TestClient, arguments: dict[str, Any], said: str) -> None:
    assert is_problem(own.put(f"{IMAGES}/mine", **arguments), 422, said)
    assert own.get(f"{IMAGES}/mine").status_code == 404


def test_an_id_that_cannot_be_one_is_named(own: TestClient, loose: list[Path]) -> None:
    answer = own.put(f"{IMAGES}/.hidden", files=[file(loose[0])])
    assert is_problem(answer, 422, "cannot be an id", "InputError")


def test_several_files_are_put_at_once(own: TestClient, loose: list[Path]) -> None:
    data = {"id": ["a", "b", "c"], "attributes": '{"price": 5}'}
    put = own.post(IMAGES, files=[file(path) for path in loose], data=data).json()
    assert [item["id"] for item in put["items"]] == ["a", "b", "c"]
    assert {item["attributes"]["price"] for item in put["items"]} == {5}
    assert put["refused"] == []


def test_a_bad_file_among_several_is_told(own: TestClient, loose: list[Path]) -> None:
    files = [file(loose[0]), ("image", ("b.jpg", b"no image")), file(loose[1])]
    put = own.post(IMAGES, files=files).json()
    assert len(put["items"]) == 2
    (refused,) = put["refused"]
    assert (refused["index"], refused["error"]) == (1, "UnknownFormat")


def test_files_and_ids_must_match(own: TestClient, loose: list[Path]) -> None:
    files = [file(path) for path in loose]
    assert is_problem(
        own.post(IMAGES, files=files, data={"id": ["a", "b"]}), 422, "an `id` for every"
    )


def test_lines_are_put_and_each_bad_one_told(own: TestClient, loose: list[Path]) -> None:
    lines = [
        json.dumps({"id": "a", "image": base64_of(loose[0]), "attributes": {"price": 5}}),
        "{",
        "",
        json.dumps({"id": "b", "image": base64_of(loose[1]), "prize": 5}),
        json.dumps({"id": "c", "image": base64_of(loose[2])}),
        json.dumps({"id": "d"}),
    ]
    put = own.post(IMAGES, content="\n".join(lines), headers=LINES).json()
    assert [item["id"] for item in put["items"]] == ["a", "c"]
    assert [one["index"] for one in put["refused"]] == [1, 2, 4]


def test_an_image_is_put_by_its_address(serve: Serve, site: str) -> None:
    client = serve(fetches_private=True)
    put = client.post(IMAGES, json={"id": "a", "url": f"{site}/0.png"}).json()
    attributes = put["items"][0]["attributes"]
    assert (attributes["name"], attributes["address"]) == ("0.png", f"{site}/0.png")
    gone = client.post(IMAGES, json={"url": f"{site}/9.png"})
    assert is_problem(gone, 422, "answered 404", "ImageUnreachable")


@pytest.mark.parametrize("secret", ["me:s3cr3tPw@", "s3cr3tPw@"])
def test_the_address_of_an_image_is_kept_without_its_secrets(
    serve: Serve, site: str, secret: str
) -> None:
    client = serve(fetches_private=True)
    url = f"{site.replace('://', f'://{secret}')}/0.png?w=1&sig=s3cr3tPw"
    answers = [
        client.post(IMAGES, json={"id": "a", "url": url}),
        client.post(IMAGES, content=json.dumps({"id": "b", "url": url}), headers=LINES),
        client.put(f"{IMAGES}/c", json={"url": url}),
        client.get(f"{IMAGES}/a"),
        client.get(IMAGES),
        client.get(f"{SHOP}/facets?attribute=address"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert "s3cr3tPw" not in answer.text
        assert f"{site}/0.png?w=1" in answer.text


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_no_lines_are_a_problem(own: TestClient, content: str) -> None:
    assert is_problem(own.post(IMAGES, content=content, headers=LINES), 422, "no image was sent")


def test_too_many_lines_are_a_problem(serve: Serve) -> None:
    answer = serve(max_images=2).post(IMAGES, content="{}\n{}\n{}", headers=LINES)
    assert is_problem(answer, 422, "at most 2")


def test_whole_numbers_of_64_bits_are_put_exactly_and_longer_ones_told(
    own: TestClient, loose: list[Path]
) -> None:
    numbers = [2**63 - 1, -(2**63), 2**53 + 1, 2**63]
    images = [base64_of(path) for path in (*loose, loose[0])]
    lines = [
        json.dumps({"id": f"n{at}", "image": image, "attributes": {"sku": number}})
        for at, (image, number) in enumerate(zip(images, numbers, strict=True))
    ]
    put = own.post(IMAGES, content="\n".join(lines), headers=LINES).json()
    assert [item["attributes"]["sku"] for item in put["items"]] == numbers[:3]
    (refused,) = put["refused"]
    assert "'sku' of n3 is a whole number of more than 64 bits" in refused["detail"]
    listed = own.get(IMAGES, params={"where": f"sku = {2**63 - 1}"}).json()
    assert [item["id"] for item in listed["items"]] == ["n0"]


TEXTS = {  # as sent: as kept
    "9007199254740993.0": 9007199254740993,
    "9223372036854775807.0": 9223372036854775807,
    "9007199254740993e0": 9007199254740993,
    "-900719925474099.3E+1": -9007199254740993,
    "922337203685477e4": 9223372036854770000,
    "1e30": 1e30,
    "-0.0": -0.0,
    "2.0": 2.0,
    "0.1000000000000000055511151231257827": 0.1,
}


@pytest.mark.parametrize("way", ["patch", "json", "lines", "form"])
def test_a_whole_number_of_any_spelling_is_put_exactly_in_every_way(
    own: TestClient, loose: list[Path], way: str
) -> None:
    image, at = base64_of(loose[0]), f"{IMAGES}/exact"
    own.put(at, json={"image": image}).raise_for_status()
    for text, number in TEXTS.items():
        attributes = f'{{"sku": {text}, "text": "9007199254740993.0"}}'
        body = f'{{"image": "{image}", "attributes": {attributes}'
        if way == "patch":
            sent = own.patch(at, content=f'{{"attributes": {attributes}}}', headers=OBJECT)
        elif way == "json":
            sent = own.put(at, content=f"{body}}}", headers=OBJECT)
        elif way == "lines":
            sent = own.post(IMAGES, content=f'{body}, "id": "exact"}}\n', headers=LINES)
        else:
            files = {"image": ("a.jpg", loose[0].read_bytes())}
            sent = own.put(at, files=files, data={"attributes": attributes})
        sent.raise_for_status()
        kept = own.get(at).json()["attributes"]
        assert repr(kept["sku"]) == repr(number), text
        assert kept["text"] == "9007199254740993.0"
        listed = own.get(IMAGES, params={"where": f"sku = {text} and text is not missing"}).json()
        assert [item["id"] for item in listed["items"]] == ["exact"]
    assert own.get(IMAGES, params={"where": "sku = 9007199254740993.0"}).json()["count"] == 0


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_else_in_the_body_makes_a_number_exact(
    own: TestClient, loose: list[Path], text: str
) -> None:
    attributes, at = f'{{"sku":{text}}}', f"{IMAGES}/exact"
    body = f'{{"image": "{base64_of(loose[0])}", "attributes": {attributes}}}'
    files = {"image": ("a.jpg", loose[0].read_bytes())}
    for sent in (
        own.put(at, content=body, headers=OBJECT),
        own.patch(at, content=f'{{"attributes":{attributes}}}', headers=OBJECT),
        own.put(at, files=files, data={"attributes": attributes}),
    ):
        sent.raise_for_status()
        assert repr(own.get(at).json()["attributes"]["sku"]) == repr(TEXTS[text])


def test_a_number_with_a_point_of_more_than_64_bits_is_told(own: TestClient) -> None:
    content = '{"attributes": {"sku": 9223372036854775809.0}}'
    answer = own.patch(f"{IMAGES}/{first_id(own)}", content=content, headers=OBJECT)
    assert is_problem(answer, 422, "a whole number of more than 64 bits")


def test_attributes_are_changed(own: TestClient) -> None:
    address = f"{IMAGES}/{first_id(own)}"
    changes = {"attributes": {"price": 1.5, "sale": True, "pattern": None}}
    changed = own.patch(address, json=changes).json()
    assert changed == own.get(address).json()
    assert (changed["attributes"]["price"], changed["attributes"]["sale"]) == (1.5, True)
    assert "pattern" not in changed["attributes"]


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, [None], [["a"]]])
def test_a_value_that_is_no_attribute_is_told_once(own: TestClient, value: Any) -> None:
    answer = own.patch(f"{IMAGES}/{first_id(own)}", json={"attributes": {"a": value, "b": 1}})
    kinds = "must be true, false, a number, text or a list of texts"
    assert is_problem(answer, 422, kinds)
    assert answer.json()["errors"] == [{"where": "body.attributes.a", "message": kinds}]


@pytest.mark.parametrize("changes", [[1, 2], "text", 7, {"attributes": [1, 2]}])
def test_what_is_no_object_is_told_in_a_word(own: TestClient, changes: Any) -> None:
    answer = own.patch(f"{IMAGES}/{first_id(own)}", json=changes)
    assert is_problem(answer, 422, "must be a JSON object")
    assert len(answer.json()["errors"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"price": 1},
        {"attributes": {"a": {}}},
        {"attributes": {"": 1}},
        {"attributes": {"a": 2**63}},
        {"attributes": {"a": -(2**63) - 1}},
    ],
)
def test_wrong_changes_are_a_problem(own: TestClient, changes: Any) -> None:
    assert is_problem(own.patch(f"{IMAGES}/{first_id(own)}", json=changes), 422)


def test_no_item_cannot_be_changed(own: TestClient) -> None:
    assert is_problem(own.patch(f"{IMAGES}/zzz", json={"attributes": {}}), 404)


def test_an_item_is_removed_and_a_put_file_with_it(own: TestClient, loose: list[Path]) -> None:
    source = Path(own.put(f"{IMAGES}/mine", files=[file(loose[0])]).json()["source"])
    assert own.delete(f"{IMAGES}/mine").json() == {"removed": 1}
    assert not source.exists()
    assert is_problem(own.delete(f"{IMAGES}/mine"), 404, "no item 'mine'")


def test_an_indexed_file_outlives_its_item(own: TestClient) -> None:
    item = own.get(f"{IMAGES}?limit=1").json()["items"][0]
    own.delete(f"{IMAGES}/{item['id']}")
    assert Path(item["source"]).exists()
