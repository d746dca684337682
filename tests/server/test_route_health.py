"""How the server is, what it counts, and what lies at its other addresses."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import lookalike
from tests.server.conftest import SHOP, Serve, is_problem


def test_a_server_is_well(client: TestClient) -> None:
    assert client.get("/v1/health").json() == {
        "status": "ok",
        "version": lookalike.__version__,
        "collections": 1,
        "pending": 0,
    }


def test_a_server_that_stops_says_so(own: TestClient) -> None:
    own.app.state.service.is_stopping = True
    assert own.get("/v1/health").json()["status"] == "stopping"


def test_requests_are_counted_by_route(own: TestClient) -> None:
    for item_id in "ab":
        own.get(f"{SHOP}/images/{item_id}")
    own.get("/nothing/there")
    text = own.get("/metrics").text
    route = "/v1/collections/{name}/images/{id}"
    assert f'lookalike_requests_total{{method="GET",route="{route}",status="404"}} 2' in text
    assert f'lookalike_request_seconds_count{{route="{route}"}} 2' in text
    assert 'route="other",status="404"} 1' in text
    assert "\nlookalike_collections 1\n" in text


def test_buckets_add_up(own: TestClient) -> None:
    own.get("/v1/health")
    lines = [x for x in own.get("/metrics").text.splitlines() if "_bucket" in x and "health" in x]
    counts = [int(line.rpartition(" ")[2]) for line in lines]
    assert counts == sorted(counts)
    assert counts[-1] == 1


def test_facets_are_counted(client: TestClient) -> None:
    asked = {"attribute": ["category", "nothing"], "where": "price > 1", "limit": 3}
    facets = client.get(f"{SHOP}/facets", params=asked).json()["facets"]
    assert [len(found) for found in facets.values()] == [3, 0]
    every = client.get(f"{SHOP}/facets?limit=1000").json()["facets"]
    assert sum(one["count"] for one in every["category"]) == 24


@pytest.mark.parametrize("query", ["where=price", "limit=0"])
def test_a_wrong_facet_is_a_problem(client: TestClient, query: str) -> None:
    assert is_problem(client.get(f"{SHOP}/facets?{query}"), 422)


def test_a_page_is_served_where_there_is_one(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("<title>page</title>")
    client = serve(web=tmp_path / "web")
    assert "page" in client.get("/").text
    assert is_problem(client.get("/../settings.py"), 404)
    assert is_problem(client.get("/%2e%2e/shop/collection.json"), 404)
    assert is_problem(client.get("/v1/nothing"), 404)


def test_no_page_loads_scripts_from_elsewhere(client: TestClient) -> None:
    for address in ("/docs", "/redoc"):
        assert client.get(address).status_code == 404
