"""Where pieces are painted: a transparent square, with a pose between object and pixels."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, cos, floor, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from lookalike.datasets.drawn.light import blur, relief, turned
from lookalike.datasets.drawn.outline import Points
from lookalike.datasets.drawn.palette import Ink
from lookalike.datasets.drawn.patterns import Field, Pattern
from lookalike.datasets.drawn.piece import Piece

FINER = 4  # outlines are drawn so many times larger, then averaged down


@dataclass(frozen=True)
class Pose:
    """Where the object stands in the picture, and how it is turned."""

    degrees: float = 0.0
    scale: float = 0.9
    mirror: bool = False
    dx: float = 0.0
    dy: float = 0.0

    def matrix(self) -> NDArray[np.float64]:
        """(2, 2) from the object's frame to the picture's."""
        c, s = cos(radians(self.degrees)), sin(radians(self.degrees))
        flip = np.diag([-1.0 if self.mirror else 1.0, 1.0])
        return self.scale * np.array([[c, -s], [s, c]]) @ flip

    def to_pixels(self, points: Points, size: int) -> Points:
        """Points of the frame as pixels of a picture of `size`."""
        placed: Points = (points @ self.matrix().T + (0.5 + self.dx, 0.5 + self.dy)) * size
        return placed


@dataclass(frozen=True)
class Cloth:
    """What `main` pieces are cut from."""

    inks: Mapping[str, Ink]
    pattern: Pattern
    scale: float
    folds: Field


@dataclass(frozen=True)
class Window:
    """A rectangle of the picture, and the object's own x and y at each of its pixels."""

    rows: slice
    columns: slice
    x: Field
    y: Field


