"""What people do while a run is at work is the last word on it."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.indexing import run, update
from lookalike.indexing.folder import index_folder, retry_failures
from lookalike.indexing.put import put_image
from lookalike.indexing.report import IndexReport
from lookalike.meanwhile import Meanwhile
from lookalike.stores.base import Record
from lookalike.tables.attributes import AttributeTable, read_attributes
from lookalike.types import Item
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=8)

LATER_NS = 2_000_000_000  # a change that a file system of one-second times would show too


def touched(path: Path) -> None:
    later = path.stat().st_mtime_ns + LATER_NS
    os.utime(path, ns=(later, later))


def rewritten(path: Path) -> None:
    paint(path, 1000 + int(path.stem))
    touched(path)


def renamed(path: Path) -> None:
    path.rename(path.with_name(f"new-{path.name}"))


CHANGES = [rewritten, touched, renamed]


class Hand:
    """Does something once, when a run has looked at files and has written nothing yet."""

    def __init__(self, collection: Collection, act: Callable[[], object]) -> None:
        self._collection, self._act = collection, act
        self._is_done = False

    def __call__(self) -> bool:
        """In the place of `should_stop`."""
        if not self._is_done:
            self._is_done = True
            self._act()
        return False


@pytest.fixture
def items(collection: Collection, folder: Path) -> list[Item]:
    index_folder(collection, folder)
    return list(collection.items())


def change_all(items: list[Item], change: Callable[[Path], None]) -> None:
    for item in items:
        change(Path(item.source))


def run_with(collection: Collection, folder: Path, act: Callable[[], object]) -> IndexReport:
    return index_folder(collection, folder, should_stop=Hand(collection, act))


@pytest.mark.parametrize("change", CHANGES)
def test_attributes_set_while_a_run_is_at_work_stay(
    collection: Collection, folder: Path, items: list[Item], change: Callable[[Path], None]
) -> None:
    change_all(items, change)

    def act() -> None:
        for item in items:
            collection.set_attributes(item.id, {"price": 1})

    report = run_with(collection, folder, act)
    assert collection.count("price = 1") == 8
    assert report.done == 8
    assert report.overtaken == 0


@pytest.mark.parametrize("change", CHANGES)
def test_items_removed_while_a_run_is_at_work_stay_removed(
    collection: Collection, folder: Path, items: list[Item], change: Callable[[Path], None]
) -> None:
    change_all(items, change)
    report = run_with(collection, folder, lambda: collection.remove([i.id for i in items[:3]]))
    assert {item.id for item in collection.items()} == {item.id for item in items[3:]}
    assert report.overtaken == 3
    assert report.added == 0


@pytest.mark.parametrize("change", CHANGES)
def test_items_removed_before_a_run_comes_to_them_stay_removed_too(
    collection: Collection,
    folder: Path,
    items: list[Item],
    change: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "PAGE", 2)
    change_all(items, change)
    report = run_with(collection, folder, lambda: collection.remove([i.id for i in items]))
    assert collection.count() == 0
    assert (report.overtaken, report.added) == (8, 0)


def test_the_next_run_adds_what_was_removed_during_the_last(
    collection: Collection, folder: Path, items: list[Item]
) -> None:
    change_all(items, rewritten)
    run_with(collection, folder, lambda: collection.remove([items[0].id]))
    assert index_folder(collection, folder).added == 1


@pytest.mark.parametrize("change", CHANGES)
def test_an_image_put_over_an_item_while_a_run_is_at_work_stays(
    collection: Collection,
    folder: Path,
    items: list[Item],
    change: Callable[[Path], None],
    tmp_path: Path,
) -> None:
    change_all(items, change)
    other = paint(tmp_path / "other.png", 555).read_bytes()
    run_with(collection, folder, lambda: put_image(collection, other, items[0].id, {"price": 2}))
    now = collection.get(items[0].id)
    assert collection.original(now.id) == other
    assert now.attributes["price"] == 2
    assert collection.search(other)[0].item.id == items[0].id


def test_an_image_put_under_the_id_of_a_new_file_and_the_file_are_two_items(
    collection: Collection, folder: Path, items: list[Item], tmp_path: Path
) -> None:
    other = paint(tmp_path / "other.png", 55).read_bytes()
    collection.remove([items[0].id])
    run_with(collection, folder, lambda: put_image(collection, other, items[0].id))
    assert collection.count() == 9
    assert collection.original(items[0].id) == other
    assert collection.store.at([items[0].source])[0].item.id != items[0].id


def test_the_id_that_is_removed_while_a_run_is_at_work_is_given_to_no_other_picture(
    collection: Collection, folder: Path, items: list[Item], tmp_path: Path
) -> None:
    put_image(collection, paint(tmp_path / "other.png", 55).read_bytes(), items[0].id)
    report = run_with(collection, folder, lambda: collection.remove([items[0].id]))
    assert report.added == 1  # the file, which is of no item since the image was put
    (now,) = collection.store.at([items[0].source])
    assert now.item.id not in {item.id for item in items}


def test_a_vanished_item_over_which_an_image_is_put_is_not_dropped(
    collection: Collection, folder: Path, items: list[Item], tmp_path: Path
) -> None:
    other = paint(tmp_path / "other.png", 55).read_bytes()
    Path(items[0].source).unlink()
    report = run_with(collection, folder, lambda: put_image(collection, other, items[0].id))
    assert report.removed == 0
    assert collection.original(items[0].id) == other


def test_a_removed_item_does_not_keep_a_copy_of_its_picture_out(
    collection: Collection, folder: Path, items: list[Item]
) -> None:
    data = Path(items[0].source).read_bytes()
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(data)
    run_with(collection, folder, lambda: collection.remove([items[0].id]))
    assert collection.count("name in ('a.png', 'b.png')") == 2


def test_a_run_that_meets_another_one_adds_no_file_twice(
    collection: Collection, folder: Path
) -> None:
    report = run_with(collection, folder, lambda: index_folder(collection, folder))
    assert (report.added, report.overtaken) == (0, 8)
    sources = [item.source for item in collection.items()]
    assert len(sources) == len(set(sources)) == 8


def test_retrying_failures_keeps_what_was_removed_and_set(
    collection: Collection, folder: Path, items: list[Item], tmp_path: Path
) -> None:
    for item in items[:2]:
        Path(item.source).write_bytes(b"")
        touched(Path(item.source))
    index_folder(collection, folder)
    for item in items[:2]:
        rewritten(Path(item.source))

    def act() -> None:
        collection.set_attributes(items[0].id, {"price": 1})
        collection.remove([items[1].id])

    report = retry_failures(collection, should_stop=Hand(collection, act))
    assert (report.updated, report.overtaken) == (1, 1)
    assert collection.get(items[0].id).attributes["price"] == 1
    assert items[1].id not in {item.id for item in collection.items()}


def test_a_table_does_not_undo_what_is_set_while_its_run_is_at_work(
    collection: Collection, folder: Path, items: list[Item], tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("path,price\n" + "".join(f"{i.attributes['name']},10\n" for i in items))
    table = read_attributes(path)
    hand = Hand(collection, lambda: collection.set_attributes(items[0].id, {"price": 12}))
    index_folder(collection, folder, table, should_stop=hand)
    assert [collection.count("price = 12"), collection.count("price = 10")] == [1, 7]
    index_folder(collection, folder, read_attributes(path))
    assert collection.count("price = 12") == 1


@pytest.fixture
def priced(collection: Collection, tmp_path: Path) -> dict[str, str]:
    """Two indexed folders with a table each, whose cells have changed since; ids by folder."""
    for name in "AB":
        paint(tmp_path / name / "x.png", ord(name))
        table = tmp_path / f"{name}.csv"
        table.write_text("path,price\nx.png,1\n")
        index_folder(collection, tmp_path / name, read_attributes(table))
        table.write_text("path,price\nx.png,2\n")
    return {Path(item.source).parent.name: item.id for item in collection.items()}


def prices(collection: Collection, ids: dict[str, str]) -> dict[str, object]:
    return {name: collection.get(item_id).attributes["price"] for name, item_id in ids.items()}


@pytest.mark.parametrize("at", ["A", "B"])
def test_what_is_set_while_a_table_is_read_is_newer_than_its_changed_cells(
    collection: Collection, priced: dict[str, str], monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Also what is set on an item of a later folder, before that one's turn."""

    def read(path: str) -> AttributeTable:
        table = read_attributes(path)
        if Path(path).stem == "A":
            collection.set_attributes(priced[at], {"price": 3})
        return table

    monkeypatch.setattr(update, "read_attributes", read)
    collection.index()
    assert prices(collection, priced) == {"A": 2, "B": 2} | {at: 3}
    assert collection.index().updated == 0


