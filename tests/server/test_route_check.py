"""What needs attention, over HTTP: found by a job, and read in pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests.copied import copied
from tests.server.conftest import HOSTS, SHOP, is_problem, job_over


def checked(client: TestClient, **asked: Any) -> Any:
    """Check, and return the job once it is over."""
    return job_over(client, "check", asked)


@pytest.fixture
def client(indexed: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Serves a `shop` of its own."""
    with (
        Collection.open(copied(indexed, tmp_path / "shop")) as shop,
        TestClient(build_app({"shop": shop}, Settings(hosts=HOSTS))) as client,
    ):
        yield client


def test_it_is_found_by_a_job_and_read_in_pages(client: TestClient) -> None:
    before = client.get(f"{SHOP}/check").json()
    assert (before["job"], before["findings"], before["balance"]) == (None, [], None)
    job = checked(client, labels="pattern")
    assert (job["kind"], job["state"], job["step"]) == ("check", "done", "pictures")
    assert job["done"] == job["total"]
    found = client.get(f"{SHOP}/check").json()
    assert (found["job"], found["label"]) == (job["id"], "pattern")
    assert sum(found["balance"].values()) == found["items"]
    wanted = {"kinds": ["mislabelled"]}
    (whole,) = client.get(f"{SHOP}/check", params=wanted).json()["findings"]
    assert len(whole["suspects"]) == whole["count"] > 1
    pages, offset = [], 0
    while offset is not None:
        asked = {**wanted, "limit": 1, "offset": offset}
        page = client.get(f"{SHOP}/check", params=asked).json()
        pages += page["findings"][0]["suspects"]
        offset = page["next_offset"]
    assert pages == whole["suspects"]


def test_removed_items_are_left_out(client: TestClient) -> None:
    checked(client, labels="pattern", kinds=["mislabelled"])
    (before,) = client.get(f"{SHOP}/check").json()["findings"]
    gone = before["suspects"][0]["id"]
    assert client.delete(f"{SHOP}/images/{gone}").status_code == 200
    (after,) = client.get(f"{SHOP}/check").json()["findings"]
    assert after["suspects"] == before["suspects"][1:]


def test_what_cannot_be_checked_is_one_clear_problem(client: TestClient) -> None:
    job = checked(client, labels="nothing")
    assert job["state"] == "failed"
    assert "no item has an attribute 'nothing' to check" in job["error"]
    for asked, said in (
        ({"kinds": ["small"]}, "kinds"),
        ({"kinds": []}, "kinds"),
        ({"label": "pattern"}, "label"),
    ):
        assert is_problem(client.post(f"{SHOP}/check", json=asked), 422, said)
    where = {"where": "price <"}
    assert is_problem(client.post(f"{SHOP}/check", json=where), 422, "of the condition")
    assert is_problem(client.get(f"{SHOP}/check", params={"job": "x"}), 404, "not the last check")
    checked(client, kinds=["tiny"])
    assert is_problem(client.get(f"{SHOP}/check", params={"job": "x"}), 404, "not the last check")
