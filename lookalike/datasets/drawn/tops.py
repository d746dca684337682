"""Clothes of the upper body, laid flat."""

from numpy.random import Generator

from lookalike.datasets.drawn.light import FLAT, KNIT
from lookalike.datasets.drawn.outline import curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, both_sides, seam, stroke

NECK_BACK = "-10,-41! 0,-39 10,-41! 7,-34 0,-30 -7,-34"


def t_shirt(chance: Generator) -> list[Piece]:
    """Short sleeves; a round or a pointed neck."""
    hem = chance.uniform(40, 45)
    wide = chance.uniform(23, 27)
    neck = "0,-32 6,-35" if chance.random() < 0.65 else "0,-25! 5,-33"
    body = symmetric(
        f"{neck} 10,-42! 25,-37! {wide},-18 {wide - 1},10 {wide},{hem}! 12,{hem + 1} 0,{hem + 1.5}"
    )
    sleeve = curve("21,-39! 31,-35 38,-24 46,-10! 41,-7 34,-4! 27,-14 22,-18!")
    cuff = line("45,-12.5 40,-9.5 32.8,-6.6")
    collar = line(mirrored_knots(neck, "10,-42"))
    return [
        Piece(curve(NECK_BACK), "inside", FLAT),
        *both_sides(Piece(sleeve, grain=-48), seam(cuff, sleeve)),
        Piece(body),
        *both_sides(seam(line("25,-37 22.5,-28 24,-18"), body, 0.4)),
        seam(line(f"{-wide},{hem - 3} 0,{hem - 1.5} {wide},{hem - 3}"), body),
        stroke(collar, 2.6, "trim", KNIT),
    ]


def long_sleeve(chance: Generator) -> list[Piece]:
    """A sweater with ribbed cuffs, hem and collar."""
    hem = chance.uniform(36, 40)
    body = symmetric(
        f"0,-33 6,-36 10,-42! 24,-37! 24,-15 24,10 25,{hem}! 12,{hem + 1} 0,{hem + 1.2}"
    )
    sleeve = curve("20,-39! 29,-36 34,-26 39,0 42,29! 38,30.5 33.5,30! 29,5 22,-14!")
    cuff = curve("41.6,26! 42.6,35! 34.5,36! 33.2,27!")
    band = curve(f"-25,{hem - 1}! 0,{hem + 0.6} 25,{hem - 1}! 23.5,{hem + 6}! -23.5,{hem + 6}!")
    return [
        Piece(curve(NECK_BACK), "inside", FLAT),
        *both_sides(Piece(sleeve, form=KNIT, grain=-12), Piece(cuff, "trim", KNIT, tone=0.93)),
        Piece(body, form=KNIT),
        *both_sides(seam(line("24,-37 22,-26 24,-14"), body, 0.4)),
        Piece(band, "trim", KNIT, tone=0.93),
        *ribs(-22, 22, hem + 1, hem + 5, 15),
        stroke(line("-10,-41.5 -6,-35.5 0,-32.5 6,-35.5 10,-41.5"), 3.2, "trim", KNIT),
    ]


def hoodie(chance: Generator) -> list[Piece]:
    """A hood, cords and a front pocket; often a zip."""
    body = symmetric("0,-30 9,-33 14,-36! 26,-32! 26,-10 26,10 27,38! 12,39 0,39")
    sleeve = curve("22,-34! 31,-30 36,-20 40,2 43,30! 38,32 33.5,31! 30,8 24,-10!")
    cuff = curve("42.6,28! 43,37! 34.5,38! 33.2,29!")
    hood = symmetric("0,-48 10,-46 16,-38 15,-30! 8,-25 0,-23")
    opening = symmetric("0,-42 7,-41 9.5,-35 7,-29 0,-25!")
    pocket = symmetric("0,12 10,12! 17,26! 17,34! 0,34")
    zip_line = line("0,-24 0,40")
    front = [stroke(zip_line, 1.1, "steel")] if chance.random() < 0.45 else []
    return [
        *both_sides(Piece(sleeve, form=KNIT, grain=-12), Piece(cuff, "trim", KNIT, tone=0.9)),
        Piece(body, form=KNIT),
        *both_sides(seam(line("26,-32 24,-22 25.5,-8"), body, 0.4)),
        Piece(curve("-27,37! 0,38.5 27,37! 25.5,44! -25.5,44!"), "trim", KNIT, tone=0.9),
        *ribs(-24, 24, 39.5, 43, 16),
        Piece(pocket, form=KNIT, lift=0.45),
        *both_sides(seam(line("11.2,12 18.4,26"), pocket)),
        *front,
        Piece(hood, form=KNIT, lift=0.5),
        Piece(opening, "inside", FLAT),
        *both_sides(stroke(line(f"4.5,-27 5.5,-18 {chance.uniform(4, 7):.1f},-6"), 0.9, "white")),
    ]


