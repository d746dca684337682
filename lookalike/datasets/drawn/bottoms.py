"""Draw dresses, skirts, trousers and shorts, laid flat."""

from numpy.random import Generator

from lookalike.datasets.drawn.light import CLOTH, FLAT, Form
from lookalike.datasets.drawn.outline import curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, both_sides, seam

DRAPED = Form(soft=0.05, depth=0.5, folds=1.7)


def dress(chance: Generator) -> list[Piece]:
    """Fitted above and flared below; straps or small sleeves."""
    flare, hem = chance.uniform(24, 34), chance.uniform(40, 46)
    top = symmetric("0,-30 6,-32 8,-45! 12.5,-45! 13.5,-31 17,-25! 13,-8! 0,-7")
    skirt = symmetric(f"0,-8 13,-8.5! 18,5 {flare - 3},26 {flare},{hem - 2}! 14,{hem} 0,{hem + 1}")
    sleeve = curve("8,-45! 13,-45 21,-37 25,-29! 20,-26 15.5,-25! 13,-36!")
    belt = curve("-13.2,-10! 0,-9 13.2,-10! 13.2,-6.5! 0,-5.5 -13.2,-6.5!")
    return [
        Piece(curve("-8,-44! -4,-41 0,-40 4,-41 8,-44! 6,-33 0,-29 -6,-33"), "inside", FLAT),
        *(both_sides(Piece(sleeve, grain=-40)) if chance.random() < 0.55 else []),
        Piece(top),
        Piece(skirt, form=DRAPED),
        *both_sides(*[seam(line(f"{x},-7 {x * 1.9},18"), skirt, 0.2) for x in (3, 8)]),
        Piece(belt, "trim", tone=0.82),
    ]


def skirt(chance: Generator) -> list[Piece]:
    """A waistband and, in some, pleats."""
    flare, hem = chance.uniform(28, 40), chance.uniform(28, 40)
    body = symmetric(f"0,-32 19,-33! 25,-16 {flare - 2},14 {flare},{hem - 3}! 17,{hem} 0,{hem + 1}")
    band = curve("-19,-38! 0,-37 19,-38! 19.8,-31! 0,-30 -19.8,-31!")
    pleats = [seam(line(f"{x},-30 {x * flare / 20},{hem}"), body, 0.34) for x in (3.5, 9, 14.5)]
    return [
        Piece(body, form=DRAPED),
        *(both_sides(*pleats) if chance.random() < 0.5 else []),
        Piece(band, "trim", tone=0.9),
        Piece(ellipse(0, -34, 1.3, 1.3), "brass", FLAT),
    ]


def trousers(chance: Generator) -> list[Piece]:
    """Straight, narrow or wide legs."""
    ankle = chance.choice([6.5, 9.0, 12.5])
    out = 13 + ankle
    leg = curve(
        f"0,-40! 17,-41! 19.5,-28 {16 + ankle * 0.4},0 {out},45! {out - ankle},46.5 "
        f"{out - 2 * ankle + 1},45! {6 - ankle * 0.2},10 0,-14!"
    )
    band = curve("-17,-45! 0,-44 17,-45! 17.6,-39! 0,-38 -17.6,-39!")
    pocket = line("15.4,-39 13,-32 18.5,-27")
    hem = line(f"{out},42 {out - ankle},43.5 {out - 2 * ankle},42")
    loops = [line(f"{x},-45 {x},-39") for x in (6, 12.5)]
    return [
        Piece(curve("-16,-45! 0,-46.5 16,-45! 0,-42"), "inside", FLAT),
        *both_sides(Piece(leg, grain=-4), seam(pocket, leg), seam(hem, leg)),
        *both_sides(seam(line(f"9,-34 11,0 {out - ankle},44"), leg, 0.16)),
        seam(line("0,-39 0,-15"), None, 0.4),
        seam(line("3.4,-39 3.4,-24 0,-20"), None, 0.24),
        Piece(band, "plain", tone=0.93),
        *both_sides(*[Piece(loop, "plain", FLAT, width=1.6) for loop in loops]),
        Piece(ellipse(0, -41.6, 1.2, 1.2), "brass", FLAT),
    ]


def shorts(chance: Generator) -> list[Piece]:
    """Above the knee, with a waistband and often a cord."""
    hem = chance.uniform(20, 32)
    leg = curve(f"0,-30! 25,-31! 29,-10 34,{hem}! 20,{hem + 2.5} 3.5,{hem + 1}! 1.5,10 0,0!")
    band = curve("-25,-38! 0,-36.5 25,-38! 25.8,-29.5! 0,-28 -25.8,-29.5!")
    edge = line(f"34,{hem - 4} 20,{hem - 1.5} 3,{hem - 3}")
    cord = both_sides(Piece(line("1,-32 4,-24 3,-16"), "white", FLAT, width=1.1))
    return [
        Piece(curve("-23,-38! 0,-40 23,-38! 0,-35"), "inside", FLAT),
        *both_sides(Piece(leg, grain=-4), seam(edge, leg), seam(line("22,-29 19,-18 28,-10"), leg)),
        seam(line("0,-29 0,2"), None, 0.4),
        Piece(band, "trim", CLOTH, tone=0.92),
        *both_sides(*[seam(line(f"{x},-36 {x},-30"), None, 0.16) for x in range(3, 25, 3)]),
        *(cord if chance.random() < 0.6 else []),
    ]
