"""`lookalike train` on a file of triplets: what it prints of it, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

pytest.importorskip("torch")

from lookalike.cli.terminal.training import print_epoch, print_figures
from lookalike.datasets.compared import read_compared
from lookalike.evaluation.bootstrap import Estimate
from lookalike.evaluation.result import ComparedProtocol, ComparedReport
from lookalike.training.loop.history import Epoch


@pytest.fixture
def triplets(pictures: list[Path], tmp_path: Path) -> Path:
    names = [str(path) for path in pictures]
    lines = [
        {"anchor": names[i], "positive": names[i + 1], "negative": names[j]}
        for i in range(12)
        for j in range(14, 22)
    ]
    path = tmp_path / "triplets.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_the_check_says_what_is_wrong_with_triplets(lookalike: Command, triplets: Path) -> None:
    outcome = lookalike("train", triplets, "--recipe", "from-triplets", "--check")
    assert outcome.status == 0
    assert "few-lines: only 10 triplets are held out" in " ".join(outcome.out.split())
    assert "shared-images" in outcome.out


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_a_recipe_that_needs_labels_is_refused(
    lookalike: Command, triplets: Path, tmp_path: Path, check: tuple[str, ...]
) -> None:
    asked = ("--recipe", "clothes-scratch", "--out", tmp_path / "run", *check)
    outcome = lookalike("train", triplets, *asked)
    assert outcome.status != 0
    said = " ".join(outcome.err.split())
    assert "'normalised-softmax', which does not work with triplets" in said


def test_a_bad_line_is_one_error_with_its_number(lookalike: Command, triplets: Path) -> None:
    triplets.write_text(triplets.read_text() + "\noops", encoding="utf-8")
    outcome = lookalike("train", triplets, "--recipe", "from-triplets")
    assert outcome.status != 0
    assert "line 97 of" in " ".join(outcome.err.split())


@pytest.mark.parametrize(
    ("epoch", "said"),
    [
        (Epoch(1, 60.0, 0.5, 1e-3, 0.25, 0.2), "validation precision@5 0.250"),
        (Epoch(1, 60.0, 0.5, 1e-3, None, 0.2, triplet_success=0.75), "triplet success 0.750"),
        (Epoch(1, 60.0, 0.5, 1e-3, None, 0.2, pair_auc=0.0), "pair AUC 0.000"),
    ],
)
def test_an_epoch_says_what_was_measured(
    epoch: Epoch, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_epoch(epoch, 0.5)
    assert said in " ".join(capsys.readouterr().out.split())


def test_a_training_says_what_its_validation_came_to(
    triplets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    protocol = ComparedProtocol("triplets", 10, 12, 0, "validation", seen=True)
    metrics = {"triplet_success": Estimate(0.75, 0.5, 0.9)}
    report = ComparedReport("run", protocol, metrics, {})
    print_figures(report, read_compared(triplets), Path("run"))
    said = capsys.readouterr().out
    assert (
        "10 validation triplets of 12 images, some of them trained on: triplet success .750" in said
    )
    assert ".500 to .900" in said
    assert "label" not in said


def test_comparisons_that_cannot_be_judged_are_not_told_of_labels(
    triplets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_figures(None, read_compared(triplets), Path("run"))
    assert "label" not in capsys.readouterr().out
