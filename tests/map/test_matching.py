"""Which items of two collections are the same."""

from lookalike.map.matching import Seen, matches


def seen(item_id: str, digest: str = "", source: str = "", relative: str = "") -> Seen:
    return Seen(item_id, digest, source, relative)


def test_the_same_content_is_the_same_item_wherever_it_lies() -> None:
    one = [seen("a", "d1", "/x/1.jpg", "1.jpg"), seen("b", "d2", "/x/2.jpg", "2.jpg")]
    other = [seen("p", "d2", "/y/1.jpg", "1.jpg"), seen("q", "d1", "/y/2.jpg", "2.jpg")]
    assert matches(one, other) == [("a", "q"), ("b", "p")]


def test_of_copies_those_at_the_same_path_are_paired() -> None:
    one = [seen(f"a{n}", "d", f"/x/{n}.jpg", f"{n}.jpg") for n in range(3)]
    moved = [seen(f"b{n}", "d", f"/y/{n}.jpg", f"{n}.jpg") for n in (2, 0)]
    assert matches(one, moved) == [("a0", "b0"), ("a2", "b2")]
    same = [seen("b", "d", "/x/1.jpg", "else/1.jpg")]
    assert matches(one, same) == [("a1", "b")]


def test_an_edited_file_is_found_by_its_path() -> None:
    one = [seen("a", "d1", "/x/1.jpg", "1.jpg")]
    assert matches(one, [seen("b", "d9", "/x/1.jpg", "x/1.jpg")]) == [("a", "b")]
    assert matches(one, [seen("b", "d9", "/y/1.jpg", "1.jpg")]) == [("a", "b")]
    assert matches(one, [seen("b", "d9", "/y/2.jpg", "2.jpg")]) == []


def test_what_has_no_path_below_a_folder_is_not_paired_by_it() -> None:
    assert matches([seen("a", "d1", "put:1")], [seen("b", "d2", "put:2")]) == []


def test_none_is_in_two_pairs() -> None:
    one = [seen("a", "d", "/x/1.jpg", "1.jpg"), seen("b", "d", "/x/2.jpg", "2.jpg")]
    assert matches(one, [seen("c", "d", "/z.jpg", "z.jpg")]) == [("a", "c")]
