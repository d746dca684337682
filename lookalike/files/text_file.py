"""Read a text file as UTF-8; an error names the bad line."""

from pathlib import Path

from lookalike.errors import InputError
from lookalike.files.local_path import local_path

SAVE_AS = "save it as UTF-8 (a spreadsheet calls it CSV UTF-8)"
WIDE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}  # by the byte order mark at the start


def read_text(path: Path) -> str:
    """
    Return a file's text, without a byte order mark and with its line endings unchanged.

    InputError if it cannot be read, is not UTF-8, or contains a NUL.
    """
    local_path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if name := WIDE.get(data[:2]):
        raise InputError(f"{path} is {name}, which is not read: {SAVE_AS}")
    if b"\0" in data:
        where = f"line {_line(data, data.index(0))} of {path}"
        raise InputError(f"{where} has a NUL, which no text has: is it a text file? Else {SAVE_AS}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = f"line {_line(data, error.start)} of {path} has the byte {data[error.start]:#04x}"
        raise InputError(f"{bad}, which is not UTF-8: {SAVE_AS}") from error


def _line(data: bytes, place: int) -> int:
    """Return the number of the line with this byte; any line ending counts."""
    before = data[:place].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
