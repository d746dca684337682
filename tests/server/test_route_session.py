"""Signing in by key: the browser holds it where no script sees it."""

import pytest
from starlette.testclient import TestClient

from lookalike.server.keys import Keys
from tests.server.conftest import SHOP, Serve, is_problem

HERE, SESSION = {"origin": "http://testserver"}, "/v1/session"


@pytest.fixture
def guarded(serve: Serve, keys: Keys, secret: str) -> TestClient:
    return serve(keys=keys, public_urls=("https://photos.example",))


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


def test_a_wrong_key_signs_nobody_in(guarded: TestClient) -> None:
    answer = guarded.post(SESSION, json={"key": "lk_wrong"}, headers=HERE)
    assert is_problem(answer, 401, "no key of this server", "KeyNeeded")
    assert "set-cookie" not in answer.headers


def test_another_sites_page_cannot_sign_in(guarded: TestClient, secret: str) -> None:
    answer = guarded.post(SESSION, json={"key": secret}, headers={"origin": "https://evil.example"})
    assert is_problem(answer, 403)


def test_a_server_without_keys_says_that_it_asks_for_none(client: TestClient) -> None:
    assert client.get(SESSION).json() == {"asks_for_key": False, "signed_in": True}
    answer = client.post(SESSION, json={"key": "any"})
    assert answer.json()["signed_in"]
    assert "set-cookie" not in answer.headers
