"""Signing in by key: the browser holds it where no script sees it."""

from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from lookalike.server.key_cookie import KeyCookie
from lookalike.server.keys import Keys
from tests.server.conftest import SHOP, Serve, is_problem

HERE, SESSION = {"origin": "http://testserver"}, "/v1/session"
PUBLIC = ("https://photos.example",)
URLS = ("https://photos.example:8443", "https://photos.example:9443", "https://photos.example/b")


def cookie_of(answer: Any) -> str:
    """The name of the cookie that it sets."""
    return answer.headers["set-cookie"].partition("=")[0]


@pytest.fixture
def guarded(serve: Serve, keys: Keys, secret: str) -> TestClient:
    return serve(keys=keys, public_urls=PUBLIC)


def test_who_signs_in_is_known_until_signing_out(guarded: TestClient, secret: str) -> None:
    assert guarded.get(SESSION).json() == {"asks_for_key": True, "signed_in": False}
    answer = guarded.post(SESSION, json={"key": secret}, headers=HERE)
    assert answer.json() == {"asks_for_key": True, "signed_in": True}
    assert guarded.get(SESSION).json()["signed_in"]
    assert guarded.get(SHOP).status_code == 200
    assert guarded.delete(SESSION, headers=HERE).json()["signed_in"] is False
    assert guarded.get(SHOP).status_code == 401


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    guarded: TestClient, secret: str
) -> None:
    said = guarded.post(SESSION, json={"key": secret}, headers=HERE).headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert "path=/" in said
    assert "secure" not in said  # over http, which a browser would not send it back by


def test_it_goes_over_https_alone_where_the_page_came_so(guarded: TestClient, secret: str) -> None:
    page = {"origin": "https://photos.example", "host": "127.0.0.1:8000"}
    answer = guarded.post(SESSION, json={"key": secret}, headers=page)
    assert "secure" in answer.headers["set-cookie"].lower()


def test_two_servers_of_one_host_do_not_sign_each_other_out(
    guarded: TestClient, secret: str
) -> None:
    """A browser has one jar for all ports: here, for a server at two."""
    one, other = {"host": "localhost:8000"}, {"host": "localhost:8001"}
    names = {
        cookie_of(guarded.post(SESSION, json={"key": secret}, headers=at)) for at in (one, other)
    }
    assert len(names) == 2
    both = "; ".join(f"{name}={secret}" for name in names)
    gone = guarded.delete(SESSION, headers=one)
    left = "; ".join(f"{name}={secret}" for name in names - {cookie_of(gone)})
    assert guarded.get(SHOP, headers={**one, "cookie": both}).status_code == 200
    assert guarded.get(SHOP, headers={**one, "cookie": left}).status_code == 401
    assert guarded.get(SHOP, headers={**other, "cookie": left}).status_code == 200


def test_the_name_of_the_cookie_stays_and_tells_servers_apart() -> None:
    def name(host: str, *public: str) -> str:
        return KeyCookie(public).name(Headers({"host": host}))

    assert name("localhost:8000") == "lookalike_key_8000"
    assert name("[::1]:8000") == "lookalike_key_8000"
    assert name("photos.local") == name("[::1]") == "lookalike_key"
    # Behind a proxy that passes on the name alone, or its own address.
    behind = {name(host, url) for host in ("photos.example", "127.0.0.1:8000") for url in URLS}
    assert len(behind) == 2 * len(URLS)
    assert name("localhost:8000", *URLS) == name("localhost:8000", *reversed(URLS))


@pytest.mark.parametrize("around", ["{}\n", " {}", "\t{}\r\n", "\u00a0{} "])
def test_blanks_around_a_key_came_along_as_it_was_copied(
    guarded: TestClient, secret: str, around: str
) -> None:
    answer = guarded.post(SESSION, json={"key": around.format(secret)}, headers=HERE)
    assert answer.json()["signed_in"]
    assert guarded.get(SHOP).status_code == 200


@pytest.mark.parametrize("inside", [" ", "\n"])
def test_blanks_within_a_key_make_it_another(guarded: TestClient, secret: str, inside: str) -> None:
    sent = f"{secret[:9]}{inside}{secret[9:]}"
    assert is_problem(guarded.post(SESSION, json={"key": sent}, headers=HERE), 401)


def test_a_key_of_blanks_is_none(guarded: TestClient) -> None:
    assert is_problem(guarded.post(SESSION, json={"key": " \n"}, headers=HERE), 422, "key")


def test_a_wrong_key_signs_nobody_in(guarded: TestClient) -> None:
    answer = guarded.post(SESSION, json={"key": "lk_wrong"}, headers=HERE)
    assert is_problem(answer, 401, "is not valid for this server", "KeyNeeded")
    assert "set-cookie" not in answer.headers


def test_another_sites_page_cannot_sign_in(guarded: TestClient, secret: str) -> None:
    answer = guarded.post(SESSION, json={"key": secret}, headers={"origin": "https://evil.example"})
    assert is_problem(answer, 403)


def test_a_server_without_keys_says_that_it_asks_for_none(client: TestClient) -> None:
    assert client.get(SESSION).json() == {"asks_for_key": False, "signed_in": True}
    answer = client.post(SESSION, json={"key": "any"})
    assert answer.json()["signed_in"]
    assert "set-cookie" not in answer.headers