class Canvas:
    """Colour and opacity of the object, growing with each piece."""

    def __init__(self, size: int, pose: Pose, cloth: Cloth) -> None:
        self.size, self.pose, self.cloth = size, pose, cloth
        self.rgb: Field = np.zeros((size, size, 3), np.float32)
        self.alpha: Field = np.zeros((size, size), np.float32)

    def add(self, piece: Piece) -> None:
        """Paint a piece over the rest, with its shadow on it."""
        window = self.window(piece)
        if window.x.size == 0:
            return
        mask = self.mask(piece, window)
        where = (window.rows, window.columns)
        if piece.lift:
            self.darken(where, mask, piece.lift)
        cover = mask * np.float32(piece.opacity)
        shaded = lay_light(self.ink(piece, window), self.light(piece, window, mask))
        self.rgb[where] += (shaded - self.rgb[where]) * cover[..., None]
        self.alpha[where] += (1 - self.alpha[where]) * cover

    def window(self, piece: Piece) -> Window:
        """The part of the picture that the piece and its shadow can touch."""
        pixels = self.pose.to_pixels(piece.outline, self.size)
        margin = self.size * (0.03 + piece.width / 200)
        low = [max(0, floor(v)) for v in pixels.min(axis=0) - margin]
        high = [min(self.size, ceil(v)) for v in pixels.max(axis=0) + margin]
        columns, rows = slice(low[0], max(low[0], high[0])), slice(low[1], max(low[1], high[1]))
        x, y = self.frame_of(rows, columns)
        return Window(rows, columns, x, y)

    def frame_of(self, rows: slice, columns: slice) -> tuple[Field, Field]:
        """The object's x and y at those pixels."""
        inverse = np.linalg.inv(self.pose.matrix()).astype(np.float32)
        across = (np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5) / self.size
        down = (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / self.size
        px = (across - np.float32(0.5 + self.pose.dx))[None, :]
        py = (down - np.float32(0.5 + self.pose.dy))[:, None]
        return inverse[0, 0] * px + inverse[0, 1] * py, inverse[1, 0] * px + inverse[1, 1] * py

    def mask(self, piece: Piece, window: Window) -> Field:
        """How much of each pixel the piece covers."""
        mask = self.cover(piece.outline, window, piece.width)
        for hole in piece.holes:
            mask = mask * (1 - self.cover(hole, window))
        if piece.within is not None:
            mask = mask * self.cover(piece.within, window)
        return mask

    def cover(self, outline: Points, window: Window, width: float = 0.0) -> Field:
        """Area of each pixel inside the outline, or on the line where it has a width."""
        height, length = window.x.shape
        large = Image.new("L", (length * FINER, height * FINER))
        corner = (window.columns.start, window.rows.start)
        path = (self.pose.to_pixels(outline, self.size) - corner) * FINER
        draw = ImageDraw.Draw(large)
        if width:
            draw_line(draw, path, width / 100 * self.pose.scale * self.size * FINER)
        else:
            draw.polygon(path.ravel().tolist(), fill=255)
        return np.asarray(large.reduce(FINER), dtype=np.float32) / np.float32(255)

    def darken(self, where: tuple[slice, slice], mask: Field, strength: float) -> None:
        """Throw the piece's shadow on what is there, a little down and to the right."""
        shift = max(1, round(self.size * 0.006))
        shadow = np.roll(blur(mask, self.size * 0.012), (shift, shift // 2), (0, 1))
        self.rgb[where] *= (1 - np.float32(strength) * shadow)[..., None]

    def ink(self, piece: Piece, window: Window) -> Field:
        """(h, w, 3) colour of the piece before light."""
        base = self.cloth.inks[piece.ink] * np.float32(piece.tone)
        if piece.ink != "main":
            return np.broadcast_to(base, (*window.x.shape, 3))
        c, s = np.float32(cos(radians(piece.grain))), np.float32(sin(radians(piece.grain)))
        sway = self.cloth.folds[window.rows, window.columns] * np.float32(0.008 * piece.form.folds)
        x, y = window.x * c + window.y * s + sway, window.y * c - window.x * s + sway
        pixel = 1 / (self.size * self.pose.scale)
        amount = self.cloth.pattern(x, y, pixel, self.cloth.scale)[..., None]
        second = self.cloth.inks["second"] * np.float32(piece.tone)
        return (base + (second - base) * amount).astype(np.float32)

    def light(self, piece: Piece, window: Window, mask: Field) -> Field:
        """-1 to 1 over the piece."""
        form = piece.form
        field = relief(mask, form.soft * self.pose.scale * self.size, form)
        if form.folds:
            field = field + self.cloth.folds[window.rows, window.columns] * np.float32(
                0.085 * form.folds
            )
        if form.turned:
            field = field + turned(across(piece.outline, window), form)
        return field.astype(np.float32)


def draw_line(draw: ImageDraw.ImageDraw, path: Points, width: float) -> None:
    """A line with round ends and joints."""
    draw.line(path.ravel().tolist(), fill=255, width=max(1, round(width)), joint="curve")
    for x, y in (path[0], path[-1]):
        r = width / 2
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)


def across(outline: Points, window: Window) -> Field:
    """-1 at the outline's left edge to 1 at its right, at the height of each pixel."""
    heights = np.linspace(outline[:, 1].min(), outline[:, 1].max(), 33)
    step = heights[1] - heights[0]
    near = np.abs(outline[:, 1, None] - heights) <= step
    left = np.where(near, outline[:, 0, None], np.inf).min(axis=0)
    right = np.where(near, outline[:, 0, None], -np.inf).max(axis=0)
    known = np.isfinite(left)
    lefts = np.interp(window.y, heights[known], left[known])
    rights = np.interp(window.y, heights[known], right[known])
    middle, half = (lefts + rights) / 2, np.maximum((rights - lefts) / 2, 1e-6)
    return np.asarray((window.x - middle) / half, dtype=np.float32)


def lay_light(ink: Field, light: Field) -> Field:
    """Darken by multiplying, lighten towards white, as highlights do on dark things."""
    dark = 1 + np.clip(light, -0.85, 0)[..., None]
    bright = np.clip(light, 0, 0.95)[..., None]
    return (ink * dark + (1 - ink * dark) * bright).astype(np.float32)
