"""Two palettes compared: shares, what is in common, and colours that are nearly one."""

import numpy as np
import pytest

from lookalike.encoders.classical.colour import ColourEncoder
from lookalike.pairs.palette import (
    LEAST,
    MOST,
    compare_palettes,
    palette_of_colours,
    palette_of_picture,
)
from lookalike.types import ImageArray


def picture(*colours: tuple[int, int, int]) -> ImageArray:
    """Stripes of these colours in the middle of a white page."""
    page = np.full((120, 120, 3), 255, np.uint8)
    for place, stripe in enumerate(np.array_split(np.arange(30, 90), len(colours))):
        page[30:90, stripe] = colours[place]
    return page


RED, NAVY, GREEN = (200, 30, 30), (20, 30, 90), (30, 140, 60)


def test_the_shares_are_the_squares_of_the_encoders_vector() -> None:
    image = picture(RED, NAVY)
    palette = palette_of_picture(image)
    expected = ColourEncoder().encode([image])[0] ** 2
    np.testing.assert_allclose(palette.shares, expected, atol=1e-6)
    assert palette.shares.sum() == pytest.approx(1, abs=1e-5)


def test_the_similarity_is_the_encoders_cosine() -> None:
    one, other = picture(RED, NAVY), picture(RED, GREEN)
    found = compare_palettes(palette_of_picture(one), palette_of_picture(other))
    a, b = ColourEncoder().encode([one, other])
    by_hand = sum(float(x) * float(y) for x, y in zip(a, b, strict=True))
    assert found.similarity == pytest.approx(by_hand, abs=1e-5)
    assert sum(colour.common for colour in found.colours) <= found.similarity + 1e-6


def test_what_both_have_comes_first_and_what_one_has_is_not_in_common() -> None:
    found = compare_palettes(
        palette_of_picture(picture(RED, NAVY)), palette_of_picture(picture(RED, GREEN))
    )
    first = found.colours[0]
    assert first.name == "red"
    assert first.common > 0.25
    assert first.one == pytest.approx(first.other, abs=0.1)
    by_name = {colour.name: colour for colour in found.colours}
    assert by_name["blue"].one > 0.25 > 0.02 > by_name["blue"].other
    assert by_name["green"].other > 0.25 > 0.02 > by_name["green"].one
    assert by_name["blue"].common < 0.05


def test_a_picture_and_itself_have_all_in_common() -> None:
    palette = palette_of_picture(picture(RED, NAVY, GREEN))
    found = compare_palettes(palette, palette)
    assert found.similarity == pytest.approx(1, abs=1e-5)
    for colour in found.colours:
        assert colour.one == pytest.approx(colour.other) == pytest.approx(colour.common, abs=1e-5)


def test_a_plain_colour_is_one_colour() -> None:
    """It may lie between several bins."""
    for rgb in ((192, 57, 43), (128, 128, 128), (250, 200, 190)):
        palette = palette_of_colours([rgb])
        (colour,) = compare_palettes(palette, palette).colours
        assert colour.hex == f"#{bytes(rgb).hex()}"
        assert colour.one == pytest.approx(1, abs=1e-3)


def test_small_shares_and_the_ninth_colour_are_left_out() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    palette = palette_of_picture(noise)
    colours = compare_palettes(palette, palette).colours
    assert 1 <= len(colours) <= MOST
    assert all(max(colour.one, colour.other) >= LEAST for colour in colours)


def test_a_colour_is_shown_as_either_picture_has_it() -> None:
    bright, dark = (205, 40, 40), (190, 25, 25)
    found = compare_palettes(palette_of_colours([bright]), palette_of_colours([dark])).colours[0]
    assert (found.one_hex, found.other_hex) == ("#cd2828", "#be1919")
    assert found.hex not in (found.one_hex, found.other_hex)
    alone = compare_palettes(palette_of_colours([RED]), palette_of_colours([NAVY])).colours
    assert all(len({colour.hex, colour.one_hex, colour.other_hex}) == 1 for colour in alone)
