"""Paths that UTF-8 cannot hold are written so that their files are found again."""

import os
from pathlib import Path

import pytest

from lookalike.files.local_path import as_utf8, from_utf8


@pytest.mark.parametrize(
    "name",
    [
        b"caf\xe9.png",
        b"plain.png",
        b"caf\\xe9.png",
        b"\\xe9 and \xe9.png",
        b"caf\xe9/\xff\xfe/in.png",
        b"caf\xc3\xa9/caf\xe9.png",
        b"caf\xe9/plain.png",
    ],
)
def test_a_path_comes_back_as_it_is_on_the_disk(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    assert from_utf8(as_utf8(path)) == as_utf8(path)  # nothing is there
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"1")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    as_utf8(path).encode()
    assert from_utf8(as_utf8(path)) == str(path)


def test_a_name_that_is_there_as_it_is_written_is_meant(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (tmp_path / "\\xe9").write_bytes(b"2")
    assert from_utf8(f"{tmp_path}/\\xe9") == f"{tmp_path}/\\xe9"
