"""Triplets and pairs judged: by hand, with unreadable images, by split, and as files."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.datasets.compared import ComparedImages
from lookalike.errors import InputError
from lookalike.evaluation.compared import evaluate_compared
from lookalike.evaluation.result import ComparedReport
from lookalike.evaluation.save import save_report
from lookalike.types import ImageArray, Vectors

GREYS = (0, 60, 60, 120, 250)  # of the images a to e: b and c look the same


class Brightness:
    """An angle of 0 to 90 degrees by the grey of an image's first pixel."""

    name, dim, size, fingerprint = "brightness", 2, 8, "brightness-1"

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        angles = np.array([image[0, 0, 0] / 255 * np.pi / 2 for image in images])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, ...]:
    for name, grey in zip("abcde", GREYS, strict=True):
        Image.new("L", (8, 8), grey).save(tmp_path / f"{name}.png")
    return tuple(tmp_path / f"{name}.png" for name in "abcde")


def compared(
    paths: tuple[Path, ...],
    lines: Sequence[str],
    same: Sequence[bool] | None = None,
    split: Sequence[str] | None = None,
) -> ComparedImages:
    """Lines such as `abe`, of the images' names."""
    rows = np.array([["abcde".index(name) for name in line] for line in lines], np.intp)
    answers = None if same is None else np.array(same, np.bool_)
    return ComparedImages(paths, rows, answers, np.array(split or ["train"] * len(lines)))


def test_triplets_are_judged_by_their_order_and_a_tie_fails(paths: tuple[Path, ...]) -> None:
    report = evaluate_compared(Brightness(), compared(paths, ["abe", "dce", "aeb", "abc"]))
    estimate = report.metrics["triplet_success"]
    assert estimate.mean == 0.5
    assert estimate.low < 0.5 < estimate.high
    assert report.protocol.sentence == "4 triplets of 5 images"


def test_pairs_are_judged_by_how_often_the_same_are_nearer(paths: tuple[Path, ...]) -> None:
    asked = compared(paths, ["bc", "ae", "ab", "ad"], [True, True, False, False])
    estimate = evaluate_compared(Brightness(), asked).metrics["pair_auc"]
    assert estimate.mean == 0.5  # bc is nearer than both others, ae than none
    assert (estimate.low, estimate.high) == (0.0, 1.0)


def test_lines_with_an_unreadable_image_are_left_out_and_counted(paths: tuple[Path, ...]) -> None:
    paths[2].write_bytes(b"no image")
    report = evaluate_compared(Brightness(), compared(paths, ["abe", "dce", "aeb"]))
    assert (report.protocol.lines, report.protocol.unreadable) == (2, 1)
    assert list(report.failures) == [str(paths[2])]


@pytest.mark.parametrize(("train", "seen"), [("abe", True), ("abc", False)])
def test_a_split_is_judged_alone_and_says_what_was_trained_on(
    paths: tuple[Path, ...], train: str, seen: bool
) -> None:
    twice = replace(compared(paths, [train, "dde"], split=["train", "test"]))
    report = evaluate_compared(Brightness(), twice, "test")
    assert (report.protocol.lines, report.protocol.images) == (1, 2)
    assert (report.protocol.split, report.protocol.seen) == ("test", seen)
    assert ("trained on" in report.protocol.sentence) == seen


def test_pairs_of_one_answer_cannot_be_judged(paths: tuple[Path, ...]) -> None:
    with pytest.raises(InputError, match=r"nothing to evaluate: .* a pair of each answer"):
        evaluate_compared(Brightness(), compared(paths, ["ab", "bc"], [True, True]))


def test_a_split_without_lines_is_named(paths: tuple[Path, ...]) -> None:
    with pytest.raises(InputError, match="no line has the split 'test'"):
        evaluate_compared(Brightness(), compared(paths, ["abe"]), "test")


@pytest.fixture
def report(paths: tuple[Path, ...]) -> ComparedReport:
    paths[2].write_bytes(b"no image")
    return evaluate_compared(Brightness(), compared(paths, ["abe", "dce", "aeb"]))


def test_the_metrics_file_has_the_number_and_how_it_came(
    report: ComparedReport, tmp_path: Path
) -> None:
    save_report(report, tmp_path / "out")
    found = json.loads((tmp_path / "out" / "metrics.json").read_text())
    estimate = report.metrics["triplet_success"]
    assert found["triplet_success"] == estimate.mean
    assert found["intervals"] == {"triplet_success": [estimate.low, estimate.high]}
    assert found["encoder"] == "brightness"
    assert found["protocol"]["ties"] == "a tie is a failure"


def test_the_page_has_the_number_and_what_was_left_out(
    report: ComparedReport, tmp_path: Path
) -> None:
    save_report(report, tmp_path)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    for said in ("Triplet success", "2 triplets of 3 images", "c.png", "1 triplets with unread"):
        assert said in text
