"""Compute the pixel coverage of an outline within a window of the picture."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from PIL import Image, ImageDraw

from lookalike.datasets.drawn.outline import Points
from lookalike.datasets.drawn.patterns import Field
from lookalike.datasets.drawn.piece import Piece
from lookalike.datasets.drawn.pose import Pose

FINER = 4  # outlines are drawn so many times larger, then averaged down
MARGIN = 0.04  # room for a piece's shadow, in pictures


@dataclass(frozen=True)
class Window:
    """A rectangle of the picture, and the object's own x and y at each of its pixels."""

    rows: slice
    columns: slice
    x: Field
    y: Field


def window_of(piece: Piece, pose: Pose, size: int) -> Window:
    """The part of the picture that the piece and its shadow can touch; may be empty."""
    pixels = pose.to_pixels(piece.outline, size)
    margin = 2 + size * (MARGIN + piece.width / 200 + 2 * piece.haze)
    left, top = (max(0, floor(v)) for v in pixels.min(axis=0) - margin)
    right, bottom = (min(size, ceil(v)) for v in pixels.max(axis=0) + margin)
    rows, columns = slice(top, max(top, bottom)), slice(left, max(left, right))
    px = (np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5) / size - pose.x
    py = (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / size - pose.y
    back = np.linalg.inv(pose.matrix()).astype(np.float32)
    x, y = (a * px[None, :] + b * py[:, None] for a, b in back)
    return Window(rows, columns, x, y)


def mask_of(piece: Piece, window: Window, pose: Pose, size: int) -> Field:
    """0 to 1 over the window."""
    mask = cover(piece.outline, window, pose, size, piece.width)
    for hole in piece.holes:
        mask = mask * (1 - cover(hole, window, pose, size))
    if piece.within is not None:
        mask = mask * cover(piece.within, window, pose, size)
    return mask


def cover(outline: Points, window: Window, pose: Pose, size: int, width: float = 0.0) -> Field:
    """Inside the outline, or on the line where it has a width."""
    height, length = window.x.shape
    large = Image.new("L", (length * FINER, height * FINER))
    corner = (window.columns.start, window.rows.start)
    path = (pose.to_pixels(outline, size) - corner) * FINER
    draw = ImageDraw.Draw(large)
    if width:
        draw_line(draw, path, width / 100 * pose.scale * size * FINER)
    else:
        draw.polygon(path.ravel().tolist(), fill=255)
    return np.asarray(large.reduce(FINER), dtype=np.float32) / np.float32(255)


def draw_line(draw: ImageDraw.ImageDraw, path: Points, width: float) -> None:
    """A line with round ends and joints."""
    draw.line(path.ravel().tolist(), fill=255, width=max(1, round(width)), joint="curve")
    for x, y in (path[0], path[-1]):
        r = width / 2
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
