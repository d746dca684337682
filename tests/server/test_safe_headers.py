"""Every answer tells browsers to run and load nothing, whoever made it."""

import socket
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any, TypeAlias

import pytest
from starlette.testclient import TestClient

from lookalike.server.app import build_app
from lookalike.server.keys import Keys
from lookalike.server.settings import Settings
from tests.real_server import listening
from tests.server.conftest import HOSTS, SHOP, first_id

Ask: TypeAlias = Callable[[TestClient], Any]
API = "default-src 'none'; sandbox"
FORM = {"content-type": "multipart/form-data; boundary=x"}
JSON = {"content-type": "application/json"}


def is_safe(headers: Any, is_api: bool = True) -> bool:
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy == API if is_api else policy.startswith("default-src 'none'; script-src 'self'")
    return True


def busy(client: TestClient) -> Any:
    """As where more is asked for than is done."""
    work = client.app.state.service.work  # type: ignore[attr-defined]
    work.pending = 10**6
    answer = client.post("/v1/uploads", content=b" " * 2_000_000, headers=JSON)
    work.pending = 0
    return answer


def broken(client: TestClient) -> Any:
    """As where something goes wrong that nobody foresaw."""
    served = client.app.state.service.served  # type: ignore[attr-defined]
    served.names, names = None, served.names
    answer = client.get("/v1/collections")
    served.names = names
    return answer


def image(client: TestClient, **headers: str) -> Any:
    address = f"{SHOP}/images/{first_id(client)}/thumbnail"
    known = client.get(address).headers["etag"]
    return client.get(address, headers={"if-none-match": known} if headers else {})


OPEN: list[tuple[int, Ask]] = [
    (200, lambda c: c.get(SHOP)),
    (200, lambda c: c.get("/v1/health")),
    (200, image),
    (200, lambda c: c.head("/v1/none") and c.get("/v1/settings")),
    (304, lambda c: image(c, known="yes")),
    (400, lambda c: c.post("/v1/uploads", content=b"--x\r\nA\x00: b\r\n", headers=FORM)),
    (403, lambda c: c.get(SHOP, headers={"host": "evil.example"})),
    (403, lambda c: c.delete(SHOP, headers={"origin": "https://evil.example"})),
    (404, lambda c: c.get("/v1/none")),
    (404, lambda c: c.get("/v1/jobs/none/events")),
    (405, lambda c: c.delete("/v1/health")),
    (413, lambda c: c.post("/v1/session", content=b" " * 10_000, headers=JSON)),
    (415, lambda c: c.post(f"{SHOP}/search", content=b"a")),
    (422, lambda c: c.post(f"{SHOP}/search", content=b"{", headers=JSON)),
    (429, busy),
    (500, broken),
]
GUARDED: list[tuple[int, Ask]] = [
    (200, lambda c: c.get("/v1/session")),
    (401, lambda c: c.get(SHOP)),
    (401, lambda c: c.post("/v1/session", json={"key": "lk_wrong"})),
    (401, lambda c: c.post("/v1/uploads", files=[("image", b"x")])),
]
PAGE: list[tuple[int, Ask]] = [
    (200, lambda c: c.get("/")),
    (200, lambda c: c.get("/api.js")),
    (403, lambda c: c.get("/", headers={"host": "evil.example"})),
    (404, lambda c: c.get("/none.js")),
    (405, lambda c: c.post("/")),
]


@pytest.mark.parametrize(("status", "ask"), OPEN)
def test_every_answer_of_the_api_is_safe(client: TestClient, status: int, ask: Ask) -> None:
    answer = ask(TestClient(client.app, raise_server_exceptions=False))
    assert answer.status_code == status
    assert is_safe(answer.headers)


@pytest.mark.parametrize(("status", "ask"), PAGE)
def test_every_answer_beside_the_api_is_safe(client: TestClient, status: int, ask: Ask) -> None:
    answer = ask(client)
    assert answer.status_code == status
    assert is_safe(answer.headers, is_api=False)


@pytest.mark.parametrize(("status", "ask"), GUARDED)
def test_every_answer_of_a_server_that_asks_for_keys_is_safe(
    keys: Keys, secret: str, status: int, ask: Ask
) -> None:
    app = build_app({}, Settings(hosts=HOSTS, keys=keys))
    answer = ask(TestClient(app))
    assert answer.status_code == status
    assert is_safe(answer.headers)
    keys.path.write_text("{")
    assert TestClient(app).get("/v1/health").status_code == 200
    damaged = TestClient(app).get(SHOP, headers={"authorization": f"Bearer {secret}"})
    assert damaged.status_code == 503
    assert is_safe(damaged.headers)
    app.state.service.close()


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (200, b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        (400, b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\nA\x00: b\r\n\r\n"),
        (408, b"GET /v1/health HTT"),
        (408, b"POST /v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"),
    ],
)
def test_every_answer_of_a_real_server_is_safe(status: int, sent: bytes) -> None:
    app = build_app({}, Settings(head_s=0.2, body_pause_s=0.2))
    with listening(app, log_level="critical", access_log=False) as port:
        opened = socket.create_connection(("127.0.0.1", port), 60)
        opened.sendall(sent)
        answer = HTTPResponse(opened)
        answer.begin()
        assert answer.status == status
        assert is_safe(answer.headers)
        answer.close()
        opened.close()
