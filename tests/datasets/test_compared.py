"""Triplets and pairs from a file: what is read, what is held out, and what a bad line is told."""

import json
from pathlib import Path

import numpy as np
import pytest

from lookalike.datasets.compared import ComparedImages, read_compared, read_examples
from lookalike.datasets.labelled import LabelledImages
from lookalike.errors import InputError


def written(folder: Path, *rows: object) -> Path:
    """A file of these lines, text as it is; every image that they name exists."""
    for row in rows:
        for value in row.values() if isinstance(row, dict) else ():
            if isinstance(value, str) and value.endswith(".jpg"):
                (folder / value).parent.mkdir(parents=True, exist_ok=True)
                (folder / value).touch()
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "lines.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "lines.jsonl"


def triplet(anchor: str, positive: str, negative: str, **more: object) -> dict[str, object]:
    return {"anchor": anchor, "positive": positive, "negative": negative} | more


def pair(a: str, b: str, same: object, **more: object) -> dict[str, object]:
    return {"a": a, "b": b, "same": same} | more


def named(images: ComparedImages) -> list[list[str]]:
    return [[images.paths[row].name for row in line] for line in images.lines.tolist()]


def test_triplets_are_read_with_each_image_once(tmp_path: Path) -> None:
    rows = [triplet("a.jpg", "deep/b.jpg", "c.jpg"), "", triplet("./c.jpg", "a.jpg", "d.jpg")]
    images = read_compared(written(tmp_path, *rows))
    assert (images.kind, images.same, len(images)) == ("triplets", None, 4)
    assert named(images) == [["a.jpg", "b.jpg", "c.jpg"], ["c.jpg", "a.jpg", "d.jpg"]]
    assert images.paths[1] == tmp_path / "deep" / "b.jpg"


def test_pairs_are_read_with_their_answers_and_splits(tmp_path: Path) -> None:
    rows = [pair("a.jpg", "b.jpg", True, split="train"), pair("a.jpg", "c.jpg", False, split="val")]
    images = read_compared(written(tmp_path, *rows, pair("c.jpg", "b.jpg", False, split="test")))
    assert images.kind == "pairs"
    assert images.same is not None
    assert images.same.tolist() == [True, False, False]
    assert images.split.tolist() == ["train", "validation", "test"]
    assert not images.by_line


