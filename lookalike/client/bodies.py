"""Build request bodies: JSON, JSON Lines, or multipart forms with files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any


@dataclass(frozen=True)
class Body:
    """The bytes of a body, and their media type."""

    media_type: str
    data: bytes


def json_body(value: Any) -> Body:
    """Build a body of one JSON value."""
    return Body("application/json", json.dumps(value).encode())


def lines_body(lines: Sequence[bytes]) -> Body:
    """Build a body of JSON Lines: one object per line."""
    return Body("application/x-ndjson", b"\n".join(lines))


def form_body(fields: Sequence[tuple[str, str | bytes]]) -> Body:
    """Build multipart/form-data (RFC 7578) of texts, and of bytes as files, in this order."""
    boundary = token_hex(16)
    pieces = [_piece(boundary, name, value) for name, value in fields]
    data = b"".join([*pieces, f"--{boundary}--\r\n".encode()])
    return Body(f"multipart/form-data; boundary={boundary}", data)


def _piece(boundary: str, name: str, value: str | bytes) -> bytes:
    is_file = isinstance(value, bytes)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
    head += '; filename="image"\r\nContent-Type: application/octet-stream' if is_file else ""
    content = value if isinstance(value, bytes) else value.encode(errors="replace")
    return f"{head}\r\n\r\n".encode() + content + b"\r\n"
