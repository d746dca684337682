"""Answers tell what is odd about the condition that was asked; a removal is refused for it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import SHOP, is_problem

LONG = "name not in (" + ", ".join(f"'n{i}'" for i in range(5000)) + ")"


def answers(client: TestClient, where: str) -> list[dict[str, Any]]:
    """To every question that takes a condition."""
    search = {"like": "colour:navy", "where": where}
    return [
        client.get(f"{SHOP}/images", params={"where": where}).json(),
        client.post(f"{SHOP}/images/list", json={"where": where}).json(),
        client.get(f"{SHOP}/facets", params={"where": where, "attribute": "category"}).json(),
        client.post(f"{SHOP}/facets", json={"where": where, "attribute": ["category"]}).json(),
        client.post(f"{SHOP}/search", json=search).json(),
        client.post(f"{SHOP}/search", data=search, files={"x": ("", b"")}).json(),
    ]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("categroy != 'x'", "no item has an attribute 'categroy'; did you mean 'category'?"),
        ("not price = '89'", "'price' is a number in every item that has it, never text"),
    ],
)
def test_every_answer_tells(client: TestClient, where: str, said: str) -> None:
    for answer in answers(client, where)[:5]:
        (remark,) = answer["remarks"]
        assert said in remark


def test_an_attribute_that_no_item_has_is_told_beside_its_values(client: TestClient) -> None:
    for answer in (
        client.get(f"{SHOP}/facets", params={"attribute": ["category", "colurs"]}).json(),
        client.post(f"{SHOP}/facets", json={"attribute": ["category", "colurs"]}).json(),
    ):
        assert answer["remarks"] == ["no item has an attribute 'colurs'; did you mean 'colours'?"]
        assert (answer["facets"]["colurs"], len(answer["facets"]["category"]) > 1) == ([], True)
    both = {"attribute": "colurs", "where": "colurs != 'a'"}
    assert len(client.post(f"{SHOP}/facets", json=both).json()["remarks"]) == 1
    assert "remarks" not in client.get(f"{SHOP}/facets").json()


def test_there_is_no_remark_where_all_is_well(client: TestClient) -> None:
    assert not any("remarks" in one for one in answers(client, "price > 1")[:5])


def test_a_removal_by_such_a_condition_is_refused(client: TestClient) -> None:
    answer = client.post(f"{SHOP}/images/remove", json={"where": "categroy != 'x'"})
    assert is_problem(answer, 422, "did you mean 'category'?", "FilterError")
    assert client.get(SHOP).json()["items"] == 24


def test_a_condition_too_long_for_an_address_is_sent(client: TestClient) -> None:
    listed = client.post(f"{SHOP}/images/list", json={"where": LONG, "limit": 5}).json()
    assert (listed["count"], len(listed["items"])) == (24, 5)
    more = {"where": LONG, "limit": 50, "cursor": listed["cursor"]}
    assert len(client.post(f"{SHOP}/images/list", json=more).json()["items"]) == 19
    asked = {"where": LONG, "attribute": "format"}
    facets = client.post(f"{SHOP}/facets", json=asked).json()["facets"]
    assert sum(one["count"] for one in facets["format"]) == 24
    assert set(client.post(f"{SHOP}/facets", json={}).json()["facets"]) > {"category", "price"}


@pytest.mark.parametrize("sent", [{"limit": 0}, {"limit": 101}, {"where": "a"}, {"wher": "a = 1"}])
def test_a_wrong_list_is_a_problem(client: TestClient, sent: dict[str, object]) -> None:
    assert is_problem(client.post(f"{SHOP}/images/list", json=sent), 422)
