"""Find the external weight files that an ONNX file refers to."""

import re
from pathlib import Path

# A tensor in another file has its path in a StringStringEntryProto of key "location" (onnx.proto):
# field 1, 8 bytes; then field 2, whose length is a varint of one byte or two.
LOCATION = re.compile(rb"\n\x08location\x12([\x00-\x7f]|[\x80-\xff][\x00-\x7f])")


def weight_files(data: bytes, folder: Path) -> list[Path]:
    """Return the files that exist in `folder`, without duplicates, sorted by name."""
    names = {_text_after(found, data) for found in LOCATION.finditer(data)}
    paths = (folder / name for name in sorted(names) if "\0" not in name)
    return [path for path in paths if path.is_file()]


def _text_after(found: re.Match[bytes], data: bytes) -> str:
    low, *high = found[1]
    length = (low & 0x7F) + sum(byte << 7 for byte in high)
    return data[found.end() : found.end() + length].decode("utf-8", "replace")