def test_what_was_set_before_the_run_is_older_than_a_changed_cell(
    collection: Collection, priced: dict[str, str]
) -> None:
    collection.set_attributes(priced["A"], {"price": 3})
    collection.index()
    assert prices(collection, priced) == {"A": 2, "B": 2}


def test_a_run_that_begins_between_the_word_of_a_change_and_the_change_is_told(
    collection: Collection, priced: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    note_set = collection.runs.note_set
    with ExitStack() as runs:

        def note(item_id: str, names: Iterable[str]) -> None:
            note_set(item_id, names)
            began.append(runs.enter_context(collection.runs.begun()))

        began = list[Meanwhile]()
        monkeypatch.setattr(collection.runs, "note_set", note)
        collection.set_attributes(priced["A"], {"price": 3})
        assert began[0].set_by_hand(priced["A"]) == {"price"}


def test_a_run_that_begins_between_the_word_of_a_removal_and_the_removal_is_told(
    collection: Collection, priced: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    note_removed = collection.runs.note_removed
    with ExitStack() as runs:

        def note(records: Sequence[Record]) -> None:
            note_removed(records)
            began.append(runs.enter_context(collection.runs.begun()))

        began = list[Meanwhile]()
        monkeypatch.setattr(collection.runs, "note_removed", note)
        item = collection.get(priced["A"])
        collection.remove([item.id])
        assert began[0].ids == {item.id}
        assert began[0].sources == {item.source}
        assert [*began[0].by_digest.values()] == [[item.source]]
