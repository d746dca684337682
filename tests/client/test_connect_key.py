"""A server that asks for a key, asked by the client."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lookalike.client.connect import connect
from lookalike.collection import Collection
from lookalike.errors import KeyNeeded
from lookalike.server.app import build_app
from lookalike.server.keys import Keys
from lookalike.server.settings import Settings
from tests.copied import copied
from tests.real_server import listening


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys.json")


@pytest.fixture
def secret(keys: Keys) -> str:
    return keys.add("a program")


@pytest.fixture
def guarded(indexed: Path, tmp_path: Path, keys: Keys, secret: str) -> Iterator[str]:
    copy = copied(indexed, tmp_path / "shop")
    app = build_app({"shop": Collection.open(copy)}, Settings(keys=keys))
    with listening(app, log_level="warning") as port:
        yield f"http://127.0.0.1:{port}"


def test_without_the_key_nothing_is_told(guarded: str) -> None:
    with pytest.raises(KeyNeeded, match="this server requires an API key"):
        connect(guarded)
    with pytest.raises(KeyNeeded, match="is not valid for this server"):
        connect(guarded, key="lk_other")


def test_a_key_is_given_or_taken_from_the_environment(
    guarded: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(guarded, key=secret) as shop:
        assert shop.count() == 24
    monkeypatch.setenv("LOOKALIKE_KEY", secret)
    with connect(guarded) as shop:
        assert shop.count() == 24
    with pytest.raises(KeyNeeded):
        connect(guarded, key="lk_other")


def test_a_key_removed_while_it_is_used_is_told(guarded: str, keys: Keys, secret: str) -> None:
    with connect(guarded, key=secret) as shop:
        Keys(keys.path).remove("a program")
        with pytest.raises(KeyNeeded, match="or was revoked"):
            shop.count()
