"""A JSON file is replaced all or nothing, and is everyone's whom the umask lets read it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lookalike.files.durable import write_json


@pytest.fixture(params=[0o022, 0o007])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="a umask is a thing of POSIX systems")
def test_a_file_has_the_rights_that_the_umask_leaves(umask: int, tmp_path: Path) -> None:
    write_json(tmp_path / "new.json", {"a": 1})
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    for value in (1, 2):
        write_json(tmp_path / "same.json", {"a": value})
    assert json.loads((tmp_path / "same.json").read_text()) == {"a": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["same.json"]


def test_what_is_no_json_leaves_the_old_file(tmp_path: Path) -> None:
    write_json(tmp_path / "same.json", {"a": 1})
    with pytest.raises(TypeError):
        write_json(tmp_path / "same.json", {"a": object()})
    assert json.loads((tmp_path / "same.json").read_text()) == {"a": 1}
