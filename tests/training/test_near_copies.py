"""Held-out pictures that are re-saved train pictures are found, and no others."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.datasets.labelled import LabelledImages
from lookalike.images.thumbprint import thumbprints
from lookalike.training.data_checks.check_files import check_files
from lookalike.training.data_checks.findings import Finding
from lookalike.training.data_checks.near_copies import near_copies

COUNT = 60  # the last 20 are held out


def blots(seed: int) -> Image.Image:
    """Eight by eight random colours, smoothly enlarged."""
    colours = np.random.default_rng(seed).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    return Image.fromarray(colours).resize((64, 64), Image.Resampling.BICUBIC)


@pytest.fixture
def pictures() -> list[Image.Image]:
    return [blots(seed) for seed in range(COUNT)]


def found(pictures: list[Image.Image], digests: list[str] | None = None) -> list[Finding]:
    pixels = np.stack([np.asarray(picture) for picture in pictures])
    split = np.array(["train"] * 40 + ["validation"] * 10 + ["test"] * 10)
    names = np.array(digests or [str(i) for i in range(COUNT)])
    return near_copies([Path(f"{i}.jpg") for i in range(COUNT)], split, names, thumbprints(pixels))


def test_other_pictures_are_no_finding(pictures: list[Image.Image]) -> None:
    assert found(pictures) == []


def test_a_picture_sized_anew_is_a_warning_with_both_names(pictures: list[Image.Image]) -> None:
    pictures[45] = pictures[7].resize((31, 31)).resize((64, 64))
    (finding,) = found(pictures)
    assert (finding.name, finding.fatal) == ("near-leak", False)
    assert "1 of 20 validation and test images" in finding.text
    assert "first 45.jpg and 7.jpg" in finding.text


def test_more_than_a_twentieth_is_fatal_and_mirrored_ones_count(
    pictures: list[Image.Image],
) -> None:
    pictures[45] = pictures[7].resize((31, 31)).resize((64, 64))
    pictures[59] = pictures[3].transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    (finding,) = found(pictures)
    assert finding.fatal
    assert finding.text.startswith("2 of 20")


def test_a_copy_byte_by_byte_is_the_other_findings(pictures: list[Image.Image]) -> None:
    pictures[45] = pictures[7]
    digests = [str(i) for i in range(COUNT)]
    digests[45] = digests[7]
    assert found(pictures, digests) == []


def test_blank_and_unreadable_pictures_are_like_nothing(pictures: list[Image.Image]) -> None:
    for row in (7, 8, 45, 46):
        pictures[row] = Image.new("RGB", (64, 64), (9, 9, 9))
    assert found(pictures) == []


def test_checking_files_finds_them_too(pictures: list[Image.Image], tmp_path: Path) -> None:
    pictures[45] = pictures[7].resize((48, 48))
    for row, picture in enumerate(pictures):
        picture.save(tmp_path / f"{row}.jpg")
    paths = tuple(tmp_path / f"{row}.jpg" for row in range(COUNT))
    split = np.array(["train"] * 40 + ["test"] * 20)
    images = LabelledImages(paths, {"label": np.array(["a", "b"] * 30)}, split)
    assert [finding.name for finding in check_files(images)] == ["near-leak"]
