import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.datasets.drawn.catalogue import COLUMNS, draw_catalogue, plan_catalogue
from lookalike.datasets.drawn.categories import CATEGORIES
from lookalike.datasets.drawn.palette import COLOURS

SIZE = 48  # enough to be drawn, small enough to be quick


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        draw_catalogue(tmp_path / name, count=12, seed=3, size=SIZE)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_drawing_again_over_a_catalogue_changes_nothing(tmp_path: Path) -> None:
    draw_catalogue(tmp_path, count=6, size=SIZE)
    before = contents(tmp_path)
    draw_catalogue(tmp_path, count=6, size=SIZE)
    assert contents(tmp_path) == before


def test_another_seed_gives_other_pictures() -> None:
    assert plan_catalogue(20, seed=1) != plan_catalogue(20, seed=2)


def test_the_table_says_what_the_items_say(tmp_path: Path) -> None:
    items = draw_catalogue(tmp_path, count=8, size=SIZE)
    with (tmp_path / "attributes.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert rows == [{column: str(getattr(i, column)) for column in COLUMNS} for i in items]


def test_every_file_has_its_row_and_every_row_its_file(tmp_path: Path) -> None:
    items = draw_catalogue(tmp_path, count=8, size=SIZE)
    assert {item.path for item in items} | {"attributes.csv"} == contents(tmp_path).keys()


def test_a_path_holds_the_category_the_colour_and_the_pattern(tmp_path: Path) -> None:
    for number, item in enumerate(draw_catalogue(tmp_path, count=4, size=SIZE)):
        name = f"{item.category}-{item.colour}-{item.pattern}-{number:03d}.jpg"
        assert item.path == f"{item.category}/{name}"


def test_files_are_jpeg_images_of_the_size(tmp_path: Path) -> None:
    [item] = draw_catalogue(tmp_path, count=1, size=SIZE)
    with Image.open(tmp_path / item.path) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIZE, SIZE))


def test_an_empty_catalogue_is_a_table_without_rows(tmp_path: Path) -> None:
    assert draw_catalogue(tmp_path, count=0) == []
    assert (tmp_path / "attributes.csv").read_text() == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(("word", "names"), [("category", CATEGORIES), ("colour", COLOURS)])
def test_every_name_comes_as_often_as_any_other(word: str, names: dict[str, object]) -> None:
    counts = Counter(getattr(spec, word) for spec in plan_catalogue(320, seed=7))
    assert counts.keys() == names.keys()
    assert max(counts.values()) - min(counts.values()) <= 1


def test_no_colour_is_bound_to_one_backdrop() -> None:
    specs = plan_catalogue(1500, seed=7)
    assert all(len({s.backdrop for s in specs if s.colour == colour}) >= 3 for colour in COLOURS)


def test_prices_lie_in_the_range_of_their_category() -> None:
    for spec in plan_catalogue(320, seed=7):
        low, high = CATEGORIES[spec.category].price
        assert low <= spec.price <= high


def test_no_two_pictures_of_a_catalogue_are_alike(tmp_path: Path) -> None:
    items = draw_catalogue(tmp_path, count=60, size=SIZE)
    pixels = {np.asarray(Image.open(tmp_path / item.path)).tobytes() for item in items}
    assert len(pixels) == 60
