"""Shoes and socks, seen from the side."""

from dataclasses import replace

from numpy.random import Generator

from lookalike.datasets.drawn.light import FLAT, HARD, KNIT, LEATHER
from lookalike.datasets.drawn.outline import curve, line
from lookalike.datasets.drawn.piece import Piece, seam, stroke


def sneaker(chance: Generator) -> list[Piece]:
    """A low shoe with laces, a white sole and a side stripe; some reach the ankle."""
    high = chance.random() < 0.35
    top = "-38,-26! -30,-29 -20,-28 -12,-24!" if high else "-40,-14! -32,-15 -22,-13 -14,-16!"
    upper = curve(f"-43,18! -42,0 {top} -4,-12 10,0 26,4 38,8 44,15 45,21! 0,22!")
    toe = curve("24,2.5! 34,5.5 41,10 44.5,16 45,22! 27,22! 23,12")
    heel = curve("-43,20! -42,4! -34,3! -31,12 -32,21!")
    sole = curve("-45,17! -20,19.5 10,19 30,19.5 46,17! 47,22 45,27! 20,28.5 -20,28.5 -43,28!")
    tongue = curve(f"-16,{-25 if high else -17}! -12,{-30 if high else -22} -5,-19 8,-4! -2,-6!")
    laces = [line(f"{x},{y} {x + 6.5},{y - 4.5}") for x, y in LACES]
    stripe = line(f"-22,17 -10,6 {chance.uniform(-3, 3):.1f},-3")
    return [
        Piece(curve("-40,-14 -27,-11 -14,-16 -16,-20 -38,-19"), "inside", FLAT),
        Piece(tongue, "trim", KNIT, tone=0.9),
        Piece(upper, form=LEATHER),
        Piece(toe, "trim", LEATHER, tone=0.94, lift=0.2, within=upper),
        Piece(heel, "second", LEATHER, lift=0.2, within=upper),
        Piece(stripe, "second", HARD, width=3.4, within=upper, lift=0.15),
        seam(line("-14,-15 -9,2 4,14 22,20"), upper, 0.25),
        *[stroke(lace, 1.9, "white", HARD) for lace in laces],
        Piece(sole, "paper", HARD, lift=0.35),
        seam(line("-44,23.5 0,25 46,22.5"), sole, 0.2),
    ]


LACES = ((-12, -10), (-7, -6.5), (-2, -3), (3, 0.5), (8, 3.5))


def boot(chance: Generator) -> list[Piece]:
    """An ankle boot: laced or with an elastic side."""
    height = chance.uniform(-44, -30)
    upper = curve(
        f"-33,28! -34,5 -33,{height}! -20,{height - 2} -5,{height - 1}! -3,-12 2,0 16,7 32,11 "
        "40,19 41,29!"
    )
    sole = curve("-35,27! 0,28.5 42,27! 43,31 41,34! -8,34! -10,39! -35,39!")
    elastic = curve(f"-22,{height + 2}! -12,{height + 2}! -14,-8 -17,2! -20,-8")
    laced = [stroke(line(f"{x},{y} {x + 8},{y - 3}"), 1.7, "gum", HARD) for x, y in EYELETS]
    front = [seam(line(f"-13,{height} -12,-10 -4,6 8,18 10,28"), upper, 0.35)]
    side = [Piece(elastic, "black", KNIT, lift=0.15), seam(line("-16,2 -15,28"), upper, 0.3)]
    return [
        Piece(curve(f"-33,{height} -19,{height - 4} -5,{height - 1} -19,{height + 2}"), "inside"),
        Piece(upper, form=LEATHER),
        *([*front, *laced] if chance.random() < 0.55 else side),
        seam(line("16,7 19,16 18,28"), upper, 0.25),
        stroke(line(f"-33.5,{height + 1} -20,{height - 0.5} -5,{height + 0.5}"), 2.6, "trim"),
        Piece(sole, str(chance.choice(["black", "gum", "rubber"])), HARD, lift=0.35),
    ]


EYELETS = ((-12, -17), (-11, -11), (-8, -5), (-3, 1), (3, 6))


