"""The page stands alone, says every number with its interval, and takes text as text."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from lookalike.datasets.labelled import read_labelled
from lookalike.evaluation.evaluate_files import evaluate_files
from lookalike.evaluation.evaluate_vectors import evaluate_vectors
from lookalike.evaluation.page.charts import number
from lookalike.evaluation.page.report import report_html
from lookalike.evaluation.vectors import LabelledVectors


class Tags(HTMLParser):
    """Every tag with its attributes, and whether each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self.open.pop() == tag


@pytest.fixture
def page(shop: Path, mean_colour) -> str:
    train, test = read_labelled(shop / "train"), read_labelled(shop / "test")
    return report_html(evaluate_files(mean_colour, train, test))


def test_every_tag_is_closed(page: str) -> None:
    assert Tags(page).open == []


def test_the_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    addresses = [a[key] for _, a in Tags(page).found for key in ("src", "href") if a.get(key)]
    assert addresses
    assert all(str(address).startswith("data:image/jpeg;base64,") for address in addresses)
    assert "url(" not in page
    assert "@import" not in page


def test_every_metric_is_said_with_its_interval(scatter) -> None:
    report = evaluate_vectors(scatter(80, 1), scatter(30, 2))
    page = report_html(report)
    for found in report.metrics.values():
        text = f"<td>{number(found.mean)}</td><td>{number(found.low)} to {number(found.high)}</td>"
        assert text in page


def test_each_query_row_shows_its_neighbours(page: str) -> None:
    rows = re.findall(r'<div class="row">(.*?)</div>', page)
    assert {row.count("<figure") for row in rows} == {9}


def test_wrong_neighbours_are_marked_by_more_than_a_colour(page: str) -> None:
    worst = page.split("Worst queries")[1].split("Best queries")[0]
    assert worst.count('class="bad"') == worst.count("✗") > 0


def test_an_image_that_is_gone_leaves_a_word(scatter) -> None:
    assert "image gone" in report_html(evaluate_vectors(scatter(80, 1), scatter(30, 2)))


def test_labels_and_names_are_text_not_markup(scatter) -> None:
    found = scatter(80, 1)
    labels = np.char.add("<script>", found.labels)
    sources = tuple(f"<img src=x>{i}" for i in range(80))
    page = report_html(evaluate_vectors(LabelledVectors(found.vectors, labels, sources)))
    assert "<script>" not in page
    assert "<img src=x>" not in page


def test_copies_across_the_split_are_said_at_the_top(shop: Path, mean_colour) -> None:
    planted = shop / "test" / "red" / "copy.jpg"
    planted.write_bytes((shop / "train" / "red" / "2.jpg").read_bytes())
    report = evaluate_files(
        mean_colour, read_labelled(shop / "train"), read_labelled(shop / "test")
    )
    before = report_html(report).split("All metrics")[0]
    assert "1 of the queries have a copy in the gallery; they are still counted" in before


def test_copies_are_shown_for_a_person_to_judge(shop: Path, mean_colour) -> None:
    planted = shop / "test" / "red" / "copy.jpg"
    planted.write_bytes((shop / "train" / "red" / "2.jpg").read_bytes())
    report = evaluate_files(
        mean_colour, read_labelled(shop / "train"), read_labelled(shop / "test")
    )
    section = report_html(report).split("<h2>Copies")[1].split("</section>")[0]
    assert section.count("<img") == 2
    assert "<b>exact</b> 2.jpg" in section


def test_many_classes_are_listed_by_their_worst_mix_ups() -> None:
    random = np.random.default_rng(1)
    labels = np.array([f"class {i % 30}" for i in range(90)])
    rows = random.normal(size=(90, 4)).astype(np.float32)
    page = report_html(evaluate_vectors(LabelledVectors(rows, labels, tuple(labels))))
    assert "find instead" in page
    assert 'class="heat"' not in page
