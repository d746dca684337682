"""What a request names as an example: an item, upload, colour, address, or a file with it."""

import base64
import binascii

from lookalike.collection import ID
from lookalike.errors import ImageError, InputError, QueryError
from lookalike.images.fetch import fetch
from lookalike.images.read import is_address
from lookalike.search.colour import COLOUR
from lookalike.search.query import Example
from lookalike.server.settings import Settings
from lookalike.server.uploads import UPLOAD, Uploads

SHOWN = 80  # characters of what cannot be read


def example(given: str | bytes, settings: Settings, uploads: Uploads) -> Example:
    """An example to search by; never a path, which would read the server's own files."""
    if isinstance(given, bytes) or given.startswith((ID, COLOUR)):
        return given
    if given.startswith(UPLOAD):
        return uploads.get(given)
    if is_address(given):
        return fetched(given, settings)
    raise QueryError(
        f"{given[:SHOWN]!r} is no id:... of an item, upload:..., colour:... or http address; "
        "send a file as multipart/form-data"
    )


def fetched(address: str, settings: Settings) -> bytes:
    """The file behind an address, where the settings let it be read."""
    if not settings.fetches:
        raise InputError("this server fetches no addresses; send the file itself")
    public_only = not settings.fetches_private
    try:
        return fetch(address, settings.limits, settings.fetch_timeout_s, public_only)
    except ImageError as error:
        raise type(error)(f"cannot use {address[:SHOWN]}: {error}") from error


def unpacked(text: str) -> bytes:
    """A file's bytes from base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"`image` is not base64: {error}") from error
