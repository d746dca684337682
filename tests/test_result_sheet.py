"""A contact sheet of a search shows its queries, its hits, and a placeholder for what has gone."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.images.read import read_image
from lookalike.indexing.folder import index_folder
from lookalike.search.query import Query
from lookalike.sheets.result_sheet import result_row, write_sheet
from lookalike.tables.attributes import read_attributes
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=12)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for i in range(6):
        paint(tmp_path / "photos" / f"{i}.png", i)
    return tmp_path / "photos"


@pytest.fixture
def shop(folder: Path, tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "collection", create=True) as collection:
        index_folder(collection, folder)
        yield collection


def test_a_row_has_the_query_and_its_hits(shop: Collection, folder: Path) -> None:
    query = Query(folder / "3.png", limit=4)
    row = result_row(shop, query, shop.search(query), "http://me:PW@host/3.png")
    assert (len(row.queries), len(row.hits)) == (1, 4)
    assert row.label == "http://me:***@host/3.png"
    assert row.hits[0].image is not None
    assert np.array_equal(row.hits[0].image, read_image(folder / "3.png"))


def test_a_row_shows_each_query(shop: Collection, folder: Path) -> None:
    query = Query([folder / "1.png", f"id:{next(shop.items()).id}", read_image(folder / "2.png")])
    assert len(result_row(shop, query, shop.search(query), "").queries) == 3


def test_a_row_shows_the_region_that_was_searched_by(shop: Collection, folder: Path) -> None:
    query = Query(folder / "1.png", crop="0,0,32,16")
    row = result_row(shop, query, shop.search(query), "")
    assert np.array_equal(row.queries[0], read_image(folder / "1.png")[:16, :32])


def test_scores_and_parts_are_those_of_the_hits(shop: Collection, folder: Path) -> None:
    query = Query(folder / "1.png")
    hits = shop.search(query)
    row = result_row(shop, query, hits, "")
    assert [(h.score, h.parts) for h in row.hits] == [(h.score, h.parts) for h in hits]


def test_a_hit_whose_file_has_gone_has_no_picture(shop: Collection, folder: Path) -> None:
    query = Query(folder / "1.png")
    hits = shop.search(query)
    Path(hits[1].item.source).unlink()
    row = result_row(shop, query, hits, "")
    assert [hit.image is None for hit in row.hits] == [False, True, False, False, False, False]


def test_a_hit_is_called_by_its_file(shop: Collection, folder: Path) -> None:
    query = Query(folder / "1.png")
    assert result_row(shop, query, shop.search(query), "").hits[0].caption == "1.png"


def test_a_hit_is_called_by_colour_and_category_where_known(
    shop: Collection, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "known.csv"
    table.write_text("file,category,colour\n1.png,mug,red\n")
    index_folder(shop, folder, read_attributes(table))
    query = Query(folder / "1.png")
    assert result_row(shop, query, shop.search(query), "").hits[0].caption == "red mug"


def test_a_sheet_is_a_png(shop: Collection, folder: Path, tmp_path: Path) -> None:
    query = Query(folder / "1.png")
    row = result_row(shop, query, shop.search(query), "one")
    write_sheet([row], tmp_path / "deep" / "sheet.png", "title")
    with Image.open(tmp_path / "deep" / "sheet.png") as sheet:
        assert (sheet.format, sheet.width > 500) == ("PNG", True)


def test_a_search_without_hits_makes_a_sheet_too(
    shop: Collection, folder: Path, tmp_path: Path
) -> None:
    query = Query(folder / "1.png", where="width > 9999")
    write_sheet([result_row(shop, query, shop.search(query), "")], tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").exists()


def test_a_sheet_that_cannot_be_written_is_an_error(
    shop: Collection, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(InputError, match="cannot write"):
        write_sheet([], tmp_path / "file" / "sheet.png")
