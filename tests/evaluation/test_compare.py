"""A difference is called real where the paired bootstrap leaves 0 out."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from lookalike.errors import InputError
from lookalike.evaluation.compare import EvaluatedRun, compare, comparison_object, read_run
from lookalike.evaluation.evaluate_vectors import evaluate_vectors
from lookalike.evaluation.page.comparison import comparison_svg
from lookalike.evaluation.save import save_report
from lookalike.evaluation.scores import NAMES


@pytest.fixture
def run(scatter, tmp_path: Path):
    """`run(name, spread, seed)`: an evaluation of easy or hard vectors, written and read."""

    def make(name: str, spread: float, seed: int = 2, count: int = 120) -> EvaluatedRun:
        queries = scatter(count, seed, spread, prefix=f"query-{seed}")
        gallery = scatter(200, 1, 0.8)
        save_report(evaluate_vectors(gallery, queries, encoder=name), tmp_path / name)
        return read_run(tmp_path / name)

    return make


def differences(*runs: EvaluatedRun) -> dict[str, bool]:
    return {found.metric: found.is_real for found in compare(runs, resamples=2000).differences}


def test_a_run_is_read_as_it_was_written(run, scatter) -> None:
    found = run("a", 1.0)
    expected = evaluate_vectors(scatter(200, 1, 0.8), scatter(120, 2, 1.0, prefix="query-2"))
    assert found.metrics == expected.metrics
    assert found.values[:, NAMES.index("map")] == pytest.approx(expected.values["map"])


def test_a_clear_gain_is_real(run) -> None:
    assert differences(run("hard", 3.0), run("easy", 0.5))["precision@5"]


def test_a_run_differs_not_from_itself(run) -> None:
    assert not any(differences(run("a", 1.0), run("b", 1.0)).values())


def test_pairing_finds_what_the_intervals_alone_would_hide(run) -> None:
    one = run("a", 1.5)
    values = np.minimum(one.values + 0.02, 2.0)  # a small gain for every query alike
    other = EvaluatedRun("b", one.metrics, one.protocol, one.ids, values)
    found = compare([one, other]).differences[NAMES.index("map")]
    overlap = one.metrics["map"].high - one.metrics["map"].low
    assert found.is_real
    assert found.estimate.mean < overlap


def test_no_real_difference_is_claimed_more_often_than_one_in_ten() -> None:
    random = np.random.default_rng(8)
    claimed = []
    for _ in range(60):
        one, other = (
            EvaluatedRun(name, {}, {}, np.arange(150).astype(str), random.random((150, len(NAMES))))
            for name in ("a", "b")
        )
        claimed += [found.is_real for found in compare([one, other], resamples=500).differences]
    assert 0.02 < np.mean(claimed) < 0.09


def test_queries_are_paired_by_what_they_are_not_by_their_order(run) -> None:
    one = run("a", 1.0)
    turned = EvaluatedRun("b", one.metrics, one.protocol, one.ids[::-1], one.values[::-1])
    assert {found.estimate.mean for found in compare([one, turned]).differences} == {0.0}


def test_different_queries_are_said_and_not_compared(run) -> None:
    found = compare([run("a", 1.0, seed=2), run("b", 1.0, seed=3)])
    assert found.differences == ()
    assert "no common queries" in found.remarks[0]


def test_runs_that_share_some_queries_are_compared_over_these(run) -> None:
    one = run("a", 1.0)
    half = EvaluatedRun("b", one.metrics, one.protocol, one.ids[:50], one.values[:50])
    found = compare([one, half])
    assert found.differences[0].queries == 50
    assert "50 of 120 and 50" in found.remarks[0]


def test_other_galleries_are_said(run) -> None:
    one = run("a", 1.0)
    other = EvaluatedRun("b", one.metrics, {"fingerprint": "x"}, one.ids, one.values)
    assert any("different galleries" in remark for remark in compare([one, other]).remarks)


def test_every_pair_of_three_runs_is_compared(run) -> None:
    runs = [run(name, 1.0) for name in "abc"]
    pairs = {(Path(d.one).name, Path(d.other).name) for d in compare(runs).differences}
    assert pairs == {("a", "b"), ("a", "c"), ("b", "c")}


def test_the_object_holds_runs_differences_and_remarks(run) -> None:
    found = comparison_object(compare([run("a", 1.0), run("b", 2.0)]))
    assert {d["metric"] for d in found["differences"]} == set(NAMES)
    assert found["runs"][0]["precision@5"] > found["runs"][1]["precision@5"]


def test_the_picture_has_a_mark_and_a_line_for_each_run_and_metric(run) -> None:
    root = ElementTree.fromstring(comparison_svg([run("a <&", 1.0), run("b", 2.0)]))
    circles = root.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 2 * 6


@pytest.mark.parametrize("content", [None, "{}", "no json"])
def test_a_folder_without_an_evaluation_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "metrics.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="has no readable evaluation"):
        read_run(tmp_path)