def heel(chance: Generator) -> list[Piece]:
    """A pump; the heel is high or lower."""
    rise = chance.uniform(-30, -16)
    shoe = curve(
        f"-40,{rise + 2}! -33,{rise - 3} -27,{rise + 1}! -22,{rise + 13} -6,13 10,14 18,10! "
        f"30,15 42,24 44,28! 20,30 5,28 -12,{rise + 34} -28,{rise + 22} -37,{rise + 20}!"
    )
    spike = curve(f"-40,{rise + 6}! -28,{rise + 21}! -32,{rise + 30} -33.5,30! -38,30! -38.5,8")
    lining = curve(f"-38,{rise + 2} -33,{rise} -26,{rise + 6} -6,16 12,16 18,11 4,10 -16,8")
    strap = line(f"-33,{rise + 4} -22,{rise - 5} -12,{rise - 2}")
    return [
        Piece(lining, "inside", FLAT),
        Piece(spike, "plain", LEATHER, tone=0.9),
        Piece(shoe, form=LEATHER),
        stroke(line("5,28.6 20,30.6 43.5,28.8"), 1.6, "black"),
        *([stroke(strap, 2.2, "plain", LEATHER)] if chance.random() < 0.4 else []),
    ]


def sandal(chance: Generator) -> list[Piece]:
    """A cork footbed with broad straps and a buckle."""
    footbed = curve("-44,12 -36,7 -14,10 10,13 34,10 44,14 44,20! 10,24 -20,22 -43,23!")
    outsole = curve("-44,21! -10,23 20,23 45,19! 45,24 42,27! -42,28!")
    front = curve("4,13! 8,-4 20,-9 30,-2 37,12! 22,20! 8,21!")
    middle = curve("-24,12! -18,-12 -6,-18 4,-12 -2,12! -10,21! -22,20!")
    back = line("-40,10 -41,-8 -30,-16 -18,-10")
    return [
        Piece(outsole, "black", HARD),
        Piece(footbed, "gum", HARD),
        *([stroke(back, 4.5, "plain", LEATHER)] if chance.random() < 0.6 else []),
        Piece(front, form=LEATHER, lift=0.5),
        Piece(middle, form=LEATHER, lift=0.5),
        stroke(line("-12,-15 -8,0 -10,20"), 1.0, "trim"),
        Piece(curve("-14,-6! -5,-7! -4,-1! -13,0!"), "brass", HARD),
        Piece(curve("-12,-4.6! -7,-5.2! -6.4,-2! -11.4,-1.4!"), "plain", FLAT),
    ]


def sock(chance: Generator) -> list[Piece]:
    """A pair, one behind the other."""
    top = chance.uniform(-44, -30)
    shape = curve(
        f"-14,{top}! -2,{top - 1.5} 10,{top}! 9,-5 10,10 22,20 32,29 30,40 20,44 6,36 -8,27 -15,10"
    )
    cuff = curve(f"-14.5,{top - 1}! -2,{top - 2.5} 10.5,{top - 1}! 10,{top + 8}! -14,{top + 8}!")
    toe = curve("19,16! 40,28! 34,50! 8,42!")
    back_heel = curve("-20,8! -2,10 4,22 -6,36! -24,30!")
    one = [
        Piece(shape, form=KNIT),
        Piece(toe, "second", KNIT, within=shape, lift=0),
        Piece(back_heel, "second", KNIT, within=shape, lift=0),
        Piece(cuff, "trim", KNIT, tone=0.93, lift=0.15),
        *[seam(line(f"{x},{top} {x},{top + 7}"), cuff, 0.2) for x in range(-11, 10, 3)],
    ]
    return [moved(p, -10, -1) for p in one] + [moved(p, 8, 2) for p in one]


def moved(piece: Piece, dx: float, dy: float) -> Piece:
    """The same piece elsewhere, in hundredths."""
    step = (dx / 100, dy / 100)
    within = None if piece.within is None else piece.within + step
    return replace(piece, outline=piece.outline + step, within=within)