def shirt(chance: Generator) -> list[Piece]:
    """Buttons, a pointed collar and a breast pocket."""
    hem = chance.uniform(38, 43)
    body = symmetric(f"0,-36 6,-38 10,-42! 24,-37! 23,-14 22,10 24,{hem - 5}! 14,{hem} 0,{hem + 1}")
    sleeve = curve("20,-39! 29,-36 34,-26 38,0 41,28! 37,29.5 32.5,29! 28,5 21,-14!")
    cuff = curve("40.6,26! 41.8,34! 33.6,35! 32.2,27!")
    collar = curve("0,-35! 10.5,-44.5! 14,-40 11,-29.5! 5,-32!")
    pocket = curve("6,-16! 16,-16! 16,-5! 11,-2.5! 6,-5!")
    buttons = [ellipse(0, y, 0.9, 0.9) for y in (-26, -15, -4, 7, 18, 29)]
    return [
        Piece(curve("-10,-43! 0,-44 10,-43! 7,-36 0,-33 -7,-36"), "inside", FLAT),
        *both_sides(Piece(sleeve, grain=-12), Piece(cuff, grain=-12)),
        Piece(body),
        *both_sides(seam(line("24,-37 21.5,-26 23,-14"), body, 0.4)),
        Piece(curve(f"-2.4,-36! 2.4,-36! 2.4,{hem + 1}! -2.4,{hem + 1}!"), lift=0.2, within=body),
        *[Piece(button, "white", FLAT, lift=0.5) for button in buttons],
        Piece(pocket, lift=0.25),
        *both_sides(Piece(collar, grain=40, lift=0.4)),
    ]


def coat(chance: Generator) -> list[Piece]:
    """Lapels, two rows of buttons, flap pockets; with or without a belt."""
    body = symmetric("0,-36 6,-40 10,-45! 23,-40! 21,-18 20,0 25,45! 12,46.5 0,46.5")
    sleeve = curve("19,-42! 27,-38 32,-26 35,-2 37,24! 33,25.5 28,25! 25,5 20,-14!")
    lapel = curve("0,-12! 2,-30 9,-46! 13,-42 17,-30! 12,-28! 14,-24!")
    flap = curve("8,13! 19,11! 19.6,15.5! 8.4,17.5!")
    button = [ellipse(x, y, 1.3, 1.3) for y in (-6, 6, 18) for x in (-5, 5)]
    belt = [Piece(curve("-21,-1! 21,-1! 21,4! -21,4!"), "trim", lift=0.4, within=body, tone=0.9)]
    return [
        Piece(curve("-10,-45! 0,-46 10,-45! 6,-34 0,-28 -6,-34"), "inside", FLAT),
        *both_sides(Piece(sleeve, grain=-8)),
        *both_sides(seam(line("35.8,18 32,20 27,19.4"), sleeve, 0.4)),
        Piece(body),
        *both_sides(seam(line("23,-40 20.5,-28 21,-14"), body, 0.4)),
        seam(line("1.5,-12 1.5,47"), body, 0.4),
        *(belt if chance.random() < 0.5 else []),
        *both_sides(Piece(flap, lift=0.45)),
        *[Piece(hole, "black", FLAT, lift=0.4) for hole in button],
        *both_sides(Piece(lapel, "main", tone=0.94, lift=0.5, grain=25)),
    ]


def ribs(left: float, right: float, top: float, bottom: float, count: int) -> list[Piece]:
    """Short upright lines of a knitted band."""
    step = (right - left) / (count - 1)
    xs = [left + step * i for i in range(count)]
    return [seam(line(f"{x},{top} {x},{bottom}"), None, 0.16) for x in xs]


def mirrored_knots(neck: str, shoulder: str) -> str:
    """A whole collar line from its right half, left to right."""
    right = [*neck.split(), shoulder]
    left = [f"-{knot}" for knot in right[:0:-1]]
    return " ".join([*left, *right])
