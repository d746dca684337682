from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.errors import InputError


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
        ("file,label\na,b\n", "needs a column `path`"),
        ("path\na\n", "needs a column `path`"),
        ("path,label,split\na,b,sideways\n", "the split 'sideways'"),
        ("path,label\n", "no labelled images"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(InputError, match=said):
        read_labelled(tmp_path / "t.csv")


def test_a_folder_without_classes_says_what_to_do(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    with pytest.raises(InputError, match="one folder for each class"):
        read_labelled(tmp_path)
    with pytest.raises(InputError, match="neither a folder"):
        read_labelled(tmp_path / "nowhere")


def test_rows_can_be_chosen(tmp_path: Path) -> None:
    touch(tmp_path, *(f"{c}/{i}.jpg" for c in ("a", "b") for i in range(3)))
    images = read_labelled(tmp_path).at(np.array([4, 0]))
    assert [path.name for path in images.paths] == ["1.jpg", "0.jpg"]
    assert images.column().tolist() == ["b", "a"]
