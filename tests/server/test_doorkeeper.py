"""Large bodies, foreign names and other sites' pages are kept out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import SHOP, Serve, file, is_problem


def test_a_body_that_is_too_large_is_refused(serve: Serve, pictures: list[Path]) -> None:
    client = serve(max_body_bytes=500)
    answer = client.post(f"{SHOP}/search", files=[file(pictures[0], "like")])
    assert is_problem(answer, 413, "larger than 500 bytes")


def test_a_body_that_hides_its_length_is_refused_too(serve: Serve) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 100

    client = serve(max_body_bytes=500)
    headers = {"content-type": "application/json"}
    answer = client.post(f"{SHOP}/search", content=endless(), headers=headers)
    assert is_problem(answer, 413, "larger than 500 bytes")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "[", ""])
def test_a_name_that_is_not_ours_is_refused(serve: Serve, host: str) -> None:
    client = serve(hosts=("127.0.0.1", "localhost"))
    assert is_problem(client.get("/v1/health", headers={"host": host}), 403, "is not called")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_our_own_names_are_answered_to(serve: Serve, host: str) -> None:
    client = serve(hosts=("127.0.0.1", "localhost", "::1"))
    assert client.get("/v1/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver:81", "http://["]
)
def test_another_sites_page_may_not_change_anything(client: TestClient, origin: str) -> None:
    answer = client.delete(f"{SHOP}/images/x", headers={"origin": origin})
    assert is_problem(answer, 403, "may not change anything here")


def test_our_own_page_may(client: TestClient) -> None:
    answer = client.delete(f"{SHOP}/images/x", headers={"origin": "http://testserver"})
    assert is_problem(answer, 404)


def test_answers_are_not_taken_for_pages(client: TestClient) -> None:
    headers = client.get("/v1/health").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
