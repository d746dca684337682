"""`lookalike keys`, and who `lookalike serve` lets in."""

import json
from pathlib import Path

import pytest

from lookalike.cli.access import Access
from lookalike.errors import InputError
from lookalike.server.keys import Keys
from lookalike.server.settings import LOOPBACK
from tests.cli.conftest import Command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def some(file: Path) -> Path:
    """A file with a key."""
    Keys(file).add("anna")
    return file


def test_a_key_is_printed_once_and_alone(lookalike: Command, file: Path) -> None:
    made = lookalike("keys", "add", "anna", "--file", file)
    secret = made.out.strip()
    assert Keys(file).owner(secret) == "anna"
    assert "not shown again" in made.err
    listed = lookalike("keys", "list", "--file", file)
    assert "anna" in listed.out
    assert secret not in listed.out + listed.err + file.read_text()


def test_a_key_is_removed(lookalike: Command, some: Path) -> None:
    assert lookalike("keys", "remove", "anna", "--file", some).status == 0
    assert Keys(some).all() == ()
    again = lookalike("keys", "remove", "anna", "--file", some)
    assert (again.status, "no key 'anna'" in again.err) == (1, True)


def test_keys_are_told_as_json(lookalike: Command, file: Path) -> None:
    made = json.loads(lookalike("keys", "add", "shop", "--file", file, "--json").out)
    assert Keys(file).owner(made["key"]) == made["name"] == "shop"
    (listed,) = json.loads(lookalike("keys", "list", "--file", file, "--json").out)["keys"]
    assert listed == {"name": "shop", "made_at": Keys(file).all()[0].made_at}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "photos.local"])
def test_a_server_beyond_this_machine_needs_a_key(
    lookalike: Command, own: Path, file: Path, host: str
) -> None:
    outcome = lookalike("serve", own, "--host", host, "--port", 0, "--keys", file)
    assert outcome.status == 1
    assert f"serving at {host} requires an API key" in outcome.err
    assert "lookalike keys add NAME" in outcome.err


def test_a_public_address_needs_a_key_whatever_the_host(file: Path) -> None:
    with pytest.raises(InputError, match=r"serving at https://photos\.example requires an API key"):
        Access("127.0.0.1", file, public_urls=("https://photos.example",)).settings()


def test_a_server_with_keys_asks_for_them(some: Path) -> None:
    settings = Access("0.0.0.0", some).settings()
    assert settings.keys is not None
    assert settings.keys.path == some
    assert settings.any_address
    assert not Access("0.0.0.0", some).lets_anybody_in


def test_an_open_server_is_open_on_purpose_and_says_so(file: Path) -> None:
    access = Access("0.0.0.0", file, is_open=True)
    assert access.settings().keys is None
    assert access.lets_anybody_in
    assert not access.settings().moves_files
    assert Access("127.0.0.1", file, is_open=True).settings().moves_files
    assert not Access("127.0.0.1", file, is_open=True).lets_anybody_in


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_a_server_for_this_machine_needs_no_key_and_answers_to_its_names(host: str) -> None:
    settings = Access(host).settings()
    assert settings.keys is None
    assert not settings.any_address
    assert set(settings.hosts) == {*LOOPBACK, host}


def test_keys_that_are_named_are_asked_for_on_this_machine_too(some: Path) -> None:
    assert Access("127.0.0.1", some).settings().keys is not None


def test_further_names_are_taken_as_browsers_write_them(some: Path) -> None:
    settings = Access("0.0.0.0", some, names=("Photos.Local.",)).settings()
    assert "photos.local" in settings.hosts


@pytest.mark.parametrize("name", ["", "http://photos.local", "photos.local:8000", "a b"])
def test_what_is_no_name_is_refused(some: Path, name: str) -> None:
    with pytest.raises(InputError, match="is not a host name"):
        Access("0.0.0.0", some, names=(name,)).settings()


@pytest.mark.parametrize("url", ["photos.example", "ftp://photos.example", "https://", "http://["])
def test_what_is_no_public_address_is_refused(some: Path, url: str) -> None:
    with pytest.raises(InputError, match="is not a URL such as https"):
        Access("0.0.0.0", some, public_urls=(url,)).settings()
