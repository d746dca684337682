"""`evaluate` and `compare` from the command line."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def halves(catalogue: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The catalogue as a gallery and queries: every other picture of each category."""
    for number, path in enumerate(sorted(catalogue.glob("*/*.jpg"))):
        for half in ["gallery", "queries"] if number % 2 else ["gallery"]:
            folder = tmp_path / half / path.parent.name[0]  # by first letter: fewer classes
            folder.mkdir(parents=True, exist_ok=True)
            (folder / path.name).write_bytes(path.read_bytes())
    return tmp_path / "gallery", tmp_path / "queries"


def test_evaluate_prints_each_metric_with_its_interval(lookalike, halves) -> None:
    done = lookalike(
        "evaluate", "--encoder", "colour", "--gallery", halves[0], "--queries", halves[1]
    )
    assert done.status == 0, done.err
    assert "precision@5" in done.out
    assert "12 pairs are the same picture" in done.out


def test_evaluate_writes_its_folder(lookalike, halves, tmp_path: Path) -> None:
    lookalike(
        "evaluate", "--encoder", "shape", "--leave-one-out", halves[0], "--out", tmp_path / "r"
    )
    assert json.loads((tmp_path / "r" / "metrics.json").read_text())["protocol"]["leave_one_out"]


def test_evaluate_prints_one_json_object(lookalike, halves) -> None:
    done = lookalike("evaluate", "--encoder", "colour", "--leave-one-out", halves[0], "--json")
    assert set(json.loads(done.out)) >= {"precision@5", "intervals", "protocol", "speed"}


def test_a_collection_is_evaluated_by_its_label(lookalike, indexed: Path) -> None:
    done = lookalike("evaluate", "--collection", indexed, "--label", "colour", "--json")
    assert json.loads(done.out)["protocol"]["relevance"] == "same colour"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name what to evaluate"),
        (["--encoder", "shape"], "name the images"),
        (["--encoder", "shape", "--gallery", "."], "with --queries"),
        (["--encoder", "nope", "--leave-one-out", "."], "no encoder 'nope'"),
        (["--collection", "c"], "--label"),
        (
            ["--collection", "c", "--label", "l", "--encoder", "shape"],
            "leave out the other options",
        ),
        (
            ["--encoder", "shape", "--leave-one-out", ".", "--where", "a = 1"],
            "only with --collection",
        ),
        (["--encoder", "shape", "--leave-one-out", ".", "--classes", "seen"], "not known"),
    ],
)
def test_a_call_that_makes_no_sense_says_what_to_do(lookalike, arguments, says: str) -> None:
    done = lookalike("evaluate", *arguments)
    assert (done.status, done.out) == (1, "")
    assert says in done.err


@pytest.fixture
def triplets(pictures: list[Path], tmp_path: Path) -> Path:
    names = [str(path) for path in pictures]
    lines = [
        {"anchor": names[i], "positive": names[i + 1], "negative": names[i + 2]} for i in range(20)
    ]
    path = tmp_path / "triplets.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_triplets_are_asked_of_an_encoder(lookalike, triplets: Path, tmp_path: Path) -> None:
    asked = ("--encoder", "colour", "--queries", triplets, "--out", tmp_path / "r")
    done = lookalike("evaluate", *asked)
    assert done.status == 0, done.err
    assert done.out.startswith("colour: 20 triplets of 22 images\n")
    assert "triplet_success" in done.out
    assert "report.html" in done.out
    found = json.loads((tmp_path / "r" / "metrics.json").read_text())
    assert 0 < found["triplet_success"] < 1


def test_triplets_give_one_json_object(lookalike, triplets: Path) -> None:
    done = lookalike("evaluate", "--encoder", "colour", "--queries", triplets, "--json")
    assert set(json.loads(done.out)) >= {"triplet_success", "intervals", "protocol", "encoder"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--encoder", "colour", "--gallery", "."),
        ("--encoder", "colour", "--classes", "seen"),
        ("--encoder", "colour", "--without-duplicates"),
        ("--label", "colour", "--collection", "c"),
        (),
    ],
)
def test_triplets_with_what_is_for_labels_are_refused(
    lookalike, triplets: Path, arguments: tuple[str, ...]
) -> None:
    done = lookalike("evaluate", "--queries", triplets, *arguments)
    assert (done.status, done.out) == (1, "")
    assert "no other option: lookalike evaluate --encoder ENCODER" in " ".join(done.err.split())


def test_compare_says_which_difference_is_real(lookalike, halves, tmp_path: Path) -> None:
    for name in ("shape", "colour"):
        lookalike(
            "evaluate", "--encoder", name, "--leave-one-out", halves[0], "--out", tmp_path / name
        )
    picture = tmp_path / "intervals.svg"
    done = lookalike("compare", tmp_path / "shape", tmp_path / "colour", "--picture", picture)
    assert "less shape" in done.out
    assert "* significant" in done.out
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_compare_wants_two_runs(lookalike, tmp_path: Path) -> None:
    assert "two runs or more" in lookalike("compare", tmp_path).err
