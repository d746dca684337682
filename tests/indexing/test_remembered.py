"""A collection remembers its folders, and which of their runs have not come to their end."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.indexing.folder import index_folder
from lookalike.indexing.remembered import begin, is_unfinished, remembered
from lookalike.stores.settings import read_settings
from lookalike.tables.attributes import read_attributes
from tests.indexing.conftest import paint

KILLED = """
import os, sys
from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder

def die(report, total):
    os.kill(os.getpid(), 9)

index_folder(Collection.open(sys.argv[1]), sys.argv[2], on_progress=die)
"""


def index_with_table(collection: Collection, folder: Path, table: Path, image: str) -> None:
    """A table that gives one image the price 5."""
    table.write_text(f"file,price\n{image},5\n")
    index_folder(collection, folder, read_attributes(table))


def test_a_run_that_ends_leaves_its_folder_and_its_table(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    index_with_table(collection, folder, table, "1.png")
    (one,) = remembered(collection)
    assert (one.folder, one.attributes) == (str(folder), str(table))
    assert (one.is_unfinished, one.is_operators) == (False, True)


def test_a_run_without_a_table_keeps_the_last_one(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    index_with_table(collection, folder, table, "1.png")
    index_folder(collection, folder)
    assert remembered(collection)[0].attributes == str(table)


def test_a_folder_is_known_however_it_is_written(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    index_with_table(collection, folder, table, "new.png")
    paint(folder / "new.png", 99)
    collection.index(folder / ".." / folder.name)
    (item,) = collection.items("name = 'new.png'")
    assert item.attributes["price"] == 5
    assert [one.folder for one in remembered(collection)] == [str(folder)]


def test_a_run_that_is_stopped_is_unfinished_until_one_ends(
    opened: Callable[[], Collection], folder: Path
) -> None:
    index_folder(opened(), folder, should_stop=lambda: True)
    collection = opened()
    assert is_unfinished(collection)
    index_folder(collection, folder)
    assert not is_unfinished(opened())


@pytest.mark.in_folder
def test_a_run_that_is_killed_is_unfinished(
    opened: Callable[[], Collection], folder: Path, tmp_path: Path
) -> None:
    opened().close()
    killed = [sys.executable, "-c", KILLED, str(tmp_path / "collection"), str(folder)]
    assert subprocess.run(killed, check=False).returncode == -9
    collection = opened()
    assert is_unfinished(collection)
    index_folder(collection, folder)
    assert (is_unfinished(collection), collection.count()) == (False, 8)


def test_a_run_that_is_refused_leaves_no_mark(collection: Collection, folder: Path) -> None:
    index_folder(collection, folder)
    for path in folder.rglob("*.png"):
        path.unlink()
    with pytest.raises(InputError):
        index_folder(collection, folder)
    assert not is_unfinished(collection)


def test_what_a_request_asked_for_becomes_the_operators_when_he_indexes_it(
    collection: Collection, folder: Path
) -> None:
    begin(collection, ["/one", str(folder)], by_request=True)
    assert [one.is_operators for one in remembered(collection)] == [False, False]
    index_folder(collection, folder, by_request=True)
    assert not remembered(collection)[1].is_operators
    index_folder(collection, folder)
    assert [one.is_operators for one in remembered(collection)] == [False, True]
    index_folder(collection, folder, by_request=True)
    assert remembered(collection)[1].is_operators


def test_the_folders_of_a_collection_that_is_older_are_the_operators() -> None:
    encoder = {"name": "a", "spec": "a", "dim": 4, "fingerprint": "1"}
    told = {"encoders": [encoder], "weights": {"a": 1}, "folders": ["/old"]}
    (one,) = read_settings(json.dumps(told), 4).folders
    assert (one.folder, one.is_operators, one.is_unfinished) == ("/old", True, False)
