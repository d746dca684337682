import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.errors import InputError

pytestmark = pytest.mark.usefixtures("rows_alone")


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def splits(images: LabelledImages) -> dict[str, int]:
    return dict(Counter(images.split.tolist()))


def test_class_folders_are_divided_for_each_class(tmp_path: Path) -> None:
    touch(tmp_path, *(f"{c}/{i}.jpg" for c in ("a", "b") for i in range(20)))
    images = read_labelled(tmp_path)
    assert splits(images) == {"train": 32, "validation": 4, "test": 4}
    for split in ("train", "validation", "test"):
        assert set(images.only(split).column().tolist()) == {"a", "b"}


def test_the_same_seed_divides_the_same(tmp_path: Path) -> None:
    touch(tmp_path, *(f"{c}/{i}.jpg" for c in ("a", "b") for i in range(20)))
    first, again, other = (read_labelled(tmp_path, seed).split for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_split_folders_are_kept_as_they_are(tmp_path: Path) -> None:
    touch(tmp_path, "train/a/1.jpg", "val/a/2.jpg", "test/a/deep/3.jpg", "train/readme.jpg")
    images = read_labelled(tmp_path)
    found = {
        p.name: (s, c) for p, s, c in zip(images.paths, images.split, images.column(), strict=True)
    }
    assert found == {"1.jpg": ("train", "a"), "2.jpg": ("validation", "a"), "3.jpg": ("test", "a")}


def test_a_missing_validation_split_is_a_tenth_of_train(tmp_path: Path) -> None:
    touch(tmp_path, *(f"train/a/{i}.jpg" for i in range(40)), "test/a/x.jpg")
    assert splits(read_labelled(tmp_path)) == {"train": 36, "validation": 4, "test": 1}


def test_what_is_held_out_of_each_class_can_be_said(tmp_path: Path) -> None:
    touch(tmp_path, *(f"{c}/{i}.jpg" for c in ("a", "b") for i in range(50)))
    assert splits(read_labelled(tmp_path, held_out=0.02)) == {
        "train": 96,
        "validation": 2,
        "test": 2,
    }
    touch(tmp_path, *(f"given/train/a/{i}.jpg" for i in range(20)))
    assert splits(read_labelled(tmp_path / "given", held_out=0.25))["validation"] == 5


@pytest.mark.parametrize("share", [0.0, -0.1, 0.5, float("nan")])
def test_nothing_and_all_cannot_be_held_out(tmp_path: Path, share: float) -> None:
    touch(tmp_path, "a/1.jpg")
    with pytest.raises(InputError, match="above 0 and at most"):
        read_labelled(tmp_path, held_out=share)


def test_a_table_has_columns_of_labels_and_perhaps_a_split(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("path,category,colour,split\na.jpg,x,red,train\nb.jpg,y,blue,val\nc.jpg,,,\n")
    images = read_labelled(table)
    assert images.paths == (tmp_path / "a.jpg", tmp_path / "b.jpg")
    assert images.column().tolist() == ["x", "y"]
    assert images.column("colour").tolist() == ["red", "blue"]
    assert images.split.tolist() == ["train", "validation"]
    with pytest.raises(InputError, match="there are: category, colour"):
        images.column("price")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("photo,label\na,b\n", "needs a column `path`"),
        ("path\na\n", "needs a column `path`"),
        ("path,split\na,train\n", "needs a column `path`"),
        ("path,label,split\na,b,train\nc,d,sideways\n", "^line 3 of .* the split 'sideways'"),
        ("path,label\n", "has no rows"),
        ("path,label\na,\n", "no row has a 'label'"),
        ('path,title,label\na,"Air,x\nb,tee,y\n', "^line 2 of .* opens a quote"),
        ("path,title,label\na,Tee, red,x\n", "^line 2 of .* has 4 cells for 3 columns"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(InputError, match=said):
        read_labelled(tmp_path / "t.csv")


@pytest.mark.parametrize("cell", ['["x"]', "[1, 2]", '{"a": 1}'])
def test_json_lines_with_lists_alone_have_no_labels(tmp_path: Path, cell: str) -> None:
    (tmp_path / "t.jsonl").write_text(f'{{"path": "a.jpg", "tags": {cell}}}\n')
    with pytest.raises(InputError, match="one or more of labels, each a single value, not"):
        read_labelled(tmp_path / "t.jsonl")


def table(folder: Path, kinds: dict[str, int], first: str = "unique") -> Path:
    """
    t.csv: as many rows of each kind, after a first column of ids, brands, or nothing for some.

    Every third row of the kind '' has none.
    """
    rows = [kind for kind, count in kinds.items() for _ in range(count)]
    cells = {
        "unique": [str(number) for number in range(len(rows))],
        "few": [("acme", "best")[number % 2] for number in range(len(rows))],
        "gaps": [("acme", "")[number % 2] for number in range(len(rows))],
    }[first]
    lines = [
        f"{n}.jpg,{cell},{kind}" for n, (cell, kind) in enumerate(zip(cells, rows, strict=True))
    ]
    (folder / "t.csv").write_text("\n".join(["path,first,kind", *lines]))
    return folder / "t.csv"


@pytest.mark.parametrize("first", ["unique", "few", "gaps"])
@pytest.mark.parametrize("early", [True, False], ids=["asked for at once", "chosen later"])
def test_the_label_that_is_asked_for_splits_and_not_the_first_column(
    tmp_path: Path, first: str, early: bool
) -> None:
    path = table(tmp_path, {"shoe": 40, "bag": 20, "": 5}, first)
    images = read_labelled(path, label="kind") if early else read_labelled(path).by("kind")
    assert next(iter(images.labels)) == "kind"
    assert Counter(zip(images.column().tolist(), images.split.tolist(), strict=True)) == {
        ("shoe", "train"): 32,
        ("shoe", "validation"): 4,
        ("shoe", "test"): 4,
        ("bag", "train"): 16,
        ("bag", "validation"): 2,
        ("bag", "test"): 2,
    }


def test_rows_without_the_label_are_left_out_and_counted_with_the_first(tmp_path: Path) -> None:
    images = read_labelled(table(tmp_path, {"shoe": 10, "": 5, "bag": 10}), label="kind")
    assert (len(images), images.unlabelled) == (20, 5)
    (remark,) = images.remarks
    assert remark == "t.csv: 5 rows have no 'kind', and are left out (line 12: 10.jpg first)"


def test_one_row_without_the_label_is_told_as_one(tmp_path: Path) -> None:
    images = read_labelled(table(tmp_path, {"shoe": 10, "": 1, "bag": 10}), label="kind")
    assert images.remarks == ("t.csv: 1 row has no 'kind', and is left out (line 12: 10.jpg)",)


def test_a_choice_among_chosen_images_leaves_out_what_has_no_label(tmp_path: Path) -> None:
    labels = {"first": np.array(["a", "b", "c"]), "kind": np.array(["x", "", "y"])}
    images = LabelledImages(tuple(map(Path, "123")), labels, np.array(["train"] * 3)).by("kind")
    assert [path.name for path in images.paths] == ["1", "3"]
    assert (images.column().tolist(), images.unlabelled) == (["x", "y"], 1)
    assert images.by("kind") is images.by(None) is images


def test_labels_that_are_nearly_one_or_a_word_for_nothing_are_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("path,kind\na,Shirt\nb, shirt \nc,Shirt\nd,nan\n")
    images = read_labelled(tmp_path / "t.csv")
    assert images.column().tolist() == ["Shirt", "shirt", "Shirt", "nan"]
    assert images.remarks == (
        "t.csv: kind: 1 image has the label 'nan'; leave the cell empty for no label",
        "t.csv: kind: 'Shirt' and 'shirt' are two labels; is that intended?",
    )


@pytest.mark.parametrize(("one", "other"), [("42", "42.0"), ("042", "42"), ("-1.50", "-1.5")])
def test_labels_that_are_one_number_are_told(tmp_path: Path, one: str, other: str) -> None:
    (tmp_path / "t.csv").write_text(f"path,kind\na,{one}\nb,{other}\nc,7\nd,{one}\n")
    assert read_labelled(tmp_path / "t.csv").remarks == (
        f"t.csv: kind: '{one}' and '{other}' are two labels; is that intended?",
    )


def test_json_lines_of_labels_are_a_table_too(tmp_path: Path) -> None:
    lines = ['{"file": "a.jpg", "tags": ["x"], "kind": 42}', '{"file": "b.jpg"}']
    lines += ['{"file": "c.jpg", "kind": 42.0, "Split": "test"}', '{"file": "d.jpg", "kind": " "}']
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    images = read_labelled(tmp_path / "t.jsonl", label="kind")
    assert images.column().tolist() == ["42", "42"]
    assert images.split.tolist()[1] == "test"
    assert (list(images.labels), images.unlabelled) == (["kind"], 2)


def test_of_two_rows_of_an_image_the_last_one_labels_it(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("path,kind\na.jpg,x\nb.jpg,y\na.jpg,z\n")
    images = read_labelled(tmp_path / "t.csv")
    assert sorted(images.column().tolist()) == ["y", "z"]
    assert "1 image has more than one row" in images.remarks[0]


def test_a_folder_without_classes_says_what_to_do(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    with pytest.raises(InputError, match="of each class into their own folder"):
        read_labelled(tmp_path)
    with pytest.raises(InputError, match="neither a folder"):
        read_labelled(tmp_path / "nowhere")


def test_rows_can_be_chosen(tmp_path: Path) -> None:
    touch(tmp_path, *(f"{c}/{i}.jpg" for c in ("a", "b") for i in range(3)))
    images = read_labelled(tmp_path).at(np.array([4, 0]))
    assert [path.name for path in images.paths] == ["1.jpg", "0.jpg"]
    assert images.column().tolist() == ["b", "a"]


@pytest.mark.parametrize(
    ("first", "said"), [("1 2 3 4", "different in every row"), ("acme " * 4, "one and the same")]
)
def test_a_first_column_that_is_no_label_is_told_unless_asked_for(
    tmp_path: Path, first: str, said: str
) -> None:
    rows = [f"{n}.jpg,{cell},{'xxyy'[n]}" for n, cell in enumerate(first.split())]
    (tmp_path / "t.csv").write_text("\n".join(["path,first,kind", *rows]))
    (remark,) = read_labelled(tmp_path / "t.csv").remarks
    assert remark == (
        f"t.csv: the labels are those of the first column, 'first', {said}; "
        "--label chooses another column (kind)"
    )
    assert read_labelled(tmp_path / "t.csv", label="first").remarks == ()
    assert read_labelled(tmp_path / "t.csv").by("kind").remarks == ()


def test_labels_of_the_first_column_are_not_doubted_where_some_are_shared(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("path,kind,id\na,x,1\nb,x,2\nc,y,3\n")
    assert read_labelled(tmp_path / "t.csv").remarks == ()


@pytest.mark.parametrize("cell", ['{"q": 1}', '["x", "y"]', "{}"])
def test_a_column_with_several_values_in_a_line_is_told_with_that_line(
    cell: str, tmp_path: Path
) -> None:
    lines = [f'{{"path": "{name}.jpg", "label": "x", "kind": "k"}}' for name in "abcd"]
    lines[2] = f'{{"path": "c.jpg", "label": {cell}, "kind": "k"}}'
    table = tmp_path / "t.jsonl"
    table.write_text("\n".join(lines))
    why = f"line 3 has '{cell}', and a label is a single value"
    with pytest.raises(InputError, match=re.escape(f"'label' cannot be the label: {why}")):
        read_labelled(table, label="label")
    found = read_labelled(table)
    assert list(found.labels) == ["kind"]
    assert any(f"t.jsonl: 'label' is left out as a label: {why}" in said for said in found.remarks)
    table.write_text(f'{{"path": "c.jpg", "label": {cell}}}')
    with pytest.raises(InputError, match=r"'label': line 1 has"):
        read_labelled(table)
