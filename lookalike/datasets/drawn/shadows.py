"""Draw the shadow of an object on its background, from its silhouette."""

import numpy as np

from lookalike.datasets.drawn.light import blur
from lookalike.datasets.drawn.patterns import Field


def on_surface(alpha: Field) -> Field:
    """Of a thing laid flat, light from the upper left: a tight edge and a wide one."""
    size = len(alpha)
    tight = shifted(blur(alpha, size * 0.008), size * 0.006, size * 0.009)
    wide = shifted(blur(alpha, size * 0.035), size * 0.018, size * 0.03)
    return (0.2 * tight + 0.24 * wide).astype(np.float32)


def on_floor(alpha: Field) -> Field:
    """Of a thing that stands: dark where it touches, a wide pool round its foot."""
    size = len(alpha)
    rows = np.flatnonzero(alpha.max(axis=1) > 0.5)
    if rows.size == 0:
        return np.zeros_like(alpha)
    foot = int(rows[-1])
    near = alpha[max(0, foot - size // 12) : foot + 1].max(axis=0)
    profile = np.asarray(blur(np.tile(near, (4, 1)).astype(np.float32), size * 0.02))[1]
    down = (np.arange(size, dtype=np.float32)[:, None] - foot) / size
    touch = np.exp(-((down / 0.012) ** 2)) * profile
    pool = (
        np.exp(-(((down - 0.012) / 0.04) ** 2)) * blur(profile[None].repeat(4, 0), size * 0.04)[1]
    )
    return np.asarray(np.clip(0.4 * touch + 0.3 * pool, 0, 0.6), dtype=np.float32)


def shifted(field: Field, right: float, down: float) -> Field:
    """Moved by whole pixels; what comes in is empty."""
    dx, dy = round(right), round(down)
    moved = np.zeros_like(field)
    moved[dy:, dx:] = field[: len(field) - dy, : len(field) - dx]
    return moved
