"""What is asked of libtiff itself."""

from lookalike.images.readers.libtiff import unpacks

LZW, DEFLATE, NONE_SUCH = 5, 8, 65000


def test_what_libtiff_unpacks_is_known():
    assert unpacks(LZW)
    assert unpacks(DEFLATE)
    assert not unpacks(NONE_SUCH)


def test_where_libtiff_cannot_be_asked_it_is_tried(monkeypatch):
    """As on Windows, where Pillow's module tells none of its functions."""
    unpacks.cache_clear()
    monkeypatch.setattr("lookalike.images.readers.libtiff.CDLL", lambda path: object())
    assert unpacks(NONE_SUCH)
    unpacks.cache_clear()
