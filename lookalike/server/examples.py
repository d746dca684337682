"""Load the examples that a request names: items, uploads, colours, addresses, files."""

import base64
import binascii

from lookalike.errors import InputError, QueryError
from lookalike.files.passwords import without_passwords
from lookalike.search.example import (
    BytesExample,
    ColourExample,
    Example,
    ItemExample,
    UploadExample,
    parse_example,
)
from lookalike.server.pictures.uploads import Uploads

SHOWN = 80  # characters of an invalid example in its message


def example(given: str | bytes, uploads: Uploads) -> Example:
    """
    Return an example to search by; never a path, which would read the server's files.

    Addresses were downloaded before, and are given as bytes.
    """
    match parse_example(given):
        case BytesExample() | ItemExample() | ColourExample():
            return given
        case UploadExample(name):
            return uploads.get(name)
    shown = without_passwords(given)[:SHOWN] if isinstance(given, str) else given[:SHOWN]
    raise QueryError(
        f"{shown!r} is not an item (id:...), an upload (upload:...), a colour (colour:...) "
        "or an http address; send a file as multipart/form-data"
    )


def unpacked(text: str) -> bytes:
    """Decode a file's bytes from base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"`image` is not base64: {error}") from error
