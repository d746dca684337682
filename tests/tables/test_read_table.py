"""A table is read the same, whether CSV or JSON Lines; each image has one row."""

from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.tables.table import ABSENT, Table, read_table


def read(folder: Path, text: str, suffix: str = ".csv") -> Table:
    path = folder / f"shop{suffix}"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_of_two_rows_of_an_image_the_last_counts_and_both_lines_are_told(tmp_path: Path) -> None:
    table = read(tmp_path, "path,a\nx.jpg,1\ny.jpg,2\n./x.jpg,3\n")
    assert dict(zip(table.keys, table.columns["a"], strict=True)) == {"y.jpg": "2", "x.jpg": "3"}
    assert table.lines == [3, 4]
    (remark,) = table.remarks
    assert remark == (
        "shop.csv: 1 image has more than one row, of which the last counts ('x.jpg' in line 2, and "
        "line 4 counts)"
    )


def test_rows_without_an_image_are_told_and_empty_ones_are_not(tmp_path: Path) -> None:
    table = read(tmp_path, "path,a\nx.jpg,1\n,\n,2\n")
    assert table.keys == ["x.jpg"]
    assert table.remarks == ("shop.csv: 1 row has no 'path', and so no image (line 4)",)


def test_the_objects_of_json_lines_are_rows(tmp_path: Path) -> None:
    text = '{"a": 1, "file": "x.jpg"}\n\n{"file": "y.jpg", "b": null}\n{"b": NaN, "file": "z.jpg"}'
    table = read(tmp_path, text, ".jsonl")
    assert (table.key, table.keys, table.lines) == ("file", ["x.jpg", "y.jpg", "z.jpg"], [1, 3, 4])
    assert table.columns == {"a": [1, ABSENT, ABSENT], "b": [ABSENT, None, None]}
    assert table.remarks == ("shop.jsonl: 1 row has NaN, which counts as empty (line 4)",)


@pytest.mark.parametrize("number", ["1e999", "-1E400", "Infinity", "-Infinity"])
def test_a_number_beyond_all_is_refused_by_its_line_and_is_text_in_a_csv(
    tmp_path: Path, number: str
) -> None:
    rows = f'{{"path": "a.jpg", "size": 1e99}}\n{{"path": "b.jpg", "size": {number}}}\n'
    with pytest.raises(InputError, match=r"^line 2 of .*a number for 'size' that is too large"):
        read(tmp_path, rows, ".jsonl")
    assert read(tmp_path, f"path,size\nb.jpg,{number}\n").columns["size"] == [number]


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (r"shoes\1.jpg", "shoes/1.jpg"),
        ("./shoes//1.jpg", "shoes/1.jpg"),
        ("/shoes/./1.jpg", "/shoes/1.jpg"),
        ("../shoes/1.jpg", "../shoes/1.jpg"),
        ("https://shop.test/1.jpg", "https://shop.test/1.jpg"),
    ],
)
def test_a_path_is_one_key_however_it_is_written(tmp_path: Path, cell: str, key: str) -> None:
    assert read(tmp_path, f"path,a\n{cell},1\n").keys == [key]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"neither a \.csv nor a \.jsonl file"):
        read(tmp_path, "x", ".xlsx")
