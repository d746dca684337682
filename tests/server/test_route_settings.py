"""What a server does can be known before it is tried."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lookalike.images.limits import Limits
from lookalike.server.settings import Settings
from tests.server.conftest import Serve


def test_a_server_says_what_it_does(client: TestClient) -> None:
    assert client.get("/v1/settings").json() == {
        "fetches": False,
        "fetch_timeout_s": 10.0,
        "max_body_bytes": 200_000_000,
        "max_image_bytes": 200_000_000,
        "max_image_pixels": 300_000_000,
        "max_limit": 100,
        "makes_collections": False,
        "moves_files": True,
        "roots": [],
    }


def test_roots_are_told_by_name_alone(serve: Serve, tmp_path: Path) -> None:
    roots = (tmp_path / "a" / "photos", tmp_path / "b" / "photos", tmp_path / "art")
    answer = serve(roots=roots, home=tmp_path).get("/v1/settings")
    assert answer.json()["makes_collections"] is True
    assert answer.json()["roots"] == ["art", "photos"]
    assert str(tmp_path) not in answer.text


def test_roots_without_a_home_make_nothing(serve: Serve, tmp_path: Path) -> None:
    settings = serve(roots=(tmp_path,)).get("/v1/settings").json()
    assert (settings["makes_collections"], settings["roots"]) == (False, [])


def test_an_image_must_fit_all_that_it_goes_through(serve: Serve) -> None:
    client = serve(limits=Limits(max_bytes=30), max_body_bytes=20, upload_bytes=10)
    assert client.get("/v1/settings").json()["max_image_bytes"] == 10


@pytest.mark.parametrize(
    ("asked", "own", "sent"),
    [
        (Limits(), 2_600_000_000, 1_100_000_000),
        (Limits(max_pixels=10), 2_600_000_000, 1_100_000_000),
        (Limits(max_memory=5_000_000_000), 5_000_000_000, 5_000_000_000),
        (Limits(max_memory=10), 10, 10),
    ],
)
def test_what_is_sent_may_take_less_memory_unless_it_is_said(
    asked: Limits, own: int, sent: int
) -> None:
    settings = Settings().admitting(asked)
    assert (settings.limits.max_memory, settings.sent.max_memory) == (own, sent)
