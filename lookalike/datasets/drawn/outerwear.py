"""Draw hoodies and coats, laid flat."""

from numpy.random import Generator

from lookalike.datasets.drawn.light import FLAT, KNIT
from lookalike.datasets.drawn.outline import curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, both_sides, seam, stroke
from lookalike.datasets.drawn.tops import ribs


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
