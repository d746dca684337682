import numpy as np
import pytest
from numpy.typing import NDArray

from lookalike.datasets.compared import ComparedImages
from lookalike.training.data_checks.comparisons import examine_compared
from lookalike.training.data_checks.findings import Finding

LINES = np.arange(300).reshape(100, 3)
SPLIT = np.array(["train"] * 70 + ["validation"] * 30)
DIGESTS = np.array([f"{i:032x}" for i in range(300)])
SAME = np.arange(100) % 2 == 0


def found(
    lines: NDArray[np.intp] = LINES,
    same: NDArray[np.bool_] | None = None,
    split: NDArray[np.str_] = SPLIT,
    digests: NDArray[np.str_] = DIGESTS,
    failures: tuple[int, ...] = (),
    by_line: bool = False,
) -> dict[str, Finding]:
    images = ComparedImages((), lines, same, split, by_line)
    broken = dict.fromkeys(failures, "broken")
    return {finding.name: finding for finding in examine_compared(images, digests, broken)}


def test_good_triplets_and_pairs_have_no_findings() -> None:
    assert found() == {}
    assert found(LINES[:, :2], SAME) == {}


def test_too_few_lines_to_train_from_are_fatal() -> None:
    few = found(LINES[50:], split=SPLIT[50:])["few-lines"]
    assert few.fatal
    assert "20 triplets to train on" in few.text


def test_few_held_out_lines_are_said_and_none_are_fatal() -> None:
    some, none = (found(LINES[:n], split=SPLIT[:n])["few-lines"] for n in (75, 70))
    assert ("5 triplets are held out" in some.text, some.fatal) == (True, False)
    assert none.fatal


def test_lines_of_files_that_cannot_be_read_do_not_count() -> None:
    broken = found(failures=tuple(range(0, 180, 3)))
    assert {"bad-files", "few-lines"} <= set(broken)
    assert "10 triplets to train on" in broken["few-lines"].text


@pytest.mark.parametrize(("answer", "said"), [(True, "the same"), (False, "different")])
def test_pairs_of_one_answer_are_fatal(answer: bool, said: str) -> None:
    finding = found(LINES[:, :2], np.full(100, answer))["one-answer"]
    assert finding.fatal
    assert f"pairs are {said}" in finding.text


def test_held_out_pairs_of_one_answer_are_fatal_since_nothing_can_be_measured() -> None:
    same = SAME.copy()
    same[70:] = True
    assert "validation" in found(LINES[:, :2], same)["one-answer"].text


def test_a_held_out_line_that_is_trained_on_is_fatal_even_from_copies_of_the_files() -> None:
    digests = DIGESTS.copy()
    digests[LINES[80]] = digests[LINES[3]]
    assert found(digests=digests)["leak"].fatal


def test_a_swapped_pair_is_the_same_pair_and_a_swapped_triplet_is_another() -> None:
    lines = LINES.copy()
    lines[80] = lines[3][[1, 0, 2]]
    assert "leak" not in found(lines)
    assert "leak" in found(lines[:, :2], SAME)


def test_images_on_both_sides_are_said_and_why() -> None:
    lines = LINES.copy()
    lines[80, 0] = lines[3, 0]
    told, by_line = found(lines)["shared-images"], found(lines, by_line=True)["shared-images"]
    assert not told.fatal
    assert "1 of 90 held-out images" in told.text
    assert "one by one" not in told.text
    assert "single lines were held out" in by_line.text
