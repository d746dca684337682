"""What an example is, told in one place."""

import os
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
import torch
from PIL import Image

from lookalike.errors import ImageUnreachable, QueryError
from lookalike.search.example import (
    AddressExample,
    BytesExample,
    ColourExample,
    Example,
    FileExample,
    ItemExample,
    Parsed,
    PixelsExample,
    UploadExample,
    examples,
    item_ids,
    parse_example,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("id:0a1b", ItemExample("0a1b")),
        ("id:colour:red", ItemExample("colour:red")),
        ("id:", ItemExample("")),
        ("colour:#c0392b", ColourExample((192, 57, 43))),
        ("upload:0a1b", UploadExample("upload:0a1b")),
        ("https://example.org/a.jpg", AddressExample("https://example.org/a.jpg")),
        ("s3://bucket/a.jpg", AddressExample("s3://bucket/a.jpg")),
        ("a.jpg", FileExample("a.jpg")),
        ("C:\\a.jpg", FileExample("C:\\a.jpg")),
        ("-", FileExample("-")),
        (Path("id:0a1b"), FileExample(Path("id:0a1b"))),
        (Path("colour:red"), FileExample(Path("colour:red"))),
        (b"id:0a1b", BytesExample(b"id:0a1b")),
        (bytearray(b"ab"), BytesExample(b"ab")),
        (memoryview(b"ab"), BytesExample(b"ab")),
        (BytesIO(b"id:0a1b"), BytesExample(b"id:0a1b")),
        (np.str_("id:0a1b"), ItemExample("0a1b")),
        (PurePosixPath("id:0a1b"), FileExample(Path("id:0a1b"))),
    ],
)
def test_an_example_is_told_by_how_it_is_written(given: Example, expected: Parsed) -> None:
    assert parse_example(given) == expected


def test_pixels_are_an_example() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    parsed = parse_example(pixels)
    assert isinstance(parsed, PixelsExample)
    assert parsed.pixels is pixels


@pytest.mark.parametrize(
    "given",
    [
        Image.new("RGB", (3, 2), "red"),
        np.full((2, 3), 76, np.uint8),
        np.zeros((3, 2, 3)),
        torch.zeros((3, 2, 3)),
    ],
    ids=["image", "grey", "floats", "tensor"],
)
def test_images_arrays_and_tensors_become_pixels(given: Example) -> None:
    parsed = parse_example(given)
    assert isinstance(parsed, PixelsExample)
    assert (parsed.pixels.shape[2], parsed.pixels.dtype) == (3, np.uint8)


def test_an_open_directory_entry_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    with os.scandir(tmp_path) as entries:
        assert parse_example(next(entries)) == FileExample(tmp_path / "a.jpg")


def test_what_is_wrong_with_a_file_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"ab")
    with (
        (tmp_path / "a.png").open(encoding="utf-8") as file,
        pytest.raises(ImageUnreachable, match=r"cannot use .*a\.png: the file is open as text"),
    ):
        parse_example(file)
    with pytest.raises(
        ImageUnreachable, match="cannot use this open file: the file is open as text"
    ):
        parse_example(StringIO("ab"))


def test_what_is_no_example_is_an_error_that_says_what_is() -> None:
    with pytest.raises(
        QueryError, match="cannot search by a int; give a path, an address, an open"
    ):
        parse_example(3)  # type: ignore[arg-type]


def test_a_colour_of_no_meaning_is_an_error() -> None:
    with pytest.raises(QueryError, match="cannot read 'colour:reddish'"):
        parse_example("colour:reddish")


def test_one_example_or_several_are_a_list() -> None:
    buffers: list[Example] = [bytearray(b"ab"), memoryview(b"ab"), BytesIO(b"ab")]
    assert [examples(one) for one in buffers] == [[one] for one in buffers]
    assert examples("a.jpg") == ["a.jpg"]
    assert examples(b"abc") == [b"abc"]
    assert examples(("a.jpg", "id:b")) == ["a.jpg", "id:b"]


def test_the_items_among_examples_are_known_by_their_ids() -> None:
    assert item_ids(["id:a", "b.jpg", Path("id:c"), "id:d"]) == ["a", "d"]
