"""Draw the page's icons as PNG; icon.svg is the vector form."""

from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).resolve().parents[1] / "lookalike/web/icons"
FINE = 8  # pixels drawn for each that is kept, in both directions
NIGHT, PAPER, MARK = "#1b1b19", "#f4f4f2", "#ff6a45"


def icon(side: int) -> Image.Image:
    """Two circles that look alike; full to the edges, since systems cut their own corners."""
    picture = Image.new("RGB", (side * FINE, side * FINE), NIGHT)
    draw = ImageDraw.Draw(picture)
    unit = side * FINE / 72  # icon.svg has 64: some more room around, for round masks
    _circle(draw, (29 * unit, 36 * unit), 12.5 * unit, fill=PAPER)
    _circle(draw, (43 * unit, 36 * unit), 14.75 * unit, outline=MARK, width=round(4.5 * unit))
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _circle(
    draw: ImageDraw.ImageDraw,
    middle: tuple[float, float],
    radius: float,
    fill: str | None = None,
    outline: str | None = None,
    width: int = 1,
) -> None:
    (x, y), r = middle, radius
    draw.ellipse((x - r, y - r, x + r, y + r), fill, outline, width)


if __name__ == "__main__":
    for side in (192, 512):
        icon(side).save(ICONS / f"icon-{side}.png", optimize=True)
