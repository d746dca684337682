"""Draw T-shirts, sweaters and shirts, laid flat."""

from numpy.random import Generator

from lookalike.datasets.drawn.light import FLAT, KNIT
from lookalike.datasets.drawn.outline import curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, both_sides, seam, stroke

NECK_BACK = "-10,-42! 0,-40.5 10,-42! 8,-33 0,-22 -8,-33"
NAPE = "-9.6,-41.4 0,-40 9.6,-41.4"


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
    collar = line(mirrored_knots(neck, "9.4,-41.2"))
    return [
        Piece(curve(NECK_BACK), "inside", FLAT),
        stroke(line(NAPE), 2.4, "trim", KNIT, tone=0.8),
        *both_sides(Piece(sleeve, grain=-48), seam(cuff, sleeve)),
        Piece(body),
        *both_sides(seam(line("25,-37 22.5,-28 24,-18"), body, 0.4)),
        seam(line(f"{-wide},{hem - 3} 0,{hem - 1.5} {wide},{hem - 3}"), body),
        stroke(collar, 2.6, "trim", KNIT),
    ]


def sweater(chance: Generator) -> list[Piece]:
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
        stroke(line(NAPE), 2.4, "trim", KNIT, tone=0.8),
        *both_sides(Piece(sleeve, form=KNIT, grain=-12), Piece(cuff, "trim", KNIT, tone=0.93)),
        Piece(body, form=KNIT),
        *both_sides(seam(line("24,-37 22,-26 24,-14"), body, 0.4)),
        Piece(band, "trim", KNIT, tone=0.93),
        *ribs(-22, 22, hem + 1, hem + 5, 15),
        stroke(line("-9.4,-41 -6,-35.5 0,-32.5 6,-35.5 9.4,-41"), 3.2, "trim", KNIT),
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
        Piece(pocket, form=FLAT, lift=0.2),
        seam(pocket, None, 0.35),
        *both_sides(Piece(collar, grain=40, lift=0.4)),
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
