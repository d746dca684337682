"""One object a line: what is read, and what a bad line is told."""

from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.files.json_lines import read_objects


def written(folder: Path, data: bytes) -> Path:
    (folder / "lines.jsonl").write_bytes(data)
    return folder / "lines.jsonl"


def test_each_object_comes_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": "\xe2\x80\xa8"}')
    assert list(read_objects(path)) == [(1, {"a": 1}), (3, {"a": "\u2028"})]


def test_a_whole_number_keeps_its_digits_whether_it_has_a_point_or_not(tmp_path: Path) -> None:
    numbers = b"9007199254740993, 9007199254740993.0, 1e30, -0.0, 9223372036854775807.0, 2.0"
    ((_, found),) = read_objects(written(tmp_path, b'{"n": [%s]}' % numbers))
    expected = [9007199254740993, 9007199254740993, 1e30, -0.0, 9223372036854775807, 2.0]
    assert repr(found["n"]) == repr(expected)


@pytest.mark.parametrize(
    ("line", "fault"), [(b"{", "is not JSON"), (b"[]", "is not a JSON object")]
)
@pytest.mark.parametrize(("form", "told"), [("", "$"), ("{}", ": write {}$")])
def test_a_line_that_is_no_object_is_named(
    tmp_path: Path, line: bytes, fault: str, form: str, told: str
) -> None:
    path = written(tmp_path, b"{}\n" + line)
    with pytest.raises(InputError, match=rf"^line 2 of .*lines.jsonl {fault}.*{told}"):
        list(read_objects(path, form))


def test_a_name_that_an_object_has_twice_is_refused_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, b'{"a": 1}\n{"a": {"b": 1, "b": 2}}\n')
    with pytest.raises(InputError, match=r"^line 2 of .*lines.jsonl has 'b' twice"):
        list(read_objects(path))


@pytest.mark.parametrize(
    ("data", "said"), [(b"{}\n\xe9", "line 2 of .* is not UTF-8"), (None, "cannot be read")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "lines.jsonl" if data is None else written(tmp_path, data)
    with pytest.raises(InputError, match=said):
        list(read_objects(path))
