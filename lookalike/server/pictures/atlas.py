"""Many small pictures in one, for a map that shows thousands."""

from collections.abc import Mapping, Sequence

from PIL import Image, ImageOps
from starlette.responses import Response

from lookalike.collection import Collection
from lookalike.errors import LookalikeError
from lookalike.images.decode import decode
from lookalike.images.thumbnail import jpeg
from lookalike.server.pictures.pictures import answered
from lookalike.server.pictures.recent_files import Key
from lookalike.server.pictures.thumbnails import Thumbnails

COLUMNS = 8
MOST = 64  # pictures
PLAIN = "#9aa0a8"  # in place of a picture that is gone


def atlas(collection: Collection, ids: Sequence[str], side: int) -> bytes:
    """
    Return a JPEG of the middle squares of these items' pictures, each of `side` pixels.

    They are in rows of COLUMNS, in the order given.
    """
    rows = -(-len(ids) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * side, max(rows, 1) * side), PLAIN)
    for number, one in enumerate(ids):
        row, column = divmod(number, COLUMNS)
        if (picture := _square(collection, one, side)) is not None:
            sheet.paste(picture, (column * side, row * side))
    return jpeg(sheet, max(sheet.size))


def answered_atlas(
    headers: Mapping[str, str],
    thumbnails: Thumbnails,
    collection: Collection,
    ids: Sequence[str],
    side: int,
    key: Key,
) -> Response:
    """
    Respond with the atlas of these items, cached or new, or 304 if the browser has it.

    `key` is the collection's name, the id of the job that found the items, and what tells them
    apart from others that it found.
    """
    whole = (*key, side)
    tag = "-".join(str(one) for one in whole[1:])

    def make() -> bytes:
        return thumbnails.get_or_make(whole, lambda: atlas(collection, ids, side))

    return answered(headers, f'"{tag}"', make)


def _square(collection: Collection, item_id: str, side: int) -> Image.Image | None:
    try:
        with collection.held(collection.get(item_id).source) as data:
            pixels = decode(data, side, collection.limits).pixels
    except LookalikeError:
        return None
    return ImageOps.fit(Image.fromarray(pixels), (side, side), Image.Resampling.LANCZOS)
