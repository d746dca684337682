"""Thumbnails are made once while they are remembered."""

from lookalike.server.pictures.thumbnails import Thumbnails


def test_a_remembered_file_is_not_made_again() -> None:
    thumbnails = Thumbnails(100)
    assert thumbnails.get_or_make(("a", 64), lambda: b"one") == b"one"
    assert thumbnails.get_or_make(("a", 64), lambda: b"two") == b"one"


def test_a_file_larger_than_all_room_is_given() -> None:
    thumbnails = Thumbnails(5)
    assert thumbnails.get_or_make(("a", 64), lambda: bytes(10)) == bytes(10)
    assert thumbnails.get_or_make(("a", 64), lambda: b"new") == b"new"
