from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.errors import InputError
from lookalike.sheets.sheet import SheetHit, SheetRow, draw_sheet, write_png
from lookalike.sheets.tile import KNOWN, MAT, TILE, Paper, part_colours, shortened
from lookalike.types import ImageArray

RED = (200, 0, 0)


def plain(colour: tuple[int, int, int] = RED, height: int = 40, width: int = 40) -> ImageArray:
    return np.full((height, width, 3), colour, np.uint8)


def hit(score: float = 0.5, image: ImageArray | None = None, caption: str = "a") -> SheetHit:
    return SheetHit(image, score, {"colour": score / 2, "shape": score / 2}, caption)


def row(hits: int, queries: int = 1) -> SheetRow:
    return SheetRow([plain()] * queries, [hit(image=plain())] * hits, "label")


def count_of(sheet: ImageArray, colour: tuple[int, int, int] | str) -> int:
    wanted = np.array(colour if isinstance(colour, tuple) else Image.new("RGB", (1, 1), colour))
    return int((sheet == wanted.reshape(3)).all(axis=-1).sum())


def test_every_row_adds_the_same_height() -> None:
    heights = [len(draw_sheet([row(3)] * n)) for n in (1, 2, 3)]
    assert heights[2] - heights[1] == heights[1] - heights[0] > TILE


def test_ten_hits_are_one_line_and_eleven_are_two() -> None:
    assert len(draw_sheet([row(1)])) == len(draw_sheet([row(10)]))
    assert len(draw_sheet([row(11)])) - len(draw_sheet([row(10)])) > TILE


def test_lines_after_the_first_make_the_sheet_no_wider() -> None:
    assert draw_sheet([row(10)]).shape[1] == draw_sheet([row(50)]).shape[1]


@pytest.mark.parametrize("hits", [1, 4, 10, 50])
def test_every_hit_shows_its_image(hits: int) -> None:
    one = count_of(draw_sheet([row(0)]), RED)
    assert count_of(draw_sheet([row(hits)]), RED) == one * (hits + 1)


@pytest.mark.parametrize("queries", [2, 3, 4])
def test_several_queries_share_one_tile(queries: int) -> None:
    assert draw_sheet([row(2, queries)]).shape == draw_sheet([row(2)]).shape


def test_each_of_several_queries_is_seen() -> None:
    two, four = (count_of(draw_sheet([row(0, n)]), RED) for n in (2, 4))
    assert four == 2 * two > 0


def test_a_gone_image_leaves_a_mat_of_the_tile_size() -> None:
    there, gone = (draw_sheet([SheetRow([plain()], [hit(image=i)])]) for i in (plain(), None))
    assert there.shape == gone.shape
    assert count_of(gone, MAT) > 0.8 * TILE * TILE


def test_a_row_without_hits_is_drawn() -> None:
    assert draw_sheet([row(0)]).shape[0] == draw_sheet([row(1)]).shape[0]


def test_a_sheet_without_rows_is_a_header() -> None:
    assert draw_sheet([], "nothing").min() < 100


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3000, 2), (2, 3000), (30, 60)])
def test_any_aspect_fits_whole_inside_the_tile(height: int, width: int) -> None:
    image = plain(RED, height, width)
    sheet = draw_sheet([SheetRow([image], [hit(image=image)])])
    assert sheet.shape == draw_sheet([row(1)]).shape
    assert count_of(sheet, RED) > 0


def test_the_bar_is_as_long_as_each_part_says() -> None:
    parts = {"colour": 0.5, "shape": 0.25}
    sheet = draw_sheet([SheetRow([plain()], [SheetHit(None, 0.75, parts, "a")])])
    colour, shape = (count_of(sheet[TILE:], KNOWN[name]) for name in parts)
    assert colour == 2 * shape > 0


def test_parts_have_the_colours_that_the_page_gives_them() -> None:
    tokens = (files("lookalike") / "web" / "style" / "tokens.css").read_text(encoding="utf-8")
    for name, colour in KNOWN.items():
        assert f"--{name}: light-dark({colour}," in tokens
    assert part_colours(["shape", "a", "b", "shape"])["shape"] == KNOWN["shape"]
    assert len(set(part_colours([*KNOWN, "a", "b"]).values())) == 6


def test_a_part_that_speaks_against_is_drawn_hollow() -> None:
    for_it, against = (
        draw_sheet([SheetRow([plain()], [SheetHit(None, value, {"shape": value}, "a")])])[TILE:]
        for value in (0.5, -0.5)
    )
    assert 0 < count_of(against, KNOWN["shape"]) < count_of(for_it, KNOWN["shape"])


@pytest.mark.parametrize("value", [0.0, 1e-9, -1e-9, 40.0, -40.0])
def test_any_contribution_can_be_drawn(value: float) -> None:
    draw_sheet([SheetRow([plain()], [SheetHit(None, value, {"shape": value}, "a")])])


def test_a_long_caption_keeps_both_its_ends() -> None:
    words = shortened("beginning-" + "x" * 500 + "-end.jpg", 12, TILE)
    assert words.startswith("be")
    assert "…" in words
    assert len(shortened("x" * 100, 12, 200)) < 100


@pytest.mark.parametrize("caption", ["x" * 5000, "W" * 40, "", "two\nlines", "名前.jpg"])
def test_a_caption_never_leaves_its_tile(caption: str) -> None:
    assert Paper.width(shortened(caption, 12, TILE), 12) <= TILE


def test_the_same_rows_give_the_same_sheet() -> None:
    assert np.array_equal(draw_sheet([row(3)], "t"), draw_sheet([row(3)], "t"))


def test_a_written_sheet_reads_back(tmp_path: Path) -> None:
    sheet = draw_sheet([row(2)])
    write_png(sheet, tmp_path / "new folder" / "sheet.png")
    with Image.open(tmp_path / "new folder" / "sheet.png") as image:
        assert np.array_equal(np.asarray(image), sheet)


def test_writing_leaves_nothing_else_behind(tmp_path: Path) -> None:
    write_png(plain(), tmp_path / "sheet.png")
    write_png(plain(), tmp_path / "sheet.png")
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.png"]


def test_a_sheet_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot write .*sheet\.png"):
        write_png(plain(), tmp_path / "file" / "sheet.png")


def test_a_folder_in_the_way_is_reported_and_stays(tmp_path: Path) -> None:
    (tmp_path / "sheet.png").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        write_png(plain(), tmp_path / "sheet.png")
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.png"]