def test_a_full_path_is_taken_as_it_is(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.png").touch()
    paths = [str(tmp_path / f"{name}.png") for name in "abc"]
    (tmp_path / "other").mkdir()
    images = read_compared(written(tmp_path / "other", triplet(*paths)))
    assert [str(path) for path in images.paths] == paths


def test_examples_are_comparisons_or_labelled_images_by_the_name_of_the_data(
    tmp_path: Path,
) -> None:
    (tmp_path / "folders" / "a").mkdir(parents=True)
    (tmp_path / "folders" / "a" / "x.jpg").touch()
    assert isinstance(read_examples(tmp_path / "folders"), LabelledImages)
    lines = written(tmp_path, triplet("a.jpg", "b.jpg", "c.jpg"))
    assert isinstance(read_examples(lines), ComparedImages)


def test_json_lines_that_name_an_image_are_labelled(tmp_path: Path) -> None:
    path = written(tmp_path, {"path": "a.jpg", "kind": "x"})
    found = read_examples(path, label="kind")
    assert isinstance(found, LabelledImages)
    assert found.column().tolist() == ["x"]


GOOD = triplet("a.jpg", "b.jpg", "c.jpg")
BAD = [
    ("{", "line 2 of .*lines.jsonl is not JSON"),
    ("3", "line 2 .*is not a JSON object: write .*anchor"),
    ({"image": "a.jpg"}, "line 2 .*neither a triplet nor a pair; write .*anchor.* or .*same"),
    ({"anchor": "a.jpg", "positive": "b.jpg"}, "line 2 .*its `negative`, not None: write"),
    (triplet("a.jpg", "b.jpg", "c.jpg") | {"anchor": 3}, "line 2 .*`anchor`, not 3: write"),
    (
        triplet("a.jpg", "b.jpg", "gone.png"),
        "line 2 .*gone.png, which is not a file; .*relative to",
    ),
    (triplet("a.jpg", "b.jpg", "./a.jpg"), "line 2 .*the same image twice"),
    (triplet("a.jpg", "b.jpg", "c.jpg", split="often"), "line 2 .*'often'; there are: train"),
    (triplet("a.jpg", "b.jpg", "c.jpg", split=1), "line 2 .*text as its `split`, not 1"),
    (pair("a.jpg", "b.jpg", "yes"), "line 2 .*`same`, true or false, not 'yes': write"),
    (pair("a.jpg", "b.jpg", 1), "line 2 .*`same`, true or false, not 1"),
    ({"a": "a.jpg", "b": "b.jpg"}, "line 2 .*`same`, true or false, not None"),
    (pair("a.jpg", "b.jpg", True), "line 2 .*mixes triplets and pairs"),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_a_bad_line_is_named_with_what_was_expected(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_compared(written(tmp_path, GOOD, row))


def test_a_file_without_lines_and_one_that_is_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no lines"):
        read_compared(written(tmp_path))
    with pytest.raises(InputError, match=r"gone.jsonl cannot be read"):
        read_compared(tmp_path / "gone.jsonl")


def sides(images: ComparedImages) -> tuple[set[int], set[int]]:
    """Images of train lines and of validation lines."""
    train, held = (images.lines[images.split == s] for s in ("train", "validation"))
    return set(train.ravel().tolist()), set(held.ravel().tolist())


def apart(count: int) -> list[dict[str, object]]:
    """Lines that share no image with any other but one."""
    return [triplet(f"a{i // 2}.jpg", f"p{i}.jpg", f"n{i}.jpg") for i in range(count)]


def test_lines_that_stand_apart_are_held_out_with_all_their_images(tmp_path: Path) -> None:
    images = read_compared(written(tmp_path, *apart(40)), seed=1)
    train, held = sides(images)
    assert (images.split == "validation").sum() == 4
    assert not images.by_line
    assert not train & held


def test_how_many_lines_are_held_out_can_be_said(tmp_path: Path) -> None:
    images = read_compared(written(tmp_path, *apart(40)), held_out=0.25)
    assert (images.split == "validation").sum() == 10


def test_lines_that_hang_together_are_held_out_one_by_one(tmp_path: Path) -> None:
    rows = [triplet("a.jpg", f"p{i}.jpg", f"n{i}.jpg") for i in range(40)]
    images = read_compared(written(tmp_path, *rows))
    train, held = sides(images)
    assert (images.split == "validation").sum() == 4
    assert images.by_line
    assert train & held


def test_a_repeated_line_is_never_on_both_sides(tmp_path: Path) -> None:
    rows = [pair("a.jpg", f"b{i % 20}.jpg", i % 2 == 0) for i in range(40)]
    rows += [pair(f"b{i}.jpg", "a.jpg", i % 2 == 0) for i in range(20)]  # swapped
    images = read_compared(written(tmp_path, *rows))
    lines = np.sort(images.lines, axis=1)
    train, held = (set(map(tuple, lines[images.split == s])) for s in ("train", "validation"))
    assert images.by_line
    assert len(held) == 2
    assert not train & held


def test_a_pair_that_was_answered_in_both_ways_is_never_on_both_sides(tmp_path: Path) -> None:
    rows = [pair("a.jpg", f"b{i % 20}.jpg", i >= 20) for i in range(40)]
    images = read_compared(written(tmp_path, *rows))
    train, held = sides(images)
    assert images.by_line
    assert train & held == {0}


def test_held_out_pairs_have_both_answers(tmp_path: Path) -> None:
    rows = [pair(f"a{i}.jpg", f"b{i}.jpg", i != 7) for i in range(40)]
    rows.append(pair("a7.jpg", "c.jpg", False))
    images = read_compared(written(tmp_path, *rows))
    assert images.same is not None
    assert set(images.same[images.split == "validation"].tolist()) == {True, False}


def test_the_same_seed_holds_out_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, *apart(60))
    first, again, other = (read_compared(path, seed).split.tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_given_test_lines_stay_when_validation_is_held_out(tmp_path: Path) -> None:
    rows = [row | {"split": "test"} for row in apart(4)]
    more = [triplet(f"x{i}.jpg", f"y{i}.jpg", f"z{i}.jpg") for i in range(20)]
    split = read_compared(written(tmp_path, *rows, *more)).split
    assert split[:4].tolist() == ["test"] * 4
    assert (split == "validation").sum() == 2
