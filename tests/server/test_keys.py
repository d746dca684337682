"""Keys are kept as hashes, and a key removed is refused at once."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.server.keys import Keys, KeysUnreadable

DAMAGED = [
    "",
    "{}",
    "[]",
    '{"keys": [{"name": "anna"}]}',
    '{"keys": 3}',
    '{"keys": [{"name": "anna", "hash": null, "made_at": ""}]}',
    '{"keys": [{"name": "anna", "hash": "é", "made_at": ""}]}',
    "[" * 100_000,
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "keys.json"


def test_a_key_is_known_by_its_name(path: Path) -> None:
    keys = Keys(path)
    anna, bob = keys.add("anna"), keys.add("bob")
    assert (keys.owner(anna), keys.owner(bob)) == ("anna", "bob")
    assert [key.name for key in keys.all()] == ["anna", "bob"]


def test_no_other_text_lets_anybody_in(path: Path) -> None:
    secret = Keys(path).add("anna")
    for other in ("", "anna", secret[:-1], f"{secret}x", secret.swapcase(), f" {secret}"):
        assert Keys(path).owner(other) is None


def test_nothing_in_the_file_lets_anybody_in(path: Path) -> None:
    secret = Keys(path).add("anna")
    text = path.read_text()
    assert secret not in text
    assert secret.removeprefix("lk_") not in text
    (kept,) = json.loads(text)["keys"]
    assert {Keys(path).owner(word) for word in kept.values()} == {None}


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_the_file_is_its_owners_alone(path: Path) -> None:
    keys = Keys(path)
    keys.add("anna")
    keys.add("bob")
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_another_process_adds_or_removes_counts_at_once(path: Path) -> None:
    served, elsewhere = Keys(path), Keys(path)
    assert served.all() == ()
    secret = elsewhere.add("anna")
    assert served.owner(secret) == "anna"
    elsewhere.remove("anna")
    assert served.owner(secret) is None


def test_a_name_is_used_once(path: Path) -> None:
    keys = Keys(path)
    secret = keys.add("anna")
    with pytest.raises(InputError, match="there is already a key 'anna'"):
        keys.add("anna")
    assert keys.owner(secret) == "anna"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31m"])
def test_a_key_needs_a_name_that_can_be_shown(path: Path, name: str) -> None:
    with pytest.raises(InputError, match="needs a name"):
        Keys(path).add(name)
    assert not path.exists()


def test_a_key_that_is_not_there_cannot_be_removed(path: Path) -> None:
    keys = Keys(path)
    keys.add("anna")
    with pytest.raises(InputError, match=r"no key 'bob' in .*; there are: anna"):
        keys.remove("bob")


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_lets_nobody_in_and_is_left_alone(path: Path, text: str) -> None:
    keys = Keys(path)
    secret = keys.add("anna")
    path.write_text(text)
    with pytest.raises(InputError, match="cannot be read"):
        keys.owner(secret)
    with pytest.raises(InputError, match="cannot be read"):
        keys.add("bob")
    assert path.read_text() == text


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
@pytest.mark.parametrize("spoil", [lambda path: path.mkdir(), lambda path: path.symlink_to(path)])
def test_what_is_no_file_lets_nobody_in(path: Path, spoil: Callable[[Path], None]) -> None:
    keys = Keys(path)
    secret = keys.add("anna")
    path.unlink()
    spoil(path)
    with pytest.raises(KeysUnreadable, match="until it can, all requests are refused"):
        keys.owner(secret)


def test_a_file_in_place_of_its_folder_lets_nobody_in(path: Path) -> None:
    secret = Keys(path).add("anna")
    path.parent.rename(path.parent.with_name("away"))
    path.parent.write_text("")
    with pytest.raises(InputError, match="until it can, all requests are refused"):
        Keys(path).owner(secret)


def test_keys_that_are_made_at_once_all_let_in(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda name: Keys(path).add(name), "abcdefgh"))
    assert [Keys(path).owner(secret) for secret in made] == list("abcdefgh")


def test_a_key_that_is_made_while_one_is_removed_stays(path: Path) -> None:
    names = [f"old {i}" for i in range(4)]
    for name in names:
        Keys(path).add(name)
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(Keys(path).add, name) for name in "abcd"]
        gone = [pool.submit(Keys(path).remove, name) for name in names]
    assert [one.result() for one in gone] == [None] * 4
    assert {Keys(path).owner(one.result()) for one in made} == set("abcd")
    assert len(Keys(path).all()) == 4
