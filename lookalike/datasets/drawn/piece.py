"""A piece of a drawn object: outline, material and layer."""

from dataclasses import dataclass, replace

import numpy as np

from lookalike.datasets.drawn.light import CLOTH, FLAT, Form
from lookalike.datasets.drawn.outline import Points, mirrored


@dataclass(frozen=True)
class Piece:
    """Pieces are painted in order, each over those before it."""

    outline: Points
    ink: str = "main"
    """A name of `palette.inks_of`; only `main` carries the pattern."""
    form: Form = CLOTH
    width: float = 0.0
    """Where not 0, the outline is an open line, this wide, in hundredths of the frame."""
    holes: tuple[Points, ...] = ()
    within: Points | None = None
    """Nothing is painted outside of this other outline."""
    tone: float = 1.0
    """Times the ink: below 1 for what lies deeper, above for what stands out."""
    opacity: float = 1.0
    grain: float = 0.0
    """Degrees by which the pattern turns, as the cloth of a sleeve does."""
    haze: float = 0.0
    """Width of a soft edge, in frames, as of a glow."""
    lift: float = 0.3
    """Darkness of the shadow on the pieces below; 0 for what is printed or sewn in."""

    def extremes(self) -> Points:
        """Points between which the whole piece lies, the width of a line included."""
        half = self.width / 200
        steps = ((-half, -half), (half, -half), (-half, half), (half, half))
        return np.concatenate([self.outline + step for step in steps])


def stroke(
    path: Points, width: float, ink: str = "plain", form: Form = FLAT, tone: float = 1.0
) -> Piece:
    """A strap, cord, rim or handle along a line."""
    return Piece(path, ink, form, width=width, tone=tone)


def seam(path: Points, within: Points | None = None, opacity: float = 0.28) -> Piece:
    """A dark thin line, sewn in."""
    return Piece(path, "shadow", FLAT, width=0.5, within=within, opacity=opacity, lift=0)


def both_sides(*pieces: Piece) -> list[Piece]:
    """The pieces and their mirror images."""
    return [side for piece in pieces for side in (piece, mirrored_piece(piece))]


def mirrored_piece(piece: Piece) -> Piece:
    """The same on the other side of the middle."""
    within = None if piece.within is None else mirrored(piece.within)
    holes = tuple(mirrored(hole) for hole in piece.holes)
    outline = mirrored(piece.outline)
    return replace(piece, outline=outline, within=within, holes=holes, grain=-piece.grain)
