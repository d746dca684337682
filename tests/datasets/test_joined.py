from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.datasets.compared import read_examples
from lookalike.datasets.joined import read_joined
from lookalike.datasets.labelled import LabelledImages
from lookalike.errors import InputError


def classes(folder: Path, *names: str, count: int = 10) -> Path:
    for name in names:
        (folder / name).mkdir(parents=True)
        for number in range(count):
            Image.new("RGB", (8, 8)).save(folder / name / f"{number}.png")
    return folder


def test_labels_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    shops = [classes(tmp_path / shop, "boot", "hat") for shop in ("one", "two")]
    found = read_joined(shops)
    assert np.unique(found.column()).tolist() == ["one/boot", "one/hat", "two/boot", "two/hat"]
    assert len(found) == 40
    assert all(
        label == f"{path.parts[-3]}/{path.parts[-2]}"
        for path, label in zip(found.paths, found.column(), strict=True)
    )


def test_each_keeps_its_own_splits(tmp_path: Path) -> None:
    given = tmp_path / "given"
    for split in ("train", "validation", "test"):
        classes(given / split, "boot", "hat")
    found = read_joined([given, classes(tmp_path / "plain", "boot", "hat")])
    is_given = np.char.startswith(found.column(), "given/")
    assert (found.split[is_given] == "test").sum() == 20
    assert (found.split[~is_given] == "test").sum() == 2


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    twins = [classes(tmp_path / place / "shoes", "boot", "hat") for place in ("here", "there")]
    with pytest.raises(InputError, match="two data sets are named 'shoes'"):
        read_joined(twins)


def test_one_alone_keeps_its_labels(tmp_path: Path) -> None:
    found = read_examples([classes(tmp_path / "shop", "boot", "hat")])
    assert isinstance(found, LabelledImages)
    assert np.unique(found.column()).tolist() == ["boot", "hat"]


@pytest.mark.usefixtures("rows_alone")
def test_tables_are_joined_by_the_label_that_is_asked_for(tmp_path: Path) -> None:
    folder = classes(tmp_path / "shop", "boot", "hat")
    (tmp_path / "more.csv").write_text(
        "\n".join(["path,id,kind", *(f"{n}.png,{n},{'boot' if n % 3 else ''}" for n in range(30))])
    )
    found = read_examples([folder, tmp_path / "more.csv"], label="kind")
    assert isinstance(found, LabelledImages)
    assert np.unique(found.column("kind")).tolist() == ["more/boot", "shop/boot", "shop/hat"]
    assert (len(found), found.unlabelled) == (40, 10)
    assert "10 rows have no 'kind'" in found.remarks[0]


def test_folders_have_no_other_label_than_their_classes(tmp_path: Path) -> None:
    shops = [classes(tmp_path / shop, "boot", "hat") for shop in ("one", "two")]
    found = read_examples(shops, label="kind")
    assert isinstance(found, LabelledImages)
    with pytest.raises(InputError, match="no label column 'kind'; there are: label"):
        found.by("kind")


def test_classes_can_be_left_out(tmp_path: Path) -> None:
    found = read_joined([classes(tmp_path / shop, "boot", "hat") for shop in ("one", "two")])
    left = found.without(["one/hat", "two/boot"])
    assert np.unique(left.column()).tolist() == ["one/boot", "two/hat"]


def test_a_class_that_is_not_there_cannot_be_left_out(tmp_path: Path) -> None:
    found = read_joined([classes(tmp_path / shop, "boot", "hat") for shop in ("one", "two")])
    with pytest.raises(InputError, match="no image has the label 'hat'; there are: one/boot"):
        found.without(["hat"])
