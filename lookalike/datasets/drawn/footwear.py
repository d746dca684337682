"""Draw shoes and socks, seen from the side."""

from dataclasses import replace

from numpy.random import Generator

from lookalike.datasets.drawn.light import FLAT, HARD, KNIT, LEATHER
from lookalike.datasets.drawn.outline import curve, line
from lookalike.datasets.drawn.piece import Piece, mirrored_piece, seam, stroke


def sneaker(chance: Generator) -> list[Piece]:
    """A low shoe with laces, a white sole and a side stripe; some reach the ankle."""
    high = chance.random() < 0.35
    rim = -24 if high else -14
    top = "-38,-26! -30,-29 -20,-28 -12,-24!" if high else "-40,-14! -32,-15 -22,-13 -14,-16!"
    upper = curve(f"-43,18! -42,0 {top} -4,-12 10,0 26,4 38,8 44,15 45,21! 0,22!")
    toe = curve("24,2.5! 34,5.5 41,10 44.5,16 45,22! 27,22! 23,12")
    heel = curve("-43,20! -42,4! -34,3! -31,12 -32,21!")
    sole = curve("-45,17! -20,19.5 10,19 30,19.5 46,17! 47,22 45,27! 20,28.5 -20,28.5 -43,28!")
    tongue = curve(f"-16,{-25 if high else -17}! -12,{-30 if high else -22} -5,-19 8,-4! -2,-6!")
    laces = [line(f"{x},{y} {x + 6.5},{y - 4.5}") for x, y in LACES]
    stripe = line(f"-22,17 -10,6 {chance.uniform(-3, 3):.1f},-3")
    return [
        Piece(
            curve(f"-40,{rim} -27,{rim + 3} -13,{rim - 1} -15,{rim - 5} -38,{rim - 4}"), "inside"
        ),
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
    elastic = curve(f"-23,{height + 2}! -12,{height + 2}! -12.5,-8 -16,-2 -21,-2 -23,-10")
    laces = [line(f"{x},{y} {x + 9},{y - 2.5}") for x, y in EYELETS]
    laces += [line(f"{x},{y - 4} {x + 10},{y + 2}") for x, y in EYELETS]
    laced = [Piece(lace, "paper", HARD, width=1.4, within=upper) for lace in laces]
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


EYELETS = ((-13, -21), (-12.5, -14), (-10.5, -7), (-7, -1), (-2, 4.5))


def heel(chance: Generator) -> list[Piece]:
    """A pump; the heel is high or lower."""
    seat = chance.uniform(-8, 9)  # height of the wearer's heel
    arch, waist = (seat + 29) / 2, (seat - 6) / 2
    shoe = curve(
        f"-38,{seat - 21}! -33,{seat - 22} -27,{seat - 17} -12,{waist} 4,10 14,11.5 20,8! "
        f"30,14 40,21 46,28! 30,30.5 12,30 0,{arch + 10} -12,{arch + 1} -24,{seat + 5} "
        f"-36,{seat + 3}! -41,{seat - 6} -40,{seat - 15}"
    )
    spike = curve(
        f"-40,{seat - 4}! -26,{seat + 4}! -32,{seat + 10} -34,30.5! -38.5,30.5! -39.5,{arch}"
    )
    lining = curve(
        f"-37,{seat - 20} -33,{seat - 21} -24,{seat - 16} 0,3 12,6 20,9 4,15 -14,{waist + 8}"
    )
    bow = [curve("19,8! 12,3 11,11!"), curve("19,8! 26,4 26,12!")]
    return [
        Piece(spike, "plain", LEATHER, tone=0.88),
        Piece(lining, "inside", FLAT, tone=1.2),
        Piece(shoe, form=LEATHER),
        stroke(line("12,30 30,31 45.5,28.6"), 1.4, "black"),
        *([Piece(half, "plain", LEATHER) for half in bow] if chance.random() < 0.4 else []),
    ]


def sandal(chance: Generator) -> list[Piece]:
    """A pair from above: broad bands over a footbed, or a strap between the toes."""
    sole = curve(
        "-2,-44 10,-41 15,-28 14,-12 11,2 13,22 9,39 0,44 -10,40 -13,24 -12,4 -15,-14 -14,-34"
    )
    bed = sole * (0.86, 0.93)
    strap = line("-13,-8 -8,-20 0,-31 6,-22 12,-8")
    toe = line("0,-31 0,-35")
    thong = [stroke(strap, 4.6, "trim", LEATHER, 0.78), stroke(toe, 3, "trim", LEATHER, 0.78)]
    bands = [
        Piece(curve(band), form=LEATHER, lift=0.6)
        for band in (
            "-17,-30! 0,-37 17,-30! 17,-13! 0,-19 -16,-13!",
            "-16,-8! 0,-13 15,-8! 14,6! 0,2 -15,6!",
        )
    ]
    buckle = Piece(curve("9,-5! 14,-5! 13.6,1! 8.8,0.4!"), "brass", HARD)
    flat = chance.random() < 0.4
    one = [
        Piece(sole, "plain", LEATHER, tone=0.78),
        Piece(bed, tone=0.93, form=FLAT, lift=0.1),
        *(thong if flat else [*bands, buckle]),
    ]
    return [moved(mirrored_piece(p), -19, 1.5) for p in one] + [moved(p, 19, -1.5) for p in one]


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
        Piece(toe, "trim", KNIT, within=shape, tone=0.78, lift=0),
        Piece(back_heel, "trim", KNIT, within=shape, tone=0.78, lift=0),
        Piece(cuff, "trim", KNIT, tone=0.93, lift=0.15),
        *[seam(line(f"{x},{top} {x},{top + 7}"), cuff, 0.2) for x in range(-11, 10, 3)],
    ]
    return [moved(p, -10, -1) for p in one] + [moved(p, 8, 2) for p in one]


def moved(piece: Piece, dx: float, dy: float) -> Piece:
    """The same piece elsewhere, in hundredths."""
    step = (dx / 100, dy / 100)
    within = None if piece.within is None else piece.within + step
    return replace(piece, outline=piece.outline + step, within=within)
