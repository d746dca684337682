"""A transparent square canvas on which the pieces of an object are painted."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from lookalike.datasets.drawn.light import across, blur, lay_light, relief, turned
from lookalike.datasets.drawn.mask import Window, mask_of, window_of
from lookalike.datasets.drawn.palette import Ink
from lookalike.datasets.drawn.patterns import Field, Pattern
from lookalike.datasets.drawn.piece import Piece
from lookalike.datasets.drawn.pose import Pose

FOLD_LIGHT = 0.1  # how much a fold brightens or darkens
FOLD_SHIFT = 0.008  # how far it moves the pattern, in frames


@dataclass(frozen=True)
class Cloth:
    """The material of the pieces; the pattern is printed on `main` only."""

    inks: Mapping[str, Ink]
    pattern: Pattern
    scale: float
    folds: Field


class Canvas:
    """Colour and opacity of the object, growing with each piece."""

    def __init__(self, size: int, pose: Pose, cloth: Cloth) -> None:
        self.size, self.pose, self.cloth = size, pose, cloth
        self.rgb: Field = np.zeros((size, size, 3), np.float32)
        self.alpha: Field = np.zeros((size, size), np.float32)

    def add(self, piece: Piece) -> None:
        """Paint a piece over the rest, with its shadow on it."""
        window = window_of(piece, self.pose, self.size)
        if window.x.size == 0:
            return
        mask = mask_of(piece, window, self.pose, self.size)
        if piece.haze:
            mask = blur(mask, piece.haze * self.pose.scale * self.size)
        where = (window.rows, window.columns)
        if piece.lift:
            self.rgb[where] *= (1 - np.float32(piece.lift) * self.shadow(mask))[..., None]
        cover = mask * np.float32(piece.opacity)
        shaded = lay_light(self.ink(piece, window), self.light(piece, window, mask))
        self.rgb[where] += (shaded - self.rgb[where]) * cover[..., None]
        self.alpha[where] += (1 - self.alpha[where]) * cover

    def shadow(self, mask: Field) -> Field:
        """Return the shadow of a piece on those below: a little down and to the right."""
        shift = max(1, round(self.size * 0.006))
        return np.roll(blur(mask, self.size * 0.012), (shift, shift // 2), (0, 1))

    def ink(self, piece: Piece, window: Window) -> Field:
        """(h, w, 3) colour of the piece before light."""
        base = self.cloth.inks[piece.ink] * np.float32(piece.tone)
        if piece.ink != "main":
            return np.broadcast_to(base, (*window.x.shape, 3))
        c, s = np.float32(cos(radians(piece.grain))), np.float32(sin(radians(piece.grain)))
        sway = self.folds(window) * np.float32(FOLD_SHIFT * piece.form.folds)
        x, y = window.x * c + window.y * s + sway, window.y * c - window.x * s + sway
        pixel = 1 / (self.size * self.pose.scale)
        amount = self.cloth.pattern(x, y, pixel, self.cloth.scale)[..., None]
        second = self.cloth.inks["second"] * np.float32(piece.tone)
        return base + (second - base) * amount

    def light(self, piece: Piece, window: Window, mask: Field) -> Field:
        """-1 to 1 over the piece."""
        form = piece.form
        field = relief(mask, form.soft * self.pose.scale * self.size, form)
        if form.folds:
            field = field + self.folds(window) * np.float32(FOLD_LIGHT * form.folds)
        if form.turned:
            field = field + turned(across(piece.outline, window.x, window.y), form)
        return field

    def folds(self, window: Window) -> Field:
        """Return the part of the cloth's folds in the window."""
        return self.cloth.folds[window.rows, window.columns]
