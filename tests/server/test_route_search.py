"""A search over HTTP finds what the library finds, however it is sent."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.search.query import Query
from tests.server.conftest import SHOP, Serve, file, first_id, is_problem

SEARCH = f"{SHOP}/search"


@pytest.fixture(scope="session")
def shop(client: TestClient) -> Collection:
    found: Collection = client.app.state.service.served.get("shop")
    return found


def expected(shop: Collection, query: Query) -> list[tuple[str, float]]:
    return [(hit.item.id, hit.score) for hit in shop.search(query)]


def found(answer: Any) -> list[tuple[str, float]]:
    assert answer.status_code == 200, answer.text
    return [(hit["id"], hit["score"]) for hit in answer.json()["hits"]]


def test_a_file_finds_what_it_finds_in_the_library(
    client: TestClient, shop: Collection, pictures: list[Path]
) -> None:
    answer = client.post(SEARCH, files=[file(pictures[0], "like")], data={"limit": "5"})
    assert found(answer) == expected(shop, Query(pictures[0].read_bytes(), limit=5))
    hit = answer.json()["hits"][0]
    assert hit["source"] == str(pictures[0])
    assert sum(hit["parts"].values()) == pytest.approx(hit["score"])
    assert hit["attributes"]["category"] == pictures[0].parent.name


def test_every_word_of_a_form_means_what_it_means_in_the_library(
    client: TestClient, shop: Collection, pictures: list[Path]
) -> None:
    fields = {"where": "price > 1", "weights": "colour=.7,shape=.3", "crop": "0,0,.5,.5",
              "limit": "4", "offset": "2"}  # fmt: skip
    files = [file(pictures[0], "like"), file(pictures[1], "like"), file(pictures[2], "unlike")]
    query = Query(
        [p.read_bytes() for p in pictures[:2]], pictures[2].read_bytes(), "price > 1",
        {"colour": 0.7, "shape": 0.3}, 4, 2, "0,0,.5,.5",
    )  # fmt: skip
    assert found(client.post(SEARCH, files=files, data=fields)) == expected(shop, query)


def test_items_are_named_in_json(client: TestClient, shop: Collection) -> None:
    ids = [item.id for item in shop.items()]
    asked = {
        "like": [f"id:{ids[0]}", f"id:{ids[1]}"],
        "unlike": f"id:{ids[2]}",
        "weights": {"colour": 1},
        "limit": 3,
    }
    query = Query([f"id:{ids[0]}", f"id:{ids[1]}"], f"id:{ids[2]}", weights={"colour": 1}, limit=3)
    answer = client.post(SEARCH, json=asked)
    assert found(answer) == expected(shop, query)
    assert answer.json()["next_offset"] == 3


def test_a_choice_is_made_from_json_and_from_a_form(client: TestClient, shop: Collection) -> None:
    ids = [item.id for item in shop.items()]
    choice: dict[str, Any] = {"copies": "once", "group_by": "category", "diverse": 0.4}
    excluded = [f"id:{ids[3]}", ids[4]]
    hits = shop.search(Query("colour:red", limit=3, exclude=excluded, **choice))
    sent = {"limit": 3, "exclude": excluded, **choice}
    for answer in (
        client.post(SEARCH, json={"like": "colour:red", **sent}),
        client.post(SEARCH, files=[("like", (None, "colour:red"))], data=sent),
    ):
        assert found(answer) == [(hit.item.id, hit.score) for hit in hits]
        for hit, one in zip(hits, answer.json()["hits"], strict=True):
            assert one.get("beneath_count", 0) == hit.beneath_count
            beneath = [(below["id"], below["score"]) for below in one.get("beneath", [])]
            assert beneath == [(below.item.id, below.score) for below in hit.beneath]


def test_a_plain_hit_has_nothing_beneath(client: TestClient, shop: Collection) -> None:
    answer = client.post(SEARCH, json={"like": "colour:red"}).json()
    assert set(answer["hits"][0]) == {"id", "source", "attributes", "score", "parts"}
    name = next(shop.items()).id
    one = client.post(f"{SHOP}/images/{name}/explain", json={"like": "colour:red"}).json()
    assert set(one) == {"id", "source", "attributes", "score", "parts"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"copies": "twice"},
        {"group_by": ""},
        {"diverse": 1.01},
        {"exclude": ["id:"]},
        {"exclude": [f"{i}" for i in range(1001)]},
    ],
    ids=str,
)
def test_a_wrong_choice_is_a_problem(client: TestClient, wrong: dict[str, Any]) -> None:
    answer = client.post(SEARCH, json={"like": "colour:red", **wrong})
    is_problem(answer, 422)


def test_what_no_item_has_is_remarked(client: TestClient) -> None:
    sent = {"like": "colour:red", "group_by": "categroy", "exclude": "id:nobody"}
    remarks = client.post(SEARCH, json=sent).json()["remarks"]
    assert remarks == [
        "no item has an attribute 'categroy'; did you mean 'category'?",
        "no item to exclude has the id 'nobody'",
    ]


def test_the_last_page_says_so(client: TestClient, shop: Collection) -> None:
    asked = {"like": f"id:{first_id(client)}", "limit": 20, "offset": 20}
    answer = client.post(SEARCH, json=asked).json()
    assert (len(answer["hits"]), answer["next_offset"]) == (3, None)


def test_a_form_may_name_items_beside_files(client: TestClient, pictures: list[Path]) -> None:
    data = {"like": f"id:{first_id(client)}"}
    answer = client.post(SEARCH, files=[file(pictures[0], "like")], data=data)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"like": "id:zzz"}, 404, "no item 'zzz'"),
        ({"like": "/etc/passwd"}, 422, "is not an item (id:...)"),
        ({"like": "-"}, 422, "is not an item (id:...)"),
        ({"like": "http://example.org/a.jpg"}, 422, "downloads no images"),
        ({"like": "colour:reddish"}, 422, "cannot read 'colour:reddish'"),
        ({"like": "colour:red", "crop": "0,0,1,1"}, 422, "a colour has no region"),
        ({"like": []}, 422, "at least one image"),
        ({"like": ["id:x"] * 33}, 422, "at most 32 images"),
        ({}, 422, "like"),
        ({"like": "id:x", "liek": 1}, 422, "liek"),
        ({"like": "id:x", "limit": 0}, 422, "limit"),
        ({"like": "id:x", "limit": 101}, 422, "limit must be 1 to 100"),
        ({"like": "id:x", "offset": 10_000}, 422, "offset must be"),
        ({"like": "id:FIRST", "where": "price <"}, 422, "of the condition"),
        ({"like": "id:FIRST", "weights": {"colr": 1}}, 422, "no part 'colr'"),
        ({"like": "id:FIRST", "weights": "colour"}, 422, "cannot read weights"),
        ({"like": "id:FIRST", "crop": "1,2"}, 422, "cannot read the crop"),
    ],
)
def test_what_cannot_be_searched_by_is_named(
    client: TestClient, asked: dict[str, Any], status: int, said: str
) -> None:
    text = json.dumps(asked).replace("FIRST", first_id(client))
    headers = {"content-type": "application/json"}
    assert is_problem(client.post(SEARCH, content=text, headers=headers), status, said)


def test_colours_are_searched_by(client: TestClient, shop: Collection) -> None:
    item_id, red, navy = first_id(client), "colour:#c0392b", "colour:navy"
    query = Query([f"id:{item_id}", red], navy)
    assert found(client.post(SEARCH, json={"like": query.like, "unlike": navy})) == expected(
        shop, query
    )
    fields = [("like", (None, f"id:{item_id}")), ("like", (None, red)), ("unlike", (None, navy))]
    assert found(client.post(SEARCH, files=fields)) == expected(shop, query)
    assert client.get(SHOP).json()["has_colours"] is True


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"", 422, "the file is empty"),
        (b"<html>", 415, "supported formats: jpeg"),
        (b"\xff\xd8\xff\xe0 cut", 422, "cannot use these"),
    ],
)
def test_a_bad_file_is_named(client: TestClient, data: bytes, status: int, said: str) -> None:
    answer = client.post(SEARCH, files=[("like", ("a.jpg", data))])
    assert is_problem(answer, status, said)


def test_a_file_over_the_limit_is_refused(serve: Serve, pictures: list[Path]) -> None:
    from lookalike.images.limits import Limits

    client = serve(limits=Limits(max_pixels=100))
    answer = client.post(SEARCH, files=[file(pictures[0], "like")])
    assert is_problem(answer, 413, "the limit is 100", "ImageTooLarge")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_another_kind_of_body_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post(SEARCH, content=b"like=id:x", headers={"content-type": kind})
    assert is_problem(answer, 415, "supported: application/json")


def test_damaged_json_is_a_problem(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    assert is_problem(client.post(SEARCH, content=b"{", headers=headers), 422, "JSON")


def test_a_damaged_form_is_a_problem(client: TestClient) -> None:
    headers = {"content-type": "multipart/form-data"}
    assert is_problem(client.post(SEARCH, content=b"--x", headers=headers), 400, "boundary")


def test_a_full_server_asks_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app.state.service.work, "_capacity", 0)
    answer = client.post(SEARCH, json={"like": "id:x"})
    assert is_problem(answer, 429, "try again in a moment")
    assert answer.headers["retry-after"] == "1"


def test_a_private_address_is_not_fetched(own: TestClient) -> None:
    answer = own.post(SEARCH, json={"like": "http://127.0.0.1:9/a.jpg"})
    assert is_problem(answer, 422, "is not a public address", "ImageUnreachable")


def test_a_hit_is_explained(client: TestClient, shop: Collection, pictures: list[Path]) -> None:
    hit = shop.search(Query(pictures[0].read_bytes(), limit=3))[2]
    answer = client.post(
        f"{SHOP}/images/{hit.item.id}/explain", files=[file(pictures[0], "like")]
    ).json()
    assert answer["parts"] == pytest.approx(dict(hit.parts), abs=1e-6)


def test_no_item_cannot_be_explained(client: TestClient) -> None:
    answer = client.post(f"{SHOP}/images/zzz/explain", json={"like": f"id:{first_id(client)}"})
    assert is_problem(answer, 404, "no item 'zzz'")


def test_many_searches_at_once_answer_as_one_does(
    client: TestClient, shop: Collection, pictures: list[Path]
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def ask(path: Path) -> list[str]:
        answer = client.post(SEARCH, files=[file(path, "like")], data={"limit": "3"})
        return [item_id for item_id, _ in found(answer)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, pictures[:16]))
    for path, ids in zip(pictures[:16], answers, strict=True):
        assert ids == [i for i, _ in expected(shop, Query(path.read_bytes(), limit=3))]
