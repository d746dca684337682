"""Cursors: the start of the next page of items, as opaque text."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from zlib import crc32

from lookalike.errors import QueryError


def cursor_after(item_id: str) -> str:
    """Return the cursor of the page that begins after the item of this id."""
    name = item_id.encode(errors="surrogatepass")
    return urlsafe_b64encode(crc32(name).to_bytes(4) + name).decode().rstrip("=")


def id_before(cursor: str) -> str:
    """Return the id that a cursor was made from; QueryError for any other text."""
    item_id = ""
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        item_id = data[4:].decode(errors="surrogatepass")
    except ValueError:  # neither base64 nor UTF-8
        pass
    if not item_id or cursor_after(item_id) != cursor:
        raise QueryError(
            f"{cursor[:80]!r} is not a cursor; use the `cursor` of the previous page, or none for "
            "the first page"
        )
    return item_id
