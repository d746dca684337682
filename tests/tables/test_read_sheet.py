"""CSV files: what is whole is read, and what is damaged is refused or told by its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.tables.sheet import Sheet, read_sheet

Row = Callable[[int], str]
SHORT = "fewer cells than there are columns, so that the last ones count as empty"


def read(folder: Path, text: str) -> Sheet:
    (folder / "a.csv").write_text(text, encoding="utf-8", newline="")
    return read_sheet(folder / "a.csv")


def shop(row: Row, count: int = 12, names: str = "path,title,price") -> str:
    """A table whose row of image n stands in line n + 2."""
    return "\n".join([names, *map(row, range(count))]) + "\n"


def titled(titles: dict[int, str], key: str = "{:02}.jpg") -> Row:
    """Rows of path, title and price; the title is tee but where told."""
    return lambda n: f"{key.format(n)},{titles.get(n, 'tee')},{n}"


@pytest.mark.parametrize(
    ("titles", "line"),
    [
        ({4: '"Air Max 10'}, 6),  # never closed
        ({1: '"Air', 9: 'Air"'}, 3),  # closed in another row that is not quoted,
        ({1: '"Air', 9: '"Tee, red"'}, 3),  # by the opening quote of another cell,
        ({1: '"Air', 2: 'Air"'}, 3),  # and in the very next row
        ({3: "ok", 4: '"two\nlines"', 6: '"Air'}, 9),  # after a cell that has two lines
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_quote_that_swallows_rows_is_refused_by_the_line_where_it_opens(
    tmp_path: Path, titles: dict[int, str], line: int, end: str
) -> None:
    with pytest.raises(InputError, match=rf"^line {line} of .*a\.csv .*quote"):
        read(tmp_path, shop(titled(titles)).replace("\n", end))


@pytest.mark.parametrize("cell", ["Views:\n01.jpg, front\n02.jpg, back", "01.jpg\n02.jpg\n03.jpg"])
@pytest.mark.parametrize("place", [1, 2])
def test_a_cell_that_lists_images_swallows_nothing(tmp_path: Path, cell: str, place: int) -> None:
    cells = ["00.jpg", "tee", "9"]
    cells[place] = f'"{cell}"'
    sheet = read(tmp_path, f"path,title,price,stock\n{','.join(cells)},5\n01.jpg,tee,8,4\n")
    assert list(sheet.columns.values())[place] == [cell, "tee" if place == 1 else "8"]


@pytest.mark.parametrize("key", ["{}", "1597{}", "SKU-{:04}"])
def test_a_quote_that_swallows_rows_of_ids_is_refused_too(tmp_path: Path, key: str) -> None:
    with pytest.raises(InputError, match=r"^line 3 of .*seems to swallow .*2,tee,2'"):
        read(tmp_path, shop(titled({1: '"Air', 9: 'Air"'}, key), names="id,title,price"))


def test_a_quote_that_swallows_more_than_a_cell_can_hold_is_told_as_a_quote(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^line 6 of .*opens a quote and does not close it"):
        read(tmp_path, shop(titled({4: '"Air'}), count=9_000))


@pytest.mark.parametrize(
    "text", ["Soft, warm\nSizes: 38, 40, 42\nwash, dry", "38, 40\n39, 41\nwash, dry", "a\n\nb"]
)
@pytest.mark.parametrize("key", ["00.jpg", "12", "boot"])
def test_a_description_of_several_lines_is_a_cell(tmp_path: Path, text: str, key: str) -> None:
    found = read(tmp_path, f'path,about,price\n{key},"{text}",5\nb,x,6\n')
    assert found.columns["about"] == [text, "x"]
    assert found.lines == [2, 3 + text.count("\n")]


def test_a_quote_within_a_cell_is_text(tmp_path: Path) -> None:
    found = read(tmp_path, 'path,size\n1.jpg,10" pipe\n2.jpg,"10"" pipe"\n')
    assert found.columns["size"] == ['10" pipe', '10" pipe']


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (shop(titled({4: "Tee, red"})), r"line 6 of .* has 4 cells for 3 columns, with '4' left"),
        (shop(titled({4: "Tee, red, x"})), "line 6 of .* has 5 cells for 3 columns, with 'x', '4'"),
        (shop(lambda n: f"{n}.jpg,Tee, red," if n == 4 else f"{n}.jpg,tee,1"), "line 6 of .* ends"),
        (
            shop(titled({}), names="path,price,price"),
            "line 1 of .* has 'price' for the",
        ),
        (shop(titled({}), names="path,price, price"), "line 1 of .* has 'price' for the columns 2"),
        ("00.jpg,tee,1\n01.jpg,tee,2\n", r"first line of .* has the image '00\.jpg' where"),
        (shop(titled({4: "x" * 140_000})), "line 6 of .* has a cell of more than 131,072 char"),
        (shop(titled({4: '"Air" Max'})), "line 6 of .* has text after a closing quote"),
        ("", "has no rows; write a first line"),
        ("\n\n", "has no rows; write a first line"),
    ],
)
def test_what_shifts_or_loses_cells_is_refused_by_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        (shop(titled({})), []),
        (shop(lambda n: f"{n}.jpg,tee,{n},"), []),  # a separator at the end of every row
        (shop(lambda n: ",," if n == 3 else f"{n}.jpg,tee,{n}"), []),
        (
            shop(lambda n: f"{n}.jpg,tee" if n in (3, 5) else f"{n}.jpg,tee,{n}"),
            [f"2 rows have {SHORT} (line 5 first)"],
        ),
        (
            shop(titled({}), names=",path,price"),
            ["column 1 has no name in the first line, so that it is left out"],
        ),
    ],
)
def test_what_may_not_be_meant_is_told(tmp_path: Path, text: str, remarks: list[str]) -> None:
    assert read(tmp_path, text).remarks == remarks


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("said", [False, True])
def test_cells_are_separated_by_commas_semicolons_or_tabs(
    tmp_path: Path, separator: str, said: bool
) -> None:
    cells = [["path", "about", "price"], ["1.jpg", '"a,b;c"', "5"]]
    text = "\n".join(map(separator.join, cells))
    found = read(tmp_path, f"sep={separator}\n{text}" if said else text)
    assert found.columns == {"path": ["1.jpg"], "about": ["a,b;c"], "price": ["5"]}
    assert found.lines == [3 if said else 2]


def test_the_separator_is_that_which_finds_the_column_of_the_image(tmp_path: Path) -> None:
    found = read(tmp_path, "path,sizes (S;M;L)\n1.jpg,S\n")
    assert list(found.columns) == ["path", "sizes (S;M;L)"]


MIXED = (
    "the column 'a{mark}b' has a {called} in its name, and cells are separated by a {own}; "
    "if these are several columns, separate all of them alike"
)


@pytest.mark.parametrize(
    ("text", "mark", "called", "own"),
    [
        ("path;a,b\n1.jpg;1,2\n2.jpg;3,4\n", ",", "comma", "semicolon"),
        ("path,a;b\n1.jpg,1;2\n2.jpg,\n", ";", "semicolon", "comma"),
        ("path,a\tb\n1.jpg,1\t2\n", "\t", "tab", "comma"),
        ("path;a,b\n1.jpg;\n", ",", "comma", "semicolon"),
    ],
)
def test_a_name_that_looks_like_several_is_told(
    tmp_path: Path, text: str, mark: str, called: str, own: str
) -> None:
    said = MIXED.format(mark="\\t" if mark == "\t" else mark, called=called, own=own)
    assert read(tmp_path, text).remarks == [said]


@pytest.mark.parametrize("text", ["path,sizes (S;M;L)\n1.jpg,S\n", 'path,"a,b"\n1.jpg,"c,d"\n'])
def test_a_name_with_a_separator_in_it_may_be_one(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).remarks == []


def test_space_around_names_and_cells_is_no_part_of_them(tmp_path: Path) -> None:
    found = read(tmp_path, 'path, gender , name\n1.jpg, Men ,"Tee, red"\n 2.jpg , , "Tee, blue"\n')
    assert found.columns == {
        "path": ["1.jpg", "2.jpg"],
        "gender": ["Men", None],
        "name": ["Tee, red", "Tee, blue"],
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_blanks_behind_a_closing_quote_are_no_part_of_a_cell(
    tmp_path: Path, end: str, separator: str
) -> None:
    rows = ['"path" ,"a",b', '"1.jpg"  , "x, ""y"" , z" ,"" ', '2.jpg,5" ,"two" ', ""]
    text = end.join(rows).replace(",", separator)
    assert read(tmp_path, text).columns == {
        "path": ["1.jpg", "2.jpg"],
        "a": [f'x{separator} "y" {separator} z', '5"'],
        "b": [None, "two"],
    }


def test_blanks_behind_a_quote_that_closes_in_another_line(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'path,a,b\n1.jpg,"two\n"" , lines"\t ,3\n')
    assert sheet.columns == {"path": ["1.jpg"], "a": ['two\n" , lines'], "b": ["3"]}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('1.jpg,"a" b,2', "line 2 of .* has text after a closing quote"),
        ('1.jpg,"a" "b",2', "line 2 of .* has text after a closing quote"),
        ('1.jpg,"nail 5" , long",2', "line 2 of .* has 4 cells"),
        ('1.jpg,"a ,2', "line 2 of .* opens a quote"),
    ],
)
def test_blanks_behind_a_quote_hide_no_damage(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, f'path,a,b\n{row}\n2.jpg,"x" ,3\n')
