"""A server that asks for keys tells nothing to those who bring none."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from lookalike.server.jobs.events import stream
from lookalike.server.keys import Keys
from lookalike.server.middleware.key_check import OPEN, KeyCheck
from lookalike.server.settings import Settings
from tests.server.conftest import SHOP, Serve, file, is_problem

pytestmark = pytest.mark.slow(seconds=8)

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def guarded(serve: Serve, keys: Keys, secret: str) -> TestClient:
    return serve(keys=keys)


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_every_address_of_the_api_asks_for_a_key(guarded: TestClient) -> None:
    paths = guarded.app.openapi()["paths"]
    asked = [(path, method) for path, methods in paths.items() for method in methods]
    assert len(asked) > 25
    for path, method in [*asked, ("/openapi.json", "get"), ("/metrics", "get")]:
        if path not in OPEN:
            answer = guarded.request(method, path.replace("{name}", "shop"))
            assert answer.status_code == 401, (method, path)
            assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/none", "/v1//collections", "/v1%2fcollections"]
)
def test_odd_spellings_open_nothing(guarded: TestClient, path: str) -> None:
    assert guarded.get(path).status_code == 401


def test_the_pages_own_files_are_for_everybody(guarded: TestClient) -> None:
    for path in ("/", "/api.js", "/style/base.css", "/v1/health"):
        assert guarded.get(path).status_code == 200


def test_a_key_lets_a_program_in(guarded: TestClient, secret: str) -> None:
    assert guarded.get(SHOP, headers=bearer(secret)).status_code == 200
    assert guarded.get(SHOP, headers={"authorization": f"bearer {secret}"}).status_code == 200


@pytest.mark.parametrize("other", ["", "lk_wrong", "anna", "é"])
def test_another_key_does_not(guarded: TestClient, other: str) -> None:
    answer = guarded.get(SHOP, headers=[(b"authorization", f"Bearer {other}".encode())])
    assert is_problem(answer, 401, "is not valid for this server", "KeyNeeded")


def test_nothing_is_read_of_a_body_before_the_key(
    guarded: TestClient, pictures: list[Path], secret: str
) -> None:
    sent = [file(pictures[0])]
    assert guarded.post(f"{SHOP}/images", files=sent).status_code == 401
    assert guarded.post("/v1/uploads", files=sent).status_code == 401
    assert guarded.post(f"{SHOP}/images", files=sent, headers=bearer(secret)).is_success


def test_a_key_that_was_removed_lets_nobody_in_any_more(
    guarded: TestClient, keys: Keys, secret: str
) -> None:
    assert guarded.post("/v1/session", json={"key": secret}, headers=ORIGIN).status_code == 200
    assert guarded.get(SHOP).status_code == 200
    Keys(keys.path).remove("anna")
    assert guarded.get(SHOP).status_code == 401
    assert guarded.get(SHOP, headers=bearer(secret)).status_code == 401


def test_a_damaged_file_of_keys_lets_nobody_in_and_is_told_in_the_log_alone(
    guarded: TestClient, keys: Keys, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    keys.path.write_text("{")
    for answer in (
        guarded.get(SHOP, headers=bearer(secret)),
        guarded.get("/v1/session", headers=bearer(secret)),
        guarded.post("/v1/session", json={"key": secret}, headers=ORIGIN),
    ):
        assert is_problem(answer, 503, "refuses all requests until it can")
        assert str(keys.path) not in answer.text
        assert keys.path.name not in answer.text
    assert caplog.text.count(f"the key file {keys.path} cannot be read: ") == 1
    keys.path.write_text("[ ]")
    for _ in range(2):
        assert is_problem(guarded.get(SHOP, headers=bearer(secret)), 503)
    assert caplog.text.count(f"the key file {keys.path} cannot be read: ") == 2


def test_without_keys_everybody_is_let_in(client: TestClient) -> None:
    assert client.get(SHOP).status_code == 200


@pytest.mark.parametrize(
    "others", ['a={"x":1}; ', "a b=1; ", "a[0]=1; ", "alone; ", '="; ', "é=1; ", "a@b=1; "]
)
def test_cookies_of_other_programs_are_in_nobodys_way(
    guarded: TestClient, secret: str, others: str
) -> None:
    cookie = f"{others}lookalike_key_8000={secret}; last={{}}".encode()
    headers = [(b"host", b"localhost:8000"), (b"cookie", cookie)]
    assert guarded.get(SHOP, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "spoil",
    [
        lambda keys: keys.remove("anna"),
        lambda keys: keys.path.unlink(),
        lambda keys: keys.path.write_text("{"),
    ],
)
def test_a_stream_tells_nothing_more_to_a_key_that_was_removed(
    keys: Keys, secret: str, spoil: Callable[[Keys], object]
) -> None:
    assert _told(keys, secret, lambda: None) == b"first, second"
    assert _told(keys, secret, lambda: spoil(keys)) == b"first, "


def _told(keys: Keys, secret: str, meanwhile: Callable[[], object]) -> bytes:
    """By a stream of two events, between which something happens to the keys."""

    async def events() -> AsyncIterator[str]:
        yield "first, "
        meanwhile()
        yield "second"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await stream(events())(scope, receive, send)

    client = TestClient(KeyCheck(app, Settings(keys=keys)))
    return client.get("/v1/events", headers=bearer(secret)).content
