"""Recommendations over HTTP: as JSON or a form, in pages; what is wrong is a problem."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import SHOP, first_id, is_problem

RECOMMEND = f"{SHOP}/recommend"


def fields(**given: object) -> list[tuple[str, tuple[None, str]]]:
    return [(name, (None, str(value))) for name, value in given.items()]


def test_json_and_a_form_are_answered_with_reasons_in_pages(own: TestClient) -> None:
    item = first_id(own)
    own.post(f"{SHOP}/events", json={"events": [{"kind": "like", "item": item, "user": "ann"}]})
    whole = own.post(RECOMMEND, json={"user": "ann", "limit": 6}).json()
    assert {hit["reason"]["item"] for hit in whole["hits"]} == {item}
    assert whole["next_offset"] == 6
    page = own.post(RECOMMEND, files=fields(user="ann", limit=3, offset=3)).json()
    assert page["hits"] == whole["hits"][3:]
    out = [hit["id"] for hit in whole["hits"][:2]]
    form = fields(user="ann", leave_out="nothing") + [("exclude", (None, one)) for one in out]
    rest = own.post(RECOMMEND, files=form).json()
    assert rest["hits"][0]["id"] == item
    assert not {hit["id"] for hit in rest["hits"]} & {*out}


def test_a_file_is_recommended_from(client: TestClient, pictures: list[Path]) -> None:
    sent = [("like", pictures[0].read_bytes())]
    hits = client.post(RECOMMEND, files=sent, data={"limit": "2"}).json()["hits"]
    assert [hit["reason"]["text"].startswith("like your picture") for hit in hits] == [True] * 2
    assert hits[0]["reason"]["kind"] == "example"


def test_a_search_has_no_reasons(client: TestClient) -> None:
    hits = client.post(f"{SHOP}/search", json={"like": f"id:{first_id(client)}"}).json()["hits"]
    assert not any("reason" in hit for hit in hits)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"like": "id:gone"}, 404),
        ({"like": "colour:red"}, 422),
        ({"user": "a", "session": "b"}, 422),
        ({"half_life_days": 0}, 422),
        ({"leave_out": "all"}, 422),
        ({"limit": 100_000}, 422),
        ({"unlike": "id:x"}, 422),
        ({"like": "/etc/passwd"}, 422),
    ],
)
def test_what_is_wrong_is_a_problem(client: TestClient, sent: object, status: int) -> None:
    is_problem(client.post(RECOMMEND, json=sent), status)
