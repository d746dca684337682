"""Any number of items, or all that match, are removed or tagged by one request."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.stores.base import Origin, Record
from lookalike.types import Item
from tests.server.conftest import SHOP, Serve, file, first_id, is_problem

REMOVE = f"{SHOP}/images/remove"


def ids_of(client: TestClient) -> list[str]:
    return [item["id"] for item in client.get(f"{SHOP}/images?limit=100").json()["items"]]


def test_items_are_removed_by_their_ids(own: TestClient) -> None:
    ids = ids_of(own)
    answer = own.post(REMOVE, json={"ids": [*ids[:20], "nobody", f"id:{ids[20]}", ids[0]]})
    assert (answer.status_code, answer.json()) == (200, {"removed": 21, "unknown": ["nobody"]})
    assert ids_of(own) == ids[21:]


def test_all_that_match_are_removed(own: TestClient) -> None:
    count = own.get(f"{SHOP}/images", params={"where": "price < 100"}).json()["count"]
    answer = own.post(REMOVE, json={"where": "price < 100"})
    assert answer.json() == {"removed": count, "unknown": []}
    assert len(ids_of(own)) == 24 - count


def test_what_was_removed_is_gone_when_the_collection_is_opened_again(
    serve: Serve, tmp_path: Path
) -> None:
    client = serve()
    gone = first_id(client)
    client.post(REMOVE, json={"ids": [gone]})
    client.app.state.service.close()  # type: ignore[attr-defined]
    with Collection.open(tmp_path / "shop") as again:
        assert again.count() == 23
        assert gone not in {item.id for item in again.items()}


def test_many_thousands_are_one_request(serve: Serve, tmp_path: Path) -> None:
    client = serve()
    store = client.app.state.service.served.get("shop").store  # type: ignore[attr-defined]
    vector = next(store.scan(vectors=True)).vector
    more = [f"more{i}" for i in range(2_000)]
    store.put([Record(Item(i, f"/{i}"), Origin(), vector) for i in more])
    answer = client.post(REMOVE, json={"ids": [*more, *(f"none{i}" for i in range(9_000))]})
    assert answer.json()["removed"] == 2_000
    assert len(answer.json()["unknown"]) == 9_000
    assert client.get(SHOP).json()["items"] == 24


@pytest.mark.in_folder
def test_the_files_of_put_images_go_with_them(own: TestClient, loose: list[Path]) -> None:
    one, two = (own.put(f"{SHOP}/images/new{i}", files=[file(loose[i])]).json() for i in (0, 1))
    twin = own.put(f"{SHOP}/images/twin", files=[file(loose[1])]).json()
    assert twin["source"] == two["source"]
    own.post(REMOVE, json={"ids": ["new0", "new1"]})
    assert [Path(item["source"]).exists() for item in (one, two)] == [False, True]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "ids, or a condition"),
        ({"ids": ["a"], "where": "price > 1"}, "ids, or a condition"),
        ({"where": "price >"}, "of the condition"),
        ({"where": ""}, "of the condition"),
        ({"ids": "a"}, "ids"),
        ({"id": ["a"]}, "there is no field 'id'; did you mean 'ids'? There are: ids, where"),
    ],
)
def test_a_removal_that_makes_no_sense_is_a_problem(
    client: TestClient, sent: dict[str, object], said: str
) -> None:
    assert is_problem(client.post(REMOVE, json=sent), 422, said)
    assert client.get(SHOP).json()["items"] == 24


def test_any_number_of_items_is_tagged_by_one_request(own: TestClient) -> None:
    ids = ids_of(own)
    body = {
        "attributes": {"season": "winter"},
        "ids": [*ids[:7], *(f"no{n}" for n in range(50_000))],
    }
    answer = own.patch(f"{SHOP}/images", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["tagged"] == 7
    assert len(answer.json()["unknown"]) == 50_000
    told = {"attributes": {"season": None, "sale": True}, "where": "season = 'winter'"}
    assert own.patch(f"{SHOP}/images", json=told).json() == {"tagged": 7, "unknown": []}
    listed = own.get(f"{SHOP}/images", params={"where": "sale = true"}).json()
    assert {item["id"] for item in listed["items"]} == set(ids[:7])
    assert not any("season" in item["attributes"] for item in listed["items"])
    for wrong, said in (
        ({"attributes": {"a": 1}}, "ids, or a condition"),
        ({"attributes": {"a": 1}, "where": "not colr = 'red'"}, "nothing was tagged"),
    ):
        assert is_problem(own.patch(f"{SHOP}/images", json=wrong), 422, said)
