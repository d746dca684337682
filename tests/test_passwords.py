"""Passwords of addresses are in no message, and an address is no path on this machine."""

import logging

import pytest

from lookalike.encoders.catalogue import load_encoder
from lookalike.errors import EncoderError, InputError, LookalikeError, QueryError
from lookalike.files.local_path import local_path
from lookalike.files.passwords import AROUND, excerpt, without_passwords, without_secrets
from lookalike.filters.remarks import remarks_on_names
from lookalike.search.query import Query
from lookalike.server.quiet import hide_passwords


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:PW@db.example/shop",
        "postgresql:/ann:PW@db.example/shop",
        "redis://:PW@db.example",
        "https://ann:P@PW@host/a.jpg",
        "https://ann:x/PW@host/a.jpg",
        "https://ann:x?PW#y@host/a.jpg",
        "https://ann:with PW@host/a.jpg",
        "postgresql://db.example/shop?sslmode=require&password=PW",
        "/images?like=https%3A%2F%2Fann%3APW%40host%2Fa.jpg",
        "https://PW@host/a.jpg",
        "https://PW:@host/a.jpg",
        "https://PW:x-oauth-basic@host/a.jpg",
        "https://glpat-0123456789PW:none@host/a.jpg",
        "ann:PW@127.0.0.1:1",
        "ann:P@PW@host",
        "ann:x/PW@host:80",
        "ann:PW@host/a.jpg",
        "//ann:PW@host/a.jpg",
        "://ann:PW@host/a.jpg",
        "file://ann:PW@host/a",
        "https://host/a?sv=2024&sig=PW%3D&se=2",
        "https://b.s3.example/a?X-Amz-Signature=PW&X-Amz-Credential=PW%2F2024&X-Amz-Date=2024",
        "https://b.s3.example/a?X-Amz-Security-Token=PW",
        "https://b.gcs.example/a?X-Goog-Signature=PW&GoogleAccessId=x",
        "https://host/a?AWSAccessKeyId=PW&Signature=PW&Expires=1",
        "https://host/a?key=PW",
        "https://host/a?w=1&subscription-key=PW",
        "https://host/a?access_token=PW",
        "https://host/a#access_token=PW",
        "host/a?signature=PW",
        "/images?like=https%3A%2F%2Fhost%2Fa%3Fw%3D1%26sig%3DPW",
        "/images?like=https%3A%2F%2FPW%40host%2Fa.jpg",
        "/images?like=ann%3APW%40host%2Fa.jpg",
    ],
)
def test_a_password_is_hidden_wherever_it_stands(address):
    for error in (LookalikeError, QueryError, InputError):
        said = error(f"cannot use {address!r}; check it")
        assert "PW" not in f"{said} {said!r}"
        assert "***" in str(said)
        assert "check it" in str(said)


@pytest.mark.parametrize(
    "text",
    [
        "https://host:8000/a@b.jpg",
        "http://[::1]:8000/x@y",
        "postgresql://ann@db.example/shop",
        "C:/photos/a:b@c",
        "no server at http://host:8000; write to ann@example.org",
        "mailto:ann@example.org",
        "id:a@b",
        "cannot use '12:30@home.jpg': it is empty",
        "no server at host:8000/a@b",
        "https://host/a?monkey=1&keyword=2&size=3",
        "https://host/a?like=https%3A%2F%2Fhost%2Fb%3Fw%3D1",
    ],
)
def test_what_has_no_password_stays_as_it_is(text):
    assert without_passwords(text) == text


