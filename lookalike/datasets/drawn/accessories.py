"""Draw watches, sunglasses, umbrellas and scarves."""

from math import cos, pi, sin

from numpy.random import Generator

from lookalike.datasets.drawn.light import FLAT, HARD, KNIT, Form
from lookalike.datasets.drawn.outline import Points, box, curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, both_sides, mirrored_piece, seam, stroke


def watch(chance: Generator) -> list[Piece]:
    """A round or square dial on a strap of the colour."""
    round_dial = chance.random() < 0.7
    strap = symmetric("0,-46 9,-46 11,-40 13,-18! 13,18! 11,40 9,46 0,46")
    case = ellipse(0, 0, 21.5, 21.5) if round_dial else box(-19, -21, 19, 21, 6)
    face = ellipse(0, 0, 19, 19) if round_dial else box(-15.5, -17.5, 15.5, 17.5, 4)
    metal = str(chance.choice(["steel", "brass", "plain"]))
    marks = [tick(i * pi / 6, 15 if round_dial else 13) for i in range(12)]
    hour = chance.uniform(0, 2 * pi)
    return [
        Piece(strap, form=Form(soft=0.035, depth=0.6, gloss=0.2)),
        *both_sides(seam(line("10.6,-40 11.4,-24"), strap), seam(line("10.6,40 11.4,24"), strap)),
        *[Piece(ellipse(0, y, 0.9, 0.9), "shadow", FLAT, lift=0) for y in (28, 33, 38)],
        Piece(box(20, -3, 25.5, 3, 1), metal, HARD),
        Piece(case, metal, Form(soft=0.02, depth=0.9, gloss=0.5)),
        Piece(face, "plain", FLAT, lift=0.1),
        *[stroke(mark, 1.2, "contrast") for mark in marks],
        stroke(line(f"0,0 {8 * sin(hour):.2f},{-8 * cos(hour):.2f}"), 1.7, "contrast"),
        stroke(line(f"0,0 {13 * sin(hour * 12):.2f},{-13 * cos(hour * 12):.2f}"), 1.1, "contrast"),
        Piece(ellipse(0, 0, 1.4, 1.4), metal, FLAT),
    ]


def tick(angle: float, radius: float) -> Points:
    """An hour's mark."""
    x, y = sin(angle), cos(angle)
    return line(
        f"{x * radius:.2f},{y * radius:.2f} {x * (radius - 2.5):.2f},{y * (radius - 2.5):.2f}"
    )


def sunglasses(chance: Generator) -> list[Piece]:
    """Thick frames; mirrored lenses of the same colour."""
    rim = curve(str(chance.choice(RIMS)))
    middle = (rim.min(axis=0) + rim.max(axis=0)) / 2
    lens = middle + (rim - middle) * 0.74
    arm = curve("40,-10! 46,-9 47,-4! 45,0 41,1!")
    bridge = curve("-8,-8! 0,-11 8,-8! 8,-2! 0,-5 -8,-2!")
    glint = Piece(line("18,-8 13,4"), "white", FLAT, width=2.4, opacity=0.4, lift=0, within=lens)
    return [
        *both_sides(Piece(arm, "plain", HARD, tone=0.85)),
        Piece(bridge, "plain", HARD),
        *both_sides(
            Piece(rim, form=Form(soft=0.025, depth=0.8, gloss=0.6)),
            Piece(lens, "plain", MIRRORED, tone=0.84, lift=0.2),
        ),
        glint,
        mirrored_piece(glint),
    ]


MIRRORED = Form(soft=0.05, depth=-0.5)  # hollow, so that it is lit from below

RIMS = (
    "4,-13! 22,-16 43,-13! 43,4 36,16 22,18 8,14 4,0",
    "24,-18 40,-12 44,1 38,15 24,20 10,15 4,1 8,-12",
    "5,-15! 24,-16 43,-15! 44,12 38,16 24,16 9,15 5,8",
)


def umbrella(chance: Generator) -> list[Piece]:
    """Open, from the side, with a hooked handle."""
    canopy = curve(
        "0,-40 20,-36 38,-20 46,2! 36,-2 30.7,3! 23,-1.5 15.3,4! 8,-0.5 0,4.5! -8,-0.5 -15.3,4! "
        "-23,-1.5 -30.7,3! -36,-2 -46,2! -38,-20 -20,-36"
    )
    ribs = [
        line(f"0,-40 {x * 0.72},{-24 + abs(x) * 0.12} {x},3") for x in (-30.7, -15.3, 15.3, 30.7)
    ]
    handle = line("0,-2 0,34 -1,41 -6,44 -11,41 -11.5,36")
    return [
        stroke(line("0,-44 0,34"), 1.3, "steel", HARD),
        Piece(handle, str(chance.choice(["wood", "black"])), HARD, width=2.6),
        Piece(canopy, form=Form(soft=0.14, depth=0.9, folds=0.35), lift=0.5),
        *[seam(rib, canopy, 0.3) for rib in ribs],
        seam(line("0,-40 0,4"), canopy, 0.3),
        stroke(line("0,-45 0,-40"), 1.6, "steel", HARD),
    ]


def scarf(chance: Generator) -> list[Piece]:
    """A loop with two hanging ends and fringes."""
    long = chance.uniform(34, 40)
    end = curve(f"2,-8! 16,-10! 21,12 20,{long}! 10,{long + 1} 3,{long}! 4,10")
    other = curve(f"-13,-10! 2,-8! 0,12 -3,{long - 9}! -12,{long - 8} -20,{long - 10}! -18,8")
    loop = curve("0,-44 20,-42 31,-30 27,-14 12,-4 0,-3 -12,-4 -27,-14 -31,-30 -20,-42")
    hole = curve("0,-36 13,-35 19,-29 14,-24 0,-22 -14,-24 -19,-29 -13,-35")
    fringe = [stroke(line(f"{x},{long} {x + 0.4},{long + 6}"), 0.9) for x in range(4, 21, 2)]
    short = [stroke(line(f"{x},{long - 10} {x - 0.4},{long - 3}"), 0.9) for x in range(-19, -3, 2)]
    return [
        *short,
        Piece(other, form=KNIT, grain=6, tone=0.95),
        *fringe,
        Piece(end, form=KNIT, grain=-4),
        Piece(loop, form=Form(soft=0.06, depth=0.8, folds=1.3), holes=(hole,), lift=0.5, grain=20),
        seam(line("-28,-26 -14,-14 4,-10 22,-14"), loop, 0.3),
        seam(line("-29,-32 -12,-19 8,-16 29,-26"), loop, 0.22),
    ]
