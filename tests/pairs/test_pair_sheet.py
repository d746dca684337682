"""A pair drawn: what is laid over pictures, how long the bars are, what is in common."""

import numpy as np
from PIL import Image

from lookalike.pairs.palette import ComparedColour, ComparedPalette
from lookalike.pairs.parts import PartScore
from lookalike.sheets.heat import heat_over, heat_scale, strongest
from lookalike.sheets.pair_palette import _ends
from lookalike.sheets.pair_sheet import PLOT, PairSheet, SheetPicture, draw_pair
from lookalike.sheets.tile import KNOWN
from lookalike.types import ImageArray

GREY = np.full((60, 40, 3), 128, np.uint8)
PARTS = [PartScore("learned", 0.6, 0.5, 0.3), PartScore("colour", 0.4, 0.75, 0.3)]
PALETTE = ComparedPalette(
    0.7, [ComparedColour("#a01020", "red", 0.6, 0.8, "#901020", "#b01020", 0.7)]
)


def drawn(
    one: ImageArray | None = GREY,
    places: np.ndarray | None = None,
    parts: list[PartScore] = PARTS,
    palette: ComparedPalette | None = PALETTE,
) -> ImageArray:
    part = "" if places is None else "learned"
    shown = SheetPicture(one, "one.jpg", places), SheetPicture(GREY, "other.jpg", places)
    score = sum(part.contribution for part in parts)
    return draw_pair(PairSheet(*shown, score, "similar:", parts, part, "", palette, "file is gone"))


def pixels_of(image: ImageArray, colour: str) -> int:
    return int((image == list(bytes.fromhex(colour[1:]))).all(axis=2).sum())


def longest(image: ImageArray, colour: str) -> int:
    """Pixels of the longest row of a colour."""
    return int((image == list(bytes.fromhex(colour[1:]))).all(axis=2).sum(axis=1).max())


def test_a_place_for_is_orange_and_one_against_is_blue() -> None:
    places = np.array([[1, -1], [0, 0]], np.float32)
    found = np.asarray(heat_over(Image.fromarray(GREY), places, 1)).astype(int)
    speaks, against, neutral = found[4, 4], found[4, -5], found[-4, 20]
    assert speaks[0] > speaks[2] + 80
    assert against[2] > against[0] + 80
    assert np.ptp(neutral) < 30
    scale = np.asarray(heat_scale(120, 8)).astype(int)
    assert scale[0, 0, 2] > scale[0, 0, 0]
    assert scale[0, -1, 0] > scale[0, -1, 2]


def test_both_maps_share_one_scale() -> None:
    assert strongest(np.array([[0.5, -2.0]]), None, np.array([[1.0]])) == 2
    assert strongest(None, None) == 0


def test_a_map_of_zeros_leaves_the_picture_grey() -> None:
    found = np.asarray(heat_over(Image.fromarray(GREY), np.zeros((2, 2), np.float32), 0))
    assert np.ptp(found.astype(int), axis=2).max() == 0


def test_a_bar_is_as_long_as_its_contribution() -> None:
    image = drawn()
    for part in PARTS:
        expected = part.contribution * PLOT
        assert abs(longest(image, KNOWN[part.name]) - expected) <= 2, part.name


def test_a_part_that_speaks_against_is_hollow() -> None:
    image = drawn(
        parts=[PartScore("learned", 0.6, -0.5, -0.3), PartScore("colour", 0.4, 0.75, 0.3)]
    )
    assert 0 < pixels_of(image, KNOWN["learned"]) < 0.4 * pixels_of(image, KNOWN["colour"])


def test_strips_are_as_wide_as_the_shares() -> None:
    image = drawn()
    assert abs(longest(image, "#901020") - 0.6 * 528) <= 2
    assert abs(longest(image, "#b01020") - 0.8 * 528) <= 2


def test_bands_end_at_what_is_in_common() -> None:
    (upper, lower), (second, _) = _ends([(0.6, 0.3), (0.4, 0.4)], [(0.2, 0.3), (0.8, 0.4)])
    np.testing.assert_allclose([*upper, *lower, *second], [0.15, 0.45, 0, 0.2, 0.6, 1])


def test_every_pair_is_drawn_in_the_same_width() -> None:
    heat = np.random.default_rng(0).standard_normal((3, 4)).astype(np.float32)
    tall, wide = np.zeros((900, 3, 3), np.uint8), np.zeros((2, 900, 3), np.uint8)
    sheets = [
        drawn(),
        drawn(None, palette=None),
        drawn(None, heat),
        drawn(tall, heat),
        drawn(wide, heat),
        drawn(parts=[PartScore("colour", 0.0, 0.3, 0.0)]),
    ]
    assert {sheet.shape[1] for sheet in sheets} == {sheets[0].shape[1]}
    assert all(sheet.dtype == np.uint8 for sheet in sheets)
