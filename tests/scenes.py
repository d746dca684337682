"""Pictures with texture, and changes of them."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = 320, 240


def scene(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture of its own for each seed: soft colours with shapes on them."""
    rng = np.random.default_rng(seed)
    small = rng.integers(40, 216, (5, 7, 3), dtype=np.uint8)
    picture = Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = (int(rng.integers(0, side)) for side in size)
        w, h = (int(rng.integers(size[0] // 40, size[0] // 6)) for _ in range(2))
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        shape = draw.rectangle if rng.random() < 0.6 else draw.ellipse
        shape((x, y, x + w, y + h), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(0.6))


def saved(picture: Image.Image, path: Path, quality: int = 90) -> Path:
    """Save it, as the suffix says."""
    options = {"quality": quality} if path.suffix in (".jpg", ".webp") else {}
    picture.save(path, **options)
    return path


def pixels(picture: Image.Image, quality: int | None = None) -> np.ndarray:
    """Its pixels, saved as JPEG in between with a quality."""
    if quality is not None:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        picture = Image.open(file)
    return np.asarray(picture.convert("RGB"))