def test_the_name_of_a_file_is_shown_as_it_is():
    assert without_passwords("ann:red@shop/a", is_data=True) == "ann:red@shop/a"
    assert without_passwords("http://ann:PW@shop/a", is_data=True) == "http://ann:***@shop/a"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://ann:PW@host:80/a.jpg?w=1", "http://host:80/a.jpg?w=1"),
        ("https://PW@host/a.jpg", "https://host/a.jpg"),
        ("https://host/a?token=PW&w=1&sig=PW;h=2&%73ig=PW", "https://host/a?w=1;h=2"),
        ("https://host/a?X-Amz-Signature=PW", "https://host/a"),
        ("https://host/a#access_token=PW&b", "https://host/a#b"),
        ("https://host/a?w=1&&b=%2F+c&d", "https://host/a?w=1&&b=%2F+c&d"),
        ("https://host/a?w=a@b=", "https://host/a?w=a@b="),
        ("http://ann:x/PW@host/a.jpg", "http://host/a.jpg"),
        ("http://ann:PW@[::1/a.jpg", "http://ann:***@[::1/a.jpg"),
        ("12 High Street", "12 High Street"),
    ],
)
def test_an_address_is_kept_without_its_secrets(address, kept):
    assert without_secrets(address) == kept
    assert without_secrets(kept) == kept


@pytest.mark.parametrize(
    "address", ["http://ann:PW@host/a.jpg", "https://host/a?sig=PW", "http://PW@h/x.onnx"]
)
def test_a_password_is_in_no_value_that_is_shown(address):
    assert "PW" not in repr(Query([address], unlike=address))
    with pytest.raises(EncoderError, match="is an address") as told:
        load_encoder(address)
    assert "PW" not in str(told.value)
    (remark,) = remarks_on_names([address], lambda *_: False, list)
    assert "PW" not in remark


SECRET = "hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"'s3://b:{SECRET}@host/a' and x",
        f"https://ann:{SECRET}@host and postgresql://h/db?sslmode=1&password={SECRET}",
        f"like=https%3A%2F%2Fann%3A{SECRET}%40host",
        f"{'x' * AROUND}https://ann:{SECRET}@host{'y' * AROUND}",
    ],
)
@pytest.mark.parametrize("length", [3, 12, 500])
def test_no_part_of_a_password_is_in_an_excerpt(text, length):
    first = text.index(SECRET) - 20
    for start in range(max(0, first), len(text.rstrip("y"))):
        shown = excerpt(text, start, start + length)
        parts = {SECRET[i : i + 3] for i in range(len(SECRET) - 2)}
        assert not [part for part in parts if part in shown], shown


def test_an_excerpt_is_the_text_where_it_has_no_password():
    text = f"a = 1 and b = 'https://ann:{SECRET}@host/a' and c = 'https://ann:@host'"
    at = text.index(SECRET)
    assert excerpt(text, 0, at - 1) == text[: at - 1]
    assert excerpt(text, 0, at) == excerpt(text, 0, at + 3) == f"{text[:at]}***@"
    assert excerpt(text, at + len(SECRET), at + 12) == text[at + len(SECRET) : at + 12]
    assert excerpt(text, at - 3, at + 12) == f"nn:***{text[at + len(SECRET) : at + 12]}"
    assert excerpt(text, 0, 10_000) == without_passwords(text)
    assert excerpt(text, at + 20, 10_000).endswith("***:***@host'")


@pytest.mark.parametrize("text", ["postgresql://h/db", "postgresql:/h/db", "https://host/x"])
def test_an_address_is_no_local_path(text):
    with pytest.raises(InputError, match=r"://h.* is an address; --out must be a path"):
        local_path(text, "--out")


def test_a_local_path_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd:").mkdir()
    for path in ("a/b", "C:/photos", "odd:/", tmp_path):
        assert str(local_path(path)) == str(path).rstrip("/") or path == "odd:/"


def test_the_log_of_a_server_has_no_password(monkeypatch):
    class Kept(logging.Handler):
        said = ""

        def emit(self, record: logging.LogRecord) -> None:
            self.said += logging.Formatter().format(record)

    handler = Kept()
    monkeypatch.setattr(logging, "lastResort", handler)
    hide_passwords()
    log = logging.getLogger("a server of this test")
    log.propagate = False
    log.addHandler(handler)
    try:
        int("https://ann:PW@host/b")
    except ValueError:
        log.exception("bad address %s", "https://ann:PW@host/a")
    assert "https://ann:***@host/a" in handler.said
    assert "https://ann:***@host/b" in handler.said
    assert "PW" not in handler.said
