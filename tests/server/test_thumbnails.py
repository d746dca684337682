"""Thumbnails are remembered within a size."""

from lookalike.server.thumbnails import Key, Thumbnails


def key(item: str) -> Key:
    return ("shop", item, "digest", 64)


def test_a_remembered_file_is_not_made_again() -> None:
    thumbnails = Thumbnails(100)
    assert thumbnails.get(key("a"), lambda: b"one") == b"one"
    assert thumbnails.get(key("a"), lambda: b"two") == b"one"


def test_the_least_recently_used_give_way() -> None:
    thumbnails = Thumbnails(25)
    for item in "ab":
        thumbnails.get(key(item), lambda: bytes(10))
    thumbnails.get(key("a"), bytes)
    thumbnails.get(key("c"), lambda: bytes(10))
    assert thumbnails.size == 20
    assert thumbnails.get(key("a"), lambda: b"new") == bytes(10)
    assert thumbnails.get(key("b"), lambda: b"new") == b"new"


def test_a_file_larger_than_all_room_is_given_and_not_kept() -> None:
    thumbnails = Thumbnails(5)
    assert thumbnails.get(key("a"), lambda: bytes(10)) == bytes(10)
    assert thumbnails.size == 0
