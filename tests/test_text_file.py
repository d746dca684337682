"""Text that is no UTF-8, or no text at all, is refused by the line where that shows."""

from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.files.text_file import read_text


def written(folder: Path, data: bytes) -> Path:
    (folder / "a.csv").write_bytes(data)
    return folder / "a.csv"


def test_ends_of_lines_stay_and_a_byte_order_mark_goes(tmp_path: Path) -> None:
    assert read_text(written(tmp_path, b"\xef\xbb\xbfa\r\nb\rc\n")) == "a\r\nb\rc\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_byte_of_another_encoding_is_named_with_its_line(tmp_path: Path, end: bytes) -> None:
    path = written(tmp_path, end.join([b"path,name", b"1.jpg,a", b"2.jpg,caf\xe9", b"3.jpg,b"]))
    with pytest.raises(InputError, match=r"^line 3 of .*a\.csv has the byte 0xe9, .*save it as U"):
        read_text(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_of_two_bytes_a_letter_is_told_from_broken_text(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    with pytest.raises(InputError, match=r"a\.csv is UTF-16, which is not read: save it as UTF-8"):
        read_text(written(tmp_path, f"{mark}path,price\n".encode(encoding)))


def test_a_nul_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^line 2 of .*a\.csv has a NUL"):
        read_text(written(tmp_path, b"path,a\n1.jpg,\0\n"))
