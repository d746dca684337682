"""Rows without an image and images without a row are counted, with an example of each."""

from pathlib import Path

import pytest
from PIL import Image

from lookalike.datasets.labelled import read_labelled
from lookalike.errors import InputError


def table(folder: Path, names: str, images: str) -> Path:
    """A table of these names, beside these images."""
    folder.mkdir(exist_ok=True)
    for name in images.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8)).save(folder / name)
    rows = [f"{name},{'ab'[number % 2]}" for number, name in enumerate(names.split())]
    path = folder / "t.csv"
    path.write_text("\n".join(["path,kind", *rows]), encoding="utf-8")
    return path


def test_all_that_find_each_other_are_no_remark(tmp_path: Path) -> None:
    path = table(tmp_path, "p/a.png p/b.png p/c.png", "p/a.png p/b.png p/c.png q/d.png")
    assert read_labelled(path).remarks == ()


def test_rows_without_an_image_are_counted_with_the_first(tmp_path: Path) -> None:
    path = table(tmp_path, "a.png x.png b.png y.png", "a.png b.png")
    told = "t.csv: 2 rows name no image that is there (line 3: x.png first)"
    assert read_labelled(path).remarks == (told,)


def test_images_without_a_row_are_counted_with_the_first(tmp_path: Path) -> None:
    path = table(tmp_path, "p/a.png p/b.png", "p/a.png p/b.png p/c.png p/s/d.png q/e.png")
    assert read_labelled(path).remarks == ("t.csv: 2 images have no row ('c.png' first)",)


def test_one_of_each_is_told_as_one(tmp_path: Path) -> None:
    path = table(tmp_path, "a.png b.png x.png", "a.png b.png c.png")
    assert read_labelled(path).remarks == (
        "t.csv: 1 row names no image that is there (line 4: x.png)",
        "t.csv: 1 image has no row ('c.png')",
    )


def test_a_table_of_no_image_at_all_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, "x.png y.png", "a.png")
    with pytest.raises(InputError, match=r"t.csv: none of its 2 rows names an image that is there"):
        read_labelled(path)


def test_paths_with_detours_name_their_images(tmp_path: Path) -> None:
    path = table(tmp_path / "in", "../p/a.png ../in/../p/b.png", "")
    table(tmp_path, "", "p/a.png p/b.png")
    assert read_labelled(path).remarks == ()
