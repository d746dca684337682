"""Draw hats."""

from numpy.random import Generator

from lookalike.datasets.drawn.light import CLOTH, HARD, KNIT, LEATHER, Form
from lookalike.datasets.drawn.outline import curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, seam


def cap(chance: Generator) -> list[Piece]:
    """A baseball cap from the side."""
    crown = curve("-36,16! -37,-6 -28,-24 -8,-31 12,-26 23,-10 25,10! -5,15")
    brim = curve("17,6! 30,8 44,15 47,21! 36,22 22,18 6,16!")
    return [
        Piece(crown, form=Form(soft=0.1, depth=0.7, folds=0.3)),
        seam(line("-8,-31 -14,-10 -12,16"), crown, 0.3),
        seam(line("-8,-31 10,-14 14,12"), crown, 0.3),
        Piece(curve("-36,11! -5,10 25,5! 25,10! -5,15 -36,16!"), "plain", lift=0, tone=0.92),
        Piece(brim, str(chance.choice(["plain", "plain", "second"])), LEATHER, lift=0.5),
        seam(line("16,13 32,16 45,21"), brim, 0.25),
        Piece(ellipse(-8, -31, 2.4, 1.6), "plain", HARD),
    ]


def beanie(chance: Generator) -> list[Piece]:
    """Knitted, with a turned-up edge and, in some, a bobble."""
    dome = symmetric("0,-30 16,-27 29,-12 32,14! 0,16")
    edge = curve("-34,12! 0,10 34,12! 34,30! 0,33 -34,30!")
    bobble = Piece(ellipse(0, -35, 10, 9.5), "second", Form(soft=0.06, depth=0.9, folds=0.6))
    rib = [seam(line(f"{x},11 {x},32"), edge, 0.22) for x in range(-32, 34, 4)]
    return [
        *([bobble] if chance.random() < 0.6 else []),
        Piece(dome, form=Form(soft=0.1, depth=0.7, folds=0.5)),
        Piece(edge, "plain", KNIT, tone=0.95, lift=0.45),
        *rib,
    ]


def hat(chance: Generator) -> list[Piece]:
    """A wide brim and a ribbon."""
    wide = chance.uniform(41, 47)
    brim = ellipse(0, 17, wide, 12)
    crown = symmetric("0,-24 12,-24 20,-16 23,13 12,17.5 0,18.5")
    band = curve("-22.2,4! 0,10 22.2,4! 23,13! 12,17.5 0,18.5 -12,17.5 -23,13!")
    return [
        Piece(brim, form=Form(soft=0.04, depth=0.5, folds=0.8), tone=0.97),
        Piece(crown, form=Form(soft=0.07, depth=0.6, folds=0.4), lift=0.4),
        Piece(band, "second", CLOTH, lift=0.15),
    ]
