"""Rows and files find each other by path, then by name; what is left on either side is told."""

from pathlib import Path

from lookalike.tables.joining import Join, Left

ROOT = Path("/photos")


def join(rows: list[str], files: list[str]) -> Join:
    """Rows from line 2 on, each of which says its own key; told of these files."""
    lines = {row: line for line, row in enumerate(rows, start=2)}
    joined = Join("t.csv", "path", {row: {"is": row} for row in rows}, lines)
    for file in files:
        joined.see(ROOT / file, file)
    return joined


def found(rows: list[str], files: list[str]) -> dict[str, object]:
    """File to the key of its row, None without one."""
    joined = join(rows, files)
    given = {file: joined.of(ROOT / file, file) for file in files}
    return {file: None if row is None else row["is"] for file, row in given.items()}


def left(rows: list[str], files: list[str]) -> Left:
    joined = join(rows, files)
    before = [joined.of(ROOT / file, file) for file in files]
    told = joined.left()
    assert [joined.of(ROOT / file, file) for file in files] == before
    return told


def test_a_row_belongs_to_the_path_below_the_folder_the_full_path_or_the_name() -> None:
    assert found(["a/1.jpg", "/photos/2.jpg", "3.jpg"], ["a/1.jpg", "2.jpg", "b/3.jpg"]) == {
        "a/1.jpg": "a/1.jpg",
        "2.jpg": "/photos/2.jpg",
        "b/3.jpg": "3.jpg",
    }


def test_a_row_that_names_a_file_by_its_path_is_of_no_other_file() -> None:
    files = ["2019/IMG_1.jpg", "2020/IMG_1.jpg", "IMG_1.jpg"]  # as a folder is walked
    assert found(["IMG_1.jpg"], files) == {
        "2019/IMG_1.jpg": None,
        "2020/IMG_1.jpg": None,
        "IMG_1.jpg": "IMG_1.jpg",
    }
    assert left(["IMG_1.jpg"], files) == Left(images=2, image="2019/IMG_1.jpg")


def test_a_path_goes_before_a_name() -> None:
    assert found(["1.jpg", "b/1.jpg"], ["a/1.jpg", "b/1.jpg"]) == {
        "a/1.jpg": "1.jpg",
        "b/1.jpg": "b/1.jpg",
    }


def test_a_name_that_several_images_have_is_told() -> None:
    told = left(["cover.jpg"], ["a/cover.jpg", "b/cover.jpg", "c/cover.jpg"])
    assert (told.rows, told.images) == (0, 0)
    (remark,) = told.remarks
    assert remark == (
        "t.csv: 1 row has a name that several images have (line 2: 'cover.jpg' is 'a/cover.jpg' "
        "and 'b/cover.jpg', 3 in all), and all get it; write the path below the folder to tell "
        "them apart"
    )


def test_what_is_left_on_either_side_is_counted_with_an_example() -> None:
    told = left(["a/1.jpg", "a/2.JPG", "x.jpg"], ["a/1.jpg", "a/2.jpg", "a/3.jpg"])
    assert told == Left(
        2, "line 3: path 'a/2.JPG', where an image is called 'a/2.jpg'", 2, "a/2.jpg"
    )


def test_a_key_with_another_base_is_shown_beside_what_the_image_is_called() -> None:
    told = left(["images/00.jpg", "images/01.jpg"], ["00.jpg", "01.jpg"])
    assert told.row == "line 2: path 'images/00.jpg', where an image is called '00.jpg'"


def test_a_folder_without_images_leaves_all_rows() -> None:
    assert left(["1.jpg"], []) == Left(1, "line 2: path '1.jpg'")


def test_two_rows_of_one_image_are_told_however_they_name_it() -> None:
    for other in ("1.jpg", "/photos/a/1.jpg"):
        told = left([other, "a/1.jpg"], ["a/1.jpg"])
        assert (told.rows, told.images) == (0, 0)
        (remark,) = told.remarks
        assert remark == (
            "t.csv: 1 row is of an image that another row names by its path, which counts (line 2: "
            f"{other!r}, and line 3 counts)"
        )
