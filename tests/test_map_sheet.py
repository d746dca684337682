"""A map drawn as a picture."""

from dataclasses import replace

import numpy as np

from lookalike.map.comparison import MapComparison, Side
from lookalike.map.result import Cluster, Map
from lookalike.sheets.map_comparison_sheet import caption_of, draw_map_comparison
from lookalike.sheets.map_sheet import draw_map
from lookalike.sheets.palette import GRADIENT, OTHER, PALETTE, colouring, rgb
from lookalike.types import ImageArray, Item, Scalar

RED = np.full((30, 40, 3), (250, 0, 0), np.uint8)


def a_map(values: list[Scalar | None] | None = None, clusters: int = 1) -> Map:
    rng = np.random.default_rng(0)
    positions = rng.uniform(-1, 1, (50, 2)).astype(np.float32)
    found = [
        Cluster(f"kind {i}", "", 25, (-0.8 + i / 10, 0.5), [Item(f"i{i}", "")])
        for i in range(clusters)
    ]
    ids = [f"i{number}" for number in range(50)]
    return Map(ids, positions, np.zeros(50, np.int32), found, "pca", values=values)


def has(sheet: ImageArray, colour: tuple[int, ...]) -> int:
    return int((np.abs(sheet.astype(int) - colour).max(axis=-1) < 12).sum())


def test_points_have_the_colours_of_their_values_and_clusters_a_picture() -> None:
    sheet = draw_map(a_map(["a", "b"] * 25), lambda item_id: RED, "title", 700)
    assert sheet.shape[1] == 700
    for colour in PALETTE[:2]:
        assert has(sheet, tuple(rgb(colour).tolist())) > 300
    assert has(sheet, (250, 0, 0)) > 1000
    assert has(draw_map(a_map(), lambda item_id: None, "", 700), (250, 0, 0)) == 0


def test_pictures_of_clusters_do_not_cover_each_other() -> None:
    one = has(draw_map(a_map(), lambda item_id: RED, "", 900), (250, 0, 0))
    crowd = has(draw_map(a_map(clusters=12), lambda item_id: RED, "", 900), (250, 0, 0))
    assert crowd % one < 0.1 * one or crowd % one > 0.9 * one
    assert crowd > 3 * one


def test_an_empty_map_is_drawn() -> None:
    empty = Map((), np.empty((0, 2), np.float32), np.empty(0, np.int32), (), "pca")
    assert draw_map(empty, lambda item_id: None, "0 pictures", 600).shape[1] == 600


def test_two_maps_give_an_item_one_colour() -> None:
    values: list[Scalar | None] = ["a"] * 30 + ["b"] * 20
    one = a_map(values)
    positions = np.array(one.positions)
    positions[:, 0] = np.where(np.arange(50) < 30, -0.9, 0.9)  # a at the left, b at the right
    match = np.arange(50, dtype=np.int32)[::-1]
    ids = [one.ids[row] for row in match]
    first = replace(one, positions=positions, clusters=[])
    second = replace(first, ids=ids, positions=positions[match], values=None)
    nothing = np.empty((0, 10), np.int32)
    sides = [Side(made, {"colour": 1}, 0, 0.9, nothing, 0.5) for made in (first, second)]
    found = MapComparison(*sides, match, np.empty(0, np.int32), 0.25)
    looks = [lambda item_id: None] * 2
    sheet = draw_map_comparison(found, looks, ("before", "after"), "kind", 1000)
    assert sheet.shape[1] == 1000
    for half in (sheet[:, :500], sheet[:, 500:]):
        for colour, is_left in zip(PALETTE[:2], (True, False), strict=True):
            here = np.abs(half[120:-72].astype(int) - rgb(colour)).max(axis=-1) < 12
            assert here.sum() > 50
            assert (np.nonzero(here)[1].mean() < 250) == is_left
    assert caption_of(sides[0], "kind") == (
        "trustworthiness 0.900; same kind among the 10 nearest 50 %"
    )


def test_the_most_frequent_values_have_colours_of_their_own() -> None:
    values: list[Scalar | None] = [
        f"v{number:02}" for number in range(15) for _ in range(20 - number)
    ]
    found = colouring([*values, None], len(values) + 1)
    assert [colour for colour, _ in found.legend] == [*PALETTE, OTHER, OTHER]
    assert found.legend[0][1] == "v00  20"
    assert found.legend[-2][1] == "3 others  21"
    assert found.legend[-1][1] == "none  1"
    assert tuple(found.colours[0]) == tuple(rgb(PALETTE[0]))
    assert tuple(found.colours[-1]) == tuple(rgb(OTHER))


def test_numbers_are_a_gradient() -> None:
    found = colouring([*range(101), None], 102)
    assert found.is_gradient
    assert [words for _, words in found.legend] == ["2", "98"]
    assert tuple(found.colours[0]) == tuple(rgb(GRADIENT[0]))
    assert tuple(found.colours[50]) == tuple(rgb(GRADIENT[2]))
    assert tuple(found.colours[-1]) == tuple(rgb(OTHER))
    flags = colouring([True, False, True], 3)
    assert not flags.is_gradient
    assert [words for _, words in flags.legend] == ["True  2", "False  1"]
