"""Addresses survive as they were written, and hide their passwords."""

from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.images.find import check_folder
from lookalike.indexing.roots import whole
from lookalike.stores.address import Address, parse_address

POSTGRES = "postgresql://anna:s3cret@host:5432/shop?sslmode=require"


@pytest.mark.parametrize(
    ("told", "scheme", "text", "name"),
    [
        (POSTGRES, "postgresql", POSTGRES, "shop"),
        ("qdrant://host:6333/shoes", "qdrant", "qdrant://host:6333/shoes", "shoes"),
        ("QDRANT://host", "qdrant", "QDRANT://host", "host"),
        ("postgresql+ssl://h/a/b", "postgresql+ssl", "postgresql+ssl://h/a/b", "b"),
        ("shop", "file", "shop", "shop"),
        ("/data/shop/", "file", "/data/shop", "shop"),
        ("file:///data/shop", "file", "/data/shop", "shop"),
        ("C:/data/shop", "file", "C:/data/shop", "shop"),
        (Path("/data/my shop"), "file", "/data/my shop", "my shop"),
        ("a:b/c", "file", "a:b/c", "c"),
    ],
)
def test_an_address_is_read_once(told: str | Path, scheme: str, text: str, name: str) -> None:
    address = parse_address(told)
    assert (address.scheme, address.text, address.name) == (scheme, text, name)
    assert parse_address(address) is address
    assert address.scheme == "file" or address.resolved() == address


def test_a_home_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    assert parse_address("~/shop").text == "/home/anna/shop"


def test_a_password_is_not_shown() -> None:
    assert str(parse_address(POSTGRES)) == "postgresql://anna:***@host:5432/shop?sslmode=require"
    assert str(parse_address("qdrant://host/a")) == "qdrant://host/a"


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("postgresql:/anna:s3cret@host", "write postgresql://anna:***@host for an address"),
        ("anna:s3cret@host", "write SCHEME://anna:***@host for an address"),
        ("//anna:s3cret@host", "write SCHEME://anna:***@host for an address"),
    ],
)
def test_a_password_without_a_scheme_is_told_how_to_be_written(given: str, advice: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_address(given)
    assert advice in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_an_address_given_as_a_path_is_refused_with_advice() -> None:
    with pytest.raises(InputError, match=r"give the address as text: 'postgresql://\.\.\.'"):
        Collection.open(Path("postgresql://anna@host/shop"))


def test_an_address_without_a_store_is_told_without_its_password() -> None:
    with pytest.raises(InputError, match="no store for postgresql://") as raised:
        Collection.open(POSTGRES, create=True)
    assert "s3cret" not in str(raised.value)


def test_the_address_of_a_server_is_told_how_to_be_opened() -> None:
    with pytest.raises(InputError, match="`connect` opens it"):
        Collection.open("http://127.0.0.1:8000")


def test_two_ways_to_one_folder_are_one_address(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    ways = [tmp_path / "shop", tmp_path / "link", tmp_path / "x" / ".." / "shop"]
    assert len({parse_address(way).resolved() for way in ways}) == 1


def test_what_lies_in_a_collection_is_its_own(tmp_path: Path) -> None:
    address = parse_address(tmp_path / "shop")
    assert address.holds(tmp_path / "shop" / "images" / "a.png")
    assert not address.holds(tmp_path / "shop2" / "a.png")
    assert not Address("qdrant", "qdrant://h/x").holds(tmp_path)


def test_what_lies_beside_a_collection_is_beside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    for path in ("shop", "link", "shop/"):
        address = parse_address(f"{tmp_path}/{path}")
        assert address.beside("quarantine") == tmp_path / "shop quarantine"
    assert Address("qdrant", "qdrant://h/x").beside("quarantine") is None


def test_a_folder_that_cannot_be_read_is_told_why(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    with pytest.raises(InputError, match="name too long; check it"):
        check_folder(tmp_path / ("x" * 300))
    with pytest.raises(InputError, match=r"no folder .*; a part of its path is a file"):
        check_folder(tmp_path / "a.jpg" / "x")
    with pytest.raises(InputError, match="an empty text is no path"):
        whole("")
    with pytest.raises(InputError, match="an empty text is no path"):
        parse_address("")
