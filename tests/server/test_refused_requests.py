"""Large bodies, unknown host names and requests from other sites are refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lookalike.server.app import build_app
from tests.server.conftest import SHOP, Serve, file, is_problem

pytestmark = pytest.mark.slow(seconds=10)


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


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "[", "", "evil@localhost", "localhost/x", "localhost:x"],
)
def test_a_name_that_is_not_ours_is_refused(serve: Serve, host: str) -> None:
    client = serve(hosts=("127.0.0.1", "localhost"))
    assert is_problem(
        client.get("/v1/health", headers={"host": host}), 403, "is not a name of this server"
    )


def test_a_server_without_settings_answers_to_names_of_this_machine_alone() -> None:
    client = TestClient(build_app({}))
    assert is_problem(client.get("/v1/collections", headers={"host": "evil.example"}), 403)
    assert client.get("/v1/collections", headers={"host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000", "LOCALHOST."])
def test_our_own_names_are_answered_to(serve: Serve, host: str) -> None:
    client = serve(hosts=("127.0.0.1", "localhost", "::1"))
    assert client.get("/v1/health", headers={"host": host}).status_code == 200


FOREIGN = [
    "https://evil.example",
    "null",
    "",
    "http://testserver:81",
    "http://[",
    "evil//testserver",
    "evil://testserver",
    "http://evil.example//testserver",
    "http://evil@testserver",
    "http://evil.example#http://testserver",
    "http://testserver/",
    "http://testserver.evil.example",
    "http://testserver evil",
    "testserver",
    "//testserver",
    "http://testserver:80:80",
    "http://testserver:",
    "https://testserver:80",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_sites_page_may_not_change_anything(client: TestClient, origin: str) -> None:
    answer = client.delete(f"{SHOP}/images/x", headers={"origin": origin})
    assert is_problem(answer, 403, "may not change anything here")


def test_a_second_origin_is_looked_at_as_well(client: TestClient) -> None:
    both = [(b"origin", b"http://testserver"), (b"origin", b"https://evil.example")]
    assert is_problem(client.delete(f"{SHOP}/images/x", headers=both), 403, "evil.example")


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:7300", "http://127.0.0.1:7300"),
        ("localhost:7300", "HTTP://LocalHost:7300"),
        ("LOCALHOST.:7300", "http://localhost.:7300"),
        ("localhost:80", "http://localhost"),
        ("localhost", "https://localhost:443"),
        ("[::1]:7300", "http://[::1]:7300"),
    ],
)
def test_one_site_may_be_written_in_several_ways(serve: Serve, host: str, origin: str) -> None:
    headers = {"host": host, "origin": origin}
    assert is_problem(serve().delete(f"{SHOP}/images/x", headers=headers), 404)


def test_our_own_page_may(client: TestClient) -> None:
    answer = client.delete(f"{SHOP}/images/x", headers={"origin": "http://testserver"})
    assert is_problem(answer, 404)


@pytest.mark.parametrize("host", ["192.168.1.20:8000", "10.0.0.1", "[fe80::1]:8000"])
def test_an_address_is_a_name_only_where_other_machines_are_let_in(serve: Serve, host: str) -> None:
    client = serve(any_address=True)
    assert client.get("/v1/health", headers={"host": host}).status_code == 200
    assert is_problem(client.get("/v1/health", headers={"host": "evil.example"}), 403)
    assert is_problem(client.get("/v1/health", headers={"host": "10.0.0.1.evil.example"}), 403)


def test_an_address_is_no_name_of_a_server_for_this_machine(own: TestClient) -> None:
    assert is_problem(own.get("/v1/health", headers={"host": "192.168.1.20:8000"}), 403)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "https://photos.example"),  # nginx's proxy_pass as it is delivered
        ("photos.example", "https://photos.example"),  # a proxy that passes the name on
        ("localhost", "http://photos.example:8080"),
    ],
)
def test_a_page_at_the_public_address_may_change_things(
    serve: Serve, host: str, origin: str
) -> None:
    client = serve(public_urls=("https://photos.example/", "http://photos.example:8080/shop"))
    headers = {"host": host, "origin": origin}
    assert is_problem(client.delete(f"{SHOP}/images/x", headers=headers), 404)


@pytest.mark.parametrize(
    "origin", ["http://photos.example", "https://photos.example:444", "https://evil.example"]
)
def test_a_page_beside_the_public_address_may_not(serve: Serve, origin: str) -> None:
    client = serve(public_urls=("https://photos.example",))
    headers = {"host": "127.0.0.1:8000", "origin": origin}
    answer = client.delete(f"{SHOP}/images/x", headers=headers)
    assert is_problem(answer, 403, "--public-url")
