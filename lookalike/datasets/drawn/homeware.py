"""Draw mugs, lamps, chairs, bottles, plant pots and cushions."""

import numpy as np
from numpy.random import Generator

from lookalike.datasets.drawn.light import FLAT, GLAZED, HARD, MATT, Form
from lookalike.datasets.drawn.outline import box, curve, ellipse, line, symmetric
from lookalike.datasets.drawn.piece import Piece, both_sides, seam, stroke

CUSHION = Form(soft=0.11, depth=0.75, folds=0.5)


def mug(chance: Generator) -> list[Piece]:
    """A cylinder or a cup, seen a little from above."""
    foot = chance.uniform(18, 27)
    top = chance.uniform(-32, -24)
    side = f"27,{top}! 27,-5 {(27 + foot) / 2 + 2},20 {foot},32! 12,36 0,36.5"
    body = symmetric(f"0,{top} {side}")
    handle = line(f"24,{top + 13} 38,{top + 10} 43,0 38,14 24,18")
    rim = ellipse(0, top, 27, 6)
    return [
        stroke(handle, 6.5, "plain", HARD),
        Piece(body, form=GLAZED),
        Piece(rim, "plain", HARD, tone=1.08, lift=0),
        Piece(ellipse(0, top + 0.5, 24.6, 4.7), "inside", FLAT, tone=1.1, lift=0),
        Piece(ellipse(0, top + 2.2, 22, 3.2), "leather", FLAT, tone=0.5, lift=0),
    ]


def lamp(chance: Generator) -> list[Piece]:
    """A cloth shade on a turned foot."""
    upper, lower = chance.uniform(13, 22), chance.uniform(28, 34)
    shade = symmetric(f"0,-43 {upper},-43! {lower},-4! 14,-1.5 0,-1")
    foot = symmetric("0,2 2.5,2! 3,8 11,16 13,26 8,35 4,38 0,38")
    base = symmetric("0,38 14,38! 17,42! 15,44.5 0,45")
    bulb = Piece(ellipse(0, -20, 13, 12), "glow", FLAT, opacity=0.4, haze=0.07, lift=0)
    wooden = chance.random() < 0.35
    return [
        Piece(foot, "wood" if wooden else "plain", GLAZED),
        Piece(base, "wood" if wooden else "plain", MATT, tone=0.92),
        stroke(line("0,-3 0,4"), 2.4, "brass", HARD),
        Piece(shade, form=Form(soft=0.015, depth=0.25, turned=0.55)),
        bulb,
        stroke(line(f"-{upper},-43 {upper},-43"), 1.4, "trim"),
        stroke(line(f"-{lower},-4 -14,-1.5 0,-1 14,-1.5 {lower},-4"), 1.6, "trim"),
    ]


def chair(chance: Generator) -> list[Piece]:
    """An upholstered armchair on wooden legs."""
    high = chance.uniform(-44, -34)
    back = symmetric(f"0,{high} 16,{high + 1} 25,{high + 8} 27,0 26,18! 0,19")
    seat = symmetric("0,5 22,5 26,9 26,17 22,20 0,20")
    front = symmetric("0,18 28,18! 28,31! 0,32")
    arm = curve("24,-7 30,-11 37,-8 38,0 36,31! 26,31! 25,8")
    legs = [curve(f"{x},30! {x + 5},30! {x + lean + 3},46! {x + lean},46!") for x, lean in LEGS]
    channels = [seam(line(f"{x},{high + 1} {x * 1.05},6"), back, 0.4) for x in (-9, 0, 9)]
    return [
        *[Piece(leg, "wood", HARD, tone=0.9) for leg in legs],
        Piece(back, form=CUSHION),
        *(channels if chance.random() < 0.5 else []),
        Piece(front, form=CUSHION, tone=0.95),
        Piece(seat, form=CUSHION, lift=0.4, tone=1.02),
        *both_sides(Piece(arm, form=CUSHION, lift=0.45)),
    ]


LEGS = ((-33, -2), (28, 4))


def bottle(chance: Generator) -> list[Piece]:
    """A drinking bottle with a metal or wooden cap."""
    wide, neck = chance.uniform(12.5, 17), chance.uniform(6, 9)
    shoulder = chance.uniform(-24, -14)
    body = symmetric(
        f"0,-32 {neck},-32! {neck + 0.5},-28 {wide},{shoulder} {wide},0 {wide},42! "
        f"{wide - 2},45 0,46"
    )
    cap = symmetric(f"0,-46 {neck + 0.5},-46! {neck + 1.5},-44 {neck + 1.5},-33! 0,-32.5")
    label = box(-wide, 8, wide, 24, 0.2)
    banded = [Piece(label, "paper", MATT, within=body, lift=0.1)] if chance.random() < 0.3 else []
    return [
        Piece(body, form=GLAZED),
        *banded,
        Piece(cap, str(chance.choice(["steel", "wood", "black"])), GLAZED),
        seam(line(f"-{neck + 1.5},-37 {neck + 1.5},-37"), cap),
    ]


def plant_pot(chance: Generator) -> list[Piece]:
    """A glazed pot with a leafy plant."""
    wide, foot = chance.uniform(26, 31), chance.uniform(17, 22)
    pot = symmetric(f"0,-4 {wide},-4! {wide - 2},12 {foot},42! {foot - 3},45 0,45.5")
    leaves = [leaf(x, y, chance) for x, y in LEAVES]
    return [
        *leaves,
        Piece(pot, form=MATT),
        Piece(box(-wide - 2, -8, wide + 2, 1.5, 1.5), "trim", MATT, lift=0.35),
        Piece(ellipse(0, -8, wide - 1, 1.6), "soil", FLAT, lift=0),
    ]


LEAVES = (
    (-12, -42), (14, -44), (-26, -34), (27, -32), (2, -38), (-30, -20), (30, -18), (-14, -24),
    (15, -25), (0, -26),
)  # fmt: skip


def leaf(x: float, y: float, chance: Generator) -> Piece:
    """From the middle of the pot to about (x, y)."""
    x, y = x + chance.uniform(-4, 4), y + chance.uniform(-5, 4)
    bend = 7 if x > 0 else -7
    outline = curve(f"{x * 0.2},-6! {x * 0.4 - 5},{y * 0.6} {x},{y}! {x * 0.6 + bend},{y * 0.45}")
    return Piece(outline, str(chance.choice(["leaf", "leaf dark"])), HARD, lift=0.4)


def cushion(chance: Generator) -> list[Piece]:
    """Square, with piped edges."""
    rim = chance.uniform(34, 37)
    shape = symmetric(
        f"0,-{rim} 24,-{rim + 1} 38,-40! {rim + 1},-22 {rim},0 "
        f"{rim + 1},22 38,40! 24,{rim + 1} 0,{rim}"
    )
    piping = stroke(np.concatenate([shape, shape[:1]]), 1.3, "trim", HARD, tone=0.8)
    return [Piece(shape, form=Form(soft=0.17, depth=0.9, folds=1.0)), piping]
