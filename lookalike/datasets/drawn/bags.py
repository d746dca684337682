"""Draw bags."""

from numpy.random import Generator

from lookalike.datasets.drawn.light import CLOTH, FLAT, HARD, LEATHER
from lookalike.datasets.drawn.outline import box, curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, both_sides, seam, stroke


def tote(chance: Generator) -> list[Piece]:
    """Two long handles over an open sack."""
    wide, high = chance.uniform(30, 36), chance.uniform(-12, -4)
    body = symmetric(f"0,{high} {wide},{high}! {wide - 1},18 {wide - 3},43! 15,44.5 0,44.5")
    loop = f"-15,{high + 3} -14,-28 -8,-42 0,-45 8,-42 14,-28 15,{high + 3}"
    patches = [box(x - 3.5, high, x + 3.5, high + 9, 0.8) for x in (-15, 15)]
    return [
        stroke(line(loop.replace("-45", "-38").replace("-42", "-35")), 3.6, "inside", CLOTH),
        Piece(curve(f"-{wide},{high}! 0,{high - 2} {wide},{high}! 0,{high + 3}"), "inside", FLAT),
        Piece(body),
        seam(line(f"-{wide},{high + 4} {wide},{high + 4}"), body),
        stroke(line(loop), 4.0, "plain", CLOTH),
        *[Piece(patch, "plain", lift=0.2) for patch in patches],
    ]


def backpack(chance: Generator) -> list[Piece]:
    """A top handle, a front pocket and side straps."""
    shoulder = chance.uniform(23, 27)
    body = symmetric(f"0,-37 15,-36 {shoulder},-26 29,0 29,34 25,42 12,43.5 0,43.5")
    pocket = symmetric("0,6 16,6 21,10 22,32 19,38 0,39")
    side = curve("27,8! 34,12 35,30 33,40 27,41!")
    zip_line = line("-22,-12 -18,-24 0,-28 18,-24 22,-12")
    tag = box(-5, -14, 5, -7, 1)
    return [
        stroke(line("-9,-35 -8,-43 0,-46 8,-43 9,-35"), 3.4, "plain", CLOTH),
        *both_sides(Piece(side, "plain", tone=0.85)),
        Piece(body),
        stroke(zip_line, 1.0, "shadow"),
        Piece(pocket, lift=0.5),
        stroke(line("-18,12 0,11 18,12"), 1.0, "shadow"),
        stroke(line("16,12 17,18"), 1.4, "steel", HARD),
        *both_sides(stroke(line("24,-14 26,8"), 2.6, "plain", CLOTH)),
        Piece(tag, "leather", LEATHER),
    ]


def handbag(chance: Generator) -> list[Piece]:
    """Leather, with a flap, a clasp and one round handle."""
    wide = chance.uniform(34, 40)
    body = symmetric(f"0,-8 {wide - 8},-8! {wide - 3},10 {wide},38! {wide - 3},42 0,43")
    flap = symmetric(f"0,-10 {wide - 8},-10! {wide - 5},4 {wide - 9},17 14,22 0,24")
    handle = line(f"-{wide - 14},-6 -20,-28 -10,-40 0,-42 10,-40 20,-28 {wide - 14},-6")
    rings = [ellipse(x, -6, 2.6, 2.6) for x in (-(wide - 14), wide - 14)]
    metal = str(chance.choice(["brass", "steel"]))
    return [
        stroke(handle, 3.6, "plain", LEATHER),
        Piece(body, form=LEATHER),
        *both_sides(seam(line(f"{wide - 8},-8 {wide - 6},16 {wide - 5},42"), body, 0.3)),
        Piece(flap, form=LEATHER, lift=0.5),
        Piece(flap * 0.95, "shadow", FLAT, holes=(flap * 0.94,), opacity=0.2, lift=0),
        *[Piece(ring, metal, HARD) for ring in rings],
        Piece(box(-4.5, 17, 4.5, 26, 1.5), metal, HARD, lift=0.5),
        Piece(box(-2.5, 19, 2.5, 24, 1), "plain", LEATHER, tone=0.9),
    ]
