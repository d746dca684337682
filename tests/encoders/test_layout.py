"""Several encoders are one: each fills its own part of the vector, whatever the batch."""

from collections.abc import Sequence

import numpy as np
import pytest

from lookalike.encoders.base import Encoder
from lookalike.encoders.classical.colour import ColourEncoder
from lookalike.encoders.classical.shape import ShapeEncoder
from lookalike.encoders.classical.texture import TextureEncoder
from lookalike.encoders.layout import CHUNK, Layout
from lookalike.errors import EncoderError
from lookalike.types import ImageArray, Vectors
from tests.contracts.encoder_contract import pixels, scene


class Broken(ColourEncoder):
    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        raise EncoderError("out of paint")


@pytest.fixture
def encoders() -> list[Encoder]:
    return [TextureEncoder(), ColourEncoder(), ShapeEncoder()]


@pytest.fixture
def layout(encoders: list[Encoder]) -> Layout:
    return Layout(encoders)


@pytest.fixture
def photos() -> list[ImageArray]:
    return [pixels(scene(40 + 7 * i, 60, hue=9 * i)) for i in range(2 * CHUNK + 3)]


def test_parts_lie_side_by_side_in_the_order_given(layout: Layout) -> None:
    ends = np.cumsum([48, 64, 128]).tolist()
    assert list(layout.parts) == ["texture", "colour", "shape"]
    assert [(part.start, part.stop) for part in layout.parts.values()] == [
        (0, ends[0]),
        (ends[0], ends[1]),
        (ends[1], ends[2]),
    ]
    assert layout.dim == ends[2]


def test_each_part_is_what_its_encoder_says(
    layout: Layout, encoders: list[Encoder], photos: list[ImageArray]
) -> None:
    vectors = layout.encode(photos)
    for encoder in encoders:
        part = vectors[:, layout.parts[encoder.name]]
        assert part == pytest.approx(encoder.encode(photos), abs=1e-5)


@pytest.mark.parametrize("count", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 3])
def test_a_batch_of_any_size_equals_its_images_alone(
    layout: Layout, photos: list[ImageArray], count: int
) -> None:
    alone = np.concatenate([layout.encode([photo]) for photo in photos[:count]])
    assert layout.encode(photos[:count]) == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize("threads", [1, 5])
def test_threads_change_no_vector(
    encoders: list[Encoder], layout: Layout, photos: list[ImageArray], threads: int
) -> None:
    assert np.array_equal(Layout(encoders, threads).encode(photos), layout.encode(photos))


def test_no_images_give_no_rows(layout: Layout) -> None:
    assert layout.encode([]).shape == (0, layout.dim)


def test_images_are_decoded_for_the_most_demanding_encoder(layout: Layout) -> None:
    assert layout.short_side == max(encoder.size for encoder in layout.encoders)


def test_two_encoders_of_one_name_are_refused() -> None:
    with pytest.raises(EncoderError, match="a unique name"):
        Layout([ColourEncoder(), ColourEncoder()])


def test_a_layout_needs_an_encoder() -> None:
    with pytest.raises(EncoderError, match="each part needs one encoder"):
        Layout([])


@pytest.mark.parametrize("count", [1, 3 * CHUNK])
def test_what_an_encoder_raises_comes_through(photos: list[ImageArray], count: int) -> None:
    with pytest.raises(EncoderError, match="out of paint"):
        Layout([Broken()]).encode((photos * 2)[:count])
