"""A contact sheet in a notebook, and as a picture."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.notebook import sheet as module
from lookalike.search.query import Query
from lookalike.sheets.contact_sheet import ContactSheet, contact_sheet
from tests import drawn_shop


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn_shop.draw(tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="module")
def shop(catalogue: Path) -> Iterator[Collection]:
    with Collection.open(drawn_shop.index(catalogue)) as collection:
        yield collection


@pytest.fixture(scope="module")
def sheet(shop: Collection, catalogue: Path) -> ContactSheet:
    pictures = sorted(catalogue.glob("*/*.jpg"))
    queries = [
        Query(pictures[0], limit=3),
        Query([pictures[1], "colour:navy"], limit=2),
        Query("colour:red", where="price < 0"),
    ]
    return contact_sheet(shop, queries, "Searches <of> the shop")


def test_each_query_is_a_row_with_its_hits(sheet: ContactSheet, catalogue: Path) -> None:
    assert [len(row.hits) for row in sheet.rows] == [3, 2, 0]
    assert [len(row.queries) for row in sheet.rows] == [1, 2, 1]
    first = min(catalogue.glob("*/*.jpg")).name
    assert sheet.rows[0].label == first
    assert repr(sheet) == "<ContactSheet 'Searches <of> the shop': 3 searches, 5 hits>"


def test_an_example_may_stand_for_a_query(shop: Collection, catalogue: Path) -> None:
    with next(catalogue.glob("*/*.jpg")).open("rb") as file:
        (row,) = contact_sheet(shop, [file]).rows
    assert (len(row.hits), row.label) == (10, "")


def test_a_notebook_shows_all_pictures_and_bars(sheet: ContactSheet) -> None:
    html = sheet._repr_html_()
    assert html.count('src="data:image/jpeg;base64,') == 4 + 5
    assert html.count('class="parts"') == 5
    assert "Searches &lt;of&gt; the shop" in html
    assert "no hits" in html
    assert re.findall(r"https?:|url\(", html) == []


def test_so_many_pictures_are_drawn(sheet: ContactSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    html = sheet._repr_html_()
    assert html.count("src=") == 5
    assert html.count("not drawn") == 4
    assert html.count('class="parts"') == 5


def test_it_is_saved_as_a_picture(sheet: ContactSheet, tmp_path: Path) -> None:
    sheet.save(tmp_path / "new" / "sheet.png")
    data = (tmp_path / "new" / "sheet.png").read_bytes()
    with Image.open(BytesIO(data)) as image:
        assert np.array_equal(np.asarray(image), sheet.draw())
