"""What a network is shown equals arithmetic written by hand; wrong settings are named."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lookalike.encoders.onnx.preprocessing import (
    Preprocessing,
    read_preprocessing,
)
from lookalike.errors import EncoderError
from lookalike.images.imagenet import IMAGENET_MEAN, IMAGENET_STD
from lookalike.types import ImageArray

FIRST: list[int | str | None] = ["n", 3, 32, 32]


@pytest.fixture
def image() -> ImageArray:
    return np.random.default_rng(3).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def written(tmp_path: Path, text: str, shape: list[int | str | None] = FIRST) -> Preprocessing:
    return read_preprocessing({"lookalike": text}, tmp_path / "net.json", shape)


def test_pixels_are_scaled_and_normalised_channel_by_channel(image: ImageArray) -> None:
    settings = Preprocessing(size=8)
    blocks = Image.fromarray(image).reduce((3, 2))  # whole steps of 30 by 20 to 8 by 8
    small = np.asarray(blocks.resize((8, 8), Image.Resampling.BILINEAR))
    tensor = settings.apply([image])[0]
    for channel in range(3):
        for y in range(8):
            for x in range(8):
                unit = int(small[y, x, channel]) / 255
                expected = (unit - IMAGENET_MEAN[channel]) / IMAGENET_STD[channel]
                assert tensor[channel, y, x] == pytest.approx(expected, abs=1e-5)


def test_channels_last_is_the_same_turned(image: ImageArray) -> None:
    first = Preprocessing(size=8).apply([image, image])
    last = Preprocessing(size=8, channels="last").apply([image, image])
    assert (first.shape, last.shape) == ((2, 3, 8, 8), (2, 8, 8, 3))
    assert np.array_equal(first.transpose(0, 2, 3, 1), last)


def test_a_crop_is_the_middle_of_the_whole_made_smaller() -> None:
    ramp = np.arange(0, 240, 8, dtype=np.uint8)  # to the right
    image = np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (20, 30, 3)))
    whole = Image.fromarray(image).resize((12, 8), Image.Resampling.BILINEAR)
    middle = np.asarray(whole)[:, 2:10]
    cropped = Preprocessing(size=8, resize="crop").square(image)
    assert cropped == pytest.approx(middle, abs=1)


def test_a_square_of_the_size_wanted_is_not_resampled(image: ImageArray) -> None:
    square = np.ascontiguousarray(image[:, :20])
    settings = Preprocessing(size=20, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0), channels="last")
    assert settings.apply([square])[0] * 255 == pytest.approx(square, abs=1e-3)


def test_what_a_network_is_given_is_float32(image: ImageArray) -> None:
    tensor = Preprocessing(size=8).apply([image])
    assert tensor.dtype == np.float32
    assert tensor.flags.c_contiguous


@pytest.mark.parametrize(
    "other",
    [
        {"size": 225},
        {"mean": (0.5, 0.5, 0.5)},
        {"std": (0.5, 0.5, 0.5)},
        {"resize": "crop"},
        {"channels": "last"},
        {"output": "z"},
    ],
)
def test_every_setting_is_in_the_fingerprint(other: dict[str, Any]) -> None:
    assert Preprocessing(**other).fingerprint != Preprocessing().fingerprint


@pytest.mark.parametrize(
    ("shape", "channels", "size"),
    [
        (["n", 3, 32, 32], "first", 32),
        ([1, 32, 32, 3], "last", 32),
        ([None, 3, "h", "w"], "first", 224),
        (["n", 3, 48, "w"], "first", 48),
    ],
)
def test_size_and_channels_come_from_the_shape(
    tmp_path: Path, shape: list[int | str | None], channels: str, size: int
) -> None:
    found = read_preprocessing({}, tmp_path / "net.json", shape)
    assert (found.channels, found.size) == (channels, size)


@pytest.mark.parametrize("shape", [["n", 7], ["n", 1, 28, 28], ["n", "c", 32, 32], []])
def test_a_shape_that_is_no_image_is_refused(tmp_path: Path, shape: list[int | str | None]) -> None:
    with pytest.raises(EncoderError, match=r"net takes .*, not images"):
        read_preprocessing({}, tmp_path / "net.json", shape)


@pytest.mark.parametrize("shape", [["n", 3, 32, 48], ["n", 32, 48, 3]])
def test_an_oblong_is_refused(tmp_path: Path, shape: list[int | str | None]) -> None:
    with pytest.raises(EncoderError, match="net takes 32 by 48 pixels, which is not a square"):
        read_preprocessing({}, tmp_path / "net.json", shape)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "the settings of net cannot be read"),
        ("[1]", "the settings of net must be one JSON object"),
        ('{"meen": [0, 0, 0]}', "have an unknown 'meen'; there are: size, mean, std, resize"),
        ('{"size": "big"}', "size must be a whole number from 1 to 4096, not 'big'"),
        ('{"size": 0}', "size must be a whole number from 1 to 4096, not 0"),
        ('{"size": true}', "size must be a whole number from 1 to 4096, not True"),
        ('{"mean": 0.5}', "mean must be three numbers, not 0.5"),
        ('{"mean": [0.5, 0.5]}', "mean must be three numbers"),
        ('{"std": [1, 0, 1]}', "std must be three numbers above 0"),
        ('{"std": ["a", 1, 1]}', "std must be three numbers above 0"),
        ('{"resize": "stretch"}', "resize must be squash or crop, not 'stretch'"),
        ('{"channels": "middle"}', "channels must be first or last, not 'middle'"),
        ('{"size": 64}', "net takes 32 pixels, but its settings have size 64"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(EncoderError) as error:
        written(tmp_path, text)
    assert said in str(error.value)


def test_a_sidecar_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "net.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EncoderError, match="the settings of net cannot be read"):
        read_preprocessing({}, tmp_path / "net.json", FIRST)
