from lookalike.indexing.identity import REMOVED, Place, pair


def paired(files: list[tuple[str, int]], items: list[tuple[str, str, int]]) -> dict[str, str]:
    return pair(
        [Place(path, path, time) for path, time in files],
        [Place(key, path, time) for key, path, time in items],
    )


def test_the_same_path_comes_first() -> None:
    items = [("one", "a/1.jpg", 5), ("two", "b/1.jpg", 6)]
    assert paired([("b/1.jpg", 5)], items) == {"b/1.jpg": "two"}


def test_the_same_name_comes_before_the_rest() -> None:
    items = [("one", "a/1.jpg", 5), ("two", "a/2.jpg", 6)]
    assert paired([("b/2.jpg", 5)], items) == {"b/2.jpg": "two"}


def test_the_more_names_are_alike_the_better() -> None:
    items = [("one", "old/a/cover.jpg", 5), ("two", "old/b/cover.jpg", 5)]
    assert paired([("new/b/cover.jpg", 5)], items) == {"new/b/cover.jpg": "two"}


def test_a_short_path_is_alike_by_its_name() -> None:
    assert paired([("1.jpg", 5)], [("one", "a/b/1.jpg", 1)]) == {"1.jpg": "one"}


def test_of_equals_the_one_of_the_same_time_is_it() -> None:
    items = [("one", "1.jpg", 5), ("two", "2.jpg", 6)]
    assert paired([("3.jpg", 6)], items) == {"3.jpg": "two"}


def test_what_nothing_tells_apart_keeps_its_order() -> None:
    items = [(i, f"{i}.jpg", 5) for i in "cab"]
    files = [(f"x{i}.jpg", 5) for i in "312"]
    assert paired(files, items) == {"x1.jpg": "a", "x2.jpg": "b", "x3.jpg": "c"}


def test_each_item_has_one_file_and_each_file_one_item() -> None:
    items = [("one", "1.jpg", 5)]
    assert paired([("2.jpg", 5), ("3.jpg", 5)], items) == {"2.jpg": "one"}
    assert paired([("2.jpg", 5)], [*items, ("two", "9.jpg", 5)]) == {"2.jpg": "one"}
    assert paired([], items) == {}


def test_items_of_the_collection_come_before_removed_ones() -> None:
    file = Place("1.jpg", "1.jpg", 5)
    removed, here = Place("old", "1.jpg", 5, REMOVED), Place("new", "2.jpg", 7)
    assert pair([file], [removed, here]) == {"1.jpg": "new"}


def test_items_of_the_same_folder_come_before_those_of_another() -> None:
    file = Place("1.jpg", "1.jpg", 5)
    other, own = Place("other", "2.jpg", 6, 1), Place("own", "3.jpg", 6)
    assert pair([file], [other, own]) == {"1.jpg": "own"}
