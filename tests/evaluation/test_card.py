"""An evaluation says what it found in one line, and shows it in a notebook."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from lookalike.datasets.labelled import read_labelled
from lookalike.evaluation.bootstrap import Estimate
from lookalike.evaluation.evaluate_files import evaluate_files
from lookalike.evaluation.result import (
    FIRST,
    NEAREST,
    WORST,
    ComparedProtocol,
    ComparedReport,
    EvaluationReport,
)


@pytest.fixture
def report(shop: Path, mean_colour) -> EvaluationReport:
    return evaluate_files(mean_colour, read_labelled(shop / "train"), read_labelled(shop / "test"))


def test_a_line_says_the_first_numbers(report: EvaluationReport) -> None:
    assert re.fullmatch(
        r"<EvaluationReport of mean-colour: precision@5 [\d.]+ \([\d.]+ to [\d.]+\), hit@1 .*>",
        repr(report),
    )
    assert len(repr(report)) < 250


def test_a_notebook_shows_numbers_and_pictures(report: EvaluationReport) -> None:
    html = report._repr_html_()
    assert [html.count(f">{name}</span>") for name in FIRST] == [1] * 4
    assert html.count('class="bar"') == 4
    queries = min(WORST, len({*report.queries.labels.tolist()}))
    neighbours = min(NEAREST, report.nearest.shape[1])
    assert html.count('src="data:image/jpeg;base64,') == queries * (1 + neighbours)
    assert re.findall(r"https?:|url\(", html) == []


def test_the_queries_shown_are_the_worst_of_their_class(report: EvaluationReport) -> None:
    values, labels = report.values["precision@5"], report.queries.labels
    for asked in report._worst():
        assert asked.precision == min(values[labels == asked.label])


def test_neighbours_are_marked_right_by_their_label(report: EvaluationReport) -> None:
    for asked in report._worst():
        assert [one.is_right for one in asked.nearest] == [
            one.label == asked.label for one in asked.nearest
        ]


def test_what_makes_numbers_doubtful_is_said(report: EvaluationReport) -> None:
    html = replace(report, failures={"a.jpg": "damaged"}, remarks=("odd",))._repr_html_()
    assert "Images that could not be read: 1, such as a.jpg: damaged." in html
    assert "Remarks on the data, in `remarks`: 1." in html
    assert "not be read" not in report._repr_html_()


def test_comparisons_show_themselves_too() -> None:
    report = ComparedReport(
        "<b>", ComparedProtocol("pairs", 60, 90, 0), {"pair_auc": Estimate(0.8, 0.7, 0.9)}, {}
    )
    assert repr(report) == "<ComparedReport of <b>: pair_auc .800 (.700 to .900)>"
    html = report._repr_html_()
    assert "How well &lt;b&gt; recognises what looks alike" in html
    assert "60 pairs of 90 images." in html
    assert html.count('class="bar"') == 1
