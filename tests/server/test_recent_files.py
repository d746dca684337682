"""Files used lately are remembered within a size."""

from lookalike.server.pictures.recent_files import RecentFiles


def test_what_is_put_is_there() -> None:
    files = RecentFiles(100)
    files.put(("a",), b"one")
    assert files.get(("a",)) == b"one"
    assert files.get(("b",)) is None


def test_the_least_recently_used_give_way() -> None:
    files = RecentFiles(25)
    for name in "ab":
        files.put((name,), bytes(10))
    files.get(("a",))
    files.put(("c",), bytes(10))
    assert files.size == 20
    assert files.get(("a",)) == bytes(10)
    assert files.get(("b",)) is None


def test_a_file_larger_than_all_room_is_not_kept() -> None:
    files = RecentFiles(5)
    files.put(("a",), bytes(10))
    assert (files.get(("a",)), files.size) == (None, 0)
