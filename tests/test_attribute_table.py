from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.tables.attributes import AttributeTable, checked_attributes, read_attributes
from lookalike.types import READ


def table(tmp_path: Path, text: str, suffix: str = ".csv") -> AttributeTable:
    path = tmp_path / f"table{suffix}"
    path.write_text(text, encoding="utf-8")
    return read_attributes(path)


def row(found: AttributeTable, relative: str = "shoes/1.jpg") -> object:
    return found.join().of(Path("/photos") / relative, relative)


@pytest.mark.parametrize("key", ["shoes/1.jpg", "/photos/shoes/1.jpg", "1.jpg", "./shoes/1.jpg"])
def test_a_row_is_found_by_path_full_path_or_name(tmp_path: Path, key: str) -> None:
    assert row(table(tmp_path, f"path,price\n{key},5\n")) == {"price": 5}


def test_columns_get_the_type_that_all_their_cells_have(tmp_path: Path) -> None:
    text = (
        "path,whole,real,mixed,code,flag,words\n"
        "shoes/1.jpg,1,1.5,3,007,true,a b\n"
        "2.jpg,-2,2,x,008,False,\n"
    )
    assert row(table(tmp_path, text)) == {
        "whole": 1, "real": 1.5, "mixed": "3", "code": "007", "flag": True, "words": "a b",
    }  # fmt: skip


def test_empty_cells_are_none(tmp_path: Path) -> None:
    assert row(table(tmp_path, "path,a,b\nshoes/1.jpg,,2\n")) == {"a": None, "b": 2}


def test_the_image_column_may_have_other_names_or_be_the_first(tmp_path: Path) -> None:
    assert row(table(tmp_path, "price,Filename\n5,1.jpg\n")) == {"price": 5}
    assert row(table(tmp_path, "article,price\n1.jpg,5\n")) == {"price": 5}


def test_json_lines_keep_their_types(tmp_path: Path) -> None:
    text = '{"path": "1.jpg", "tags": ["a", "b"], "ok": true, "n": 1.5, "none": null}\n\n'
    found = table(tmp_path, text, ".jsonl")
    assert row(found) == {"tags": ["a", "b"], "ok": True, "n": 1.5, "none": None}


def test_a_spreadsheets_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert row(table(tmp_path, "\ufeffpath,price\n1.jpg,5\n")) == {"price": 5}


def test_whole_numbers_of_64_bits_are_exact_in_both_kinds_of_table(tmp_path: Path) -> None:
    numbers = [2**63 - 1, -(2**63), 2**53 + 1, 7]
    csv = "".join(f"{n}.jpg,{n},.5\n" for n in numbers) + "real.jpg,1.5,\n"
    lines = "".join(f'{{"path": "{n}.jpg", "id": {n}}}\n' for n in numbers)
    for found in (table(tmp_path, f"path,id,b\n{csv}"), table(tmp_path, lines, ".jsonl")):
        ids = [dict(found.rows[f"{n}.jpg"])["id"] for n in numbers]
        assert (ids, {type(one) for one in ids}) == (numbers, {int})


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**30])
def test_a_longer_number_of_json_is_refused_by_its_line(tmp_path: Path, number: int) -> None:
    lines = f'{{"path": "a.jpg", "id": 1}}\n{{"path": "b.jpg", "id": {number}}}\n'
    with pytest.raises(InputError, match=r"'id' of line 2 .* more than 64 bits.*write it as text"):
        table(tmp_path, lines, ".jsonl")


@pytest.mark.parametrize(
    ("text", "suffix", "said"),
    [
        ("", ".csv", "no rows"),
        ("path,a\n", ".csv", "no rows"),
        ("{oops\n", ".jsonl", "line 1"),
        ("[1]\n", ".jsonl", "line 1"),
        ('{"path": "a"}\n\n[1]\n', ".jsonl", "line 3 of"),
        ('{"path": "a", "b": {"c": 1}}\n', ".jsonl", "'b'"),
        ("x", ".xlsx", "neither a .csv nor a .jsonl file"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_error(
    tmp_path: Path, text: str, suffix: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        table(tmp_path, text, suffix)


def test_a_missing_table_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv cannot be read"):
        read_attributes(tmp_path / "none.csv")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, {"a": 1}, [1, 2], object()])
def test_values_that_cannot_be_filtered_are_refused(value: object) -> None:
    with pytest.raises(InputError):
        checked_attributes({"a": value}, "x.jpg")


def test_a_column_of_codes_longer_than_numbers_is_text(tmp_path: Path) -> None:
    found = table(tmp_path, "path,code\nshoes/1.jpg,12345678901234567890\n")
    assert row(found) == {"code": "12345678901234567890"}


@pytest.mark.parametrize("given", [r'"p": "\ud800"', r'"p": ["a", "\udc00b"]', r'"\ud800": 1'])
def test_half_a_character_of_json_is_refused_by_its_line(tmp_path: Path, given: str) -> None:
    (tmp_path / "t.jsonl").write_text(f'{{"path": "a.jpg", "p": 1}}\n{{"path": "b", {given}}}\n')
    with pytest.raises(InputError, match=r"line 2 of .* must be text"):
        read_attributes(tmp_path / "t.jsonl")


@pytest.mark.parametrize("name", sorted(READ))
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_column_that_hides_what_is_read_from_images_is_told(
    tmp_path: Path, name: str, suffix: str
) -> None:
    texts = {".csv": f"path,{name}\na.jpg,x\n", ".jsonl": f'{{"path": "a.jpg", "{name}": "x"}}\n'}
    (remark,) = table(tmp_path, texts[suffix], suffix).remarks
    assert remark.startswith(f"table{suffix}: {name}: this column hides ")
    assert remark.endswith("; rename it to keep both")
    assert ("missing, so that these are not counted" in remark) == (name == "away")


def test_a_column_of_such_a_name_without_a_cell_hides_nothing(tmp_path: Path) -> None:
    assert table(tmp_path, "path,width,price\na.jpg,,1\n").remarks == ()
