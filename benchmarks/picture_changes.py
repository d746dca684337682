"""Changes that people make to pictures, each with the tier of duplicates that it belongs to."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

Picture = Image.Image


@dataclass(frozen=True)
class Change:
    """A change by its name; `make(picture, rng)` gives the file's bytes."""

    name: str
    tier: str
    make: Callable[[Picture, np.random.Generator], bytes]


def saved(picture: Picture, kind: str = "JPEG", quality: int = 90) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    picture.save(out, kind, **({} if kind == "PNG" else {"quality": quality}))
    return out.getvalue()


def cropped(picture: Picture, share: float, rng: np.random.Generator) -> Picture:
    """Without `share` of its width and height, at a random place."""
    w, h = picture.size
    left, top = (int(rng.uniform(0, share) * side) for side in (w, h))
    return picture.crop((left, top, left + int(w * (1 - share)), top + int(h * (1 - share))))


def turned(picture: Picture, degrees: float) -> Picture:
    """Turned by a few degrees, and cut to what is left without corners."""
    w, h = picture.size
    angle = np.radians(abs(degrees))
    scale = 1 / (np.cos(angle) + max(w / h, h / w) * np.sin(angle))
    w2, h2 = int(w * scale), int(h * scale)
    whole = picture.rotate(degrees, Image.Resampling.BICUBIC)
    return whole.crop(((w - w2) // 2, (h - h2) // 2, (w + w2) // 2, (h + h2) // 2))


def noisy(picture: Picture, rng: np.random.Generator) -> Picture:
    """With grain of 12 of 255."""
    pixels = np.asarray(picture, np.float32)
    return Image.fromarray(
        np.clip(pixels + rng.normal(0, 12, pixels.shape), 0, 255).astype(np.uint8)
    )


def coloured(picture: Picture, rng: np.random.Generator) -> Picture:
    """Brighter or darker, with more or less contrast and colour, warmer or colder."""
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = enhance(picture).enhance(float(rng.uniform(0.75, 1.3)))
    red, green, blue = picture.split()
    warmth = float(rng.uniform(0.88, 1.12))
    return Image.merge(
        "RGB",
        (red.point(lambda v: v * warmth), green, blue.point(lambda v: v / warmth)),
    )


def bordered(picture: Picture, rng: np.random.Generator) -> Picture:
    """In a frame of one colour, 4 to 10 % of the width."""
    width = int(picture.width * rng.uniform(0.04, 0.1))
    return ImageOps.expand(picture, width, tuple(int(v) for v in rng.integers(0, 256, 3)))


def written(picture: Picture, rng: np.random.Generator) -> Picture:
    """With a bar of text above or below, as memes have it."""
    w, h = picture.size
    bar = max(14, int(h * rng.uniform(0.12, 0.2)))
    made, at = picture.copy(), int(rng.choice([0, h - bar]))
    draw = ImageDraw.Draw(made)
    draw.rectangle((0, at, w, at + bar), fill="white")
    font = ImageFont.load_default(max(9, int(bar * 0.6)))
    draw.text((w // 2, at + bar // 2), "when it is Monday", fill="black", font=font, anchor="mm")
    return made


def marked(picture: Picture, rng: np.random.Generator) -> Picture:
    """With a logo in a corner, 18 to 25 % of the short side."""
    made, side = picture.copy(), int(min(picture.size) * rng.uniform(0.18, 0.25))
    x = int(rng.choice([4, picture.width - side - 4]))
    y = int(rng.choice([4, picture.height - side - 4]))
    draw = ImageDraw.Draw(made)
    draw.ellipse((x, y, x + side, y + side), fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    draw.ellipse((x + side // 4, y + side // 4, x + side * 3 // 4, y + side * 3 // 4), fill="white")
    return made


def screenshot(picture: Picture, rng: np.random.Generator) -> Picture:
    """On a phone's screen: bars above and below, a ground, some text."""
    w, h = 360, int(rng.integers(640, 760))
    ground = int(rng.choice([0, 18, 245, 255]))
    ink = 255 - ground
    made = Image.new("RGB", (w, h), (ground, ground, ground))
    shown = picture.resize((w, max(1, int(picture.height * w / picture.width))))
    shown = shown.crop((0, 0, w, min(shown.height, h - 150)))
    made.paste(shown, (0, (h - shown.height) // 2))
    draw, font = ImageDraw.Draw(made), ImageFont.load_default(16)
    draw.text((14, 8), "12:41", fill=(ink, ink, ink), font=font)
    draw.text((w - 60, 8), "87 %", fill=(ink, ink, ink), font=font)
    draw.text((14, h - 40), "Like    Comment    Share", fill=(ink, ink, ink), font=font)
    return made


def mixed(picture: Picture, rng: np.random.Generator) -> Picture:
    """Cropped, coloured, smaller, with a logo."""
    smaller = cropped(picture, 0.1, rng)
    smaller = smaller.resize((max(1, smaller.width * 2 // 3), max(1, smaller.height * 2 // 3)))
    return marked(coloured(smaller, rng), rng)


def _resized(picture: Picture, factor: float) -> Picture:
    w, h = picture.size
    return picture.resize((max(1, round(w * factor)), max(1, round(h * factor))))


CHANGES = (
    Change("bytes", "identical", lambda p, r: b""),
    Change("quality 75", "reencoded", lambda p, r: saved(p, quality=75)),
    Change("quality 30", "reencoded", lambda p, r: saved(p, quality=30)),
    Change("half size", "reencoded", lambda p, r: saved(_resized(p, 0.5))),
    Change("twice the size", "reencoded", lambda p, r: saved(_resized(p, 2))),
    Change("PNG", "reencoded", lambda p, r: saved(p, "PNG")),
    Change("WebP", "reencoded", lambda p, r: saved(p, "WEBP", 70)),
    Change("crop 2 %", "edited", lambda p, r: saved(cropped(p, 0.02, r))),
    Change("crop 5 %", "edited", lambda p, r: saved(cropped(p, 0.05, r))),
    Change("crop 10 %", "edited", lambda p, r: saved(cropped(p, 0.1, r))),
    Change("crop 20 %", "edited", lambda p, r: saved(cropped(p, 0.2, r))),
    Change("crop 30 %", "edited", lambda p, r: saved(cropped(p, 0.3, r))),
    Change("mirrored", "edited", lambda p, r: saved(ImageOps.mirror(p))),
    Change(
        "turned by 90",
        "edited",
        lambda p, r: saved(p.rotate(int(r.choice([90, 270])), expand=True)),
    ),
    Change("turned by 3", "edited", lambda p, r: saved(turned(p, float(r.choice([-3, 3]))))),
    Change(
        "blurred",
        "edited",
        lambda p, r: saved(p.filter(ImageFilter.GaussianBlur(max(p.size) / 200))),
    ),
    Change("noisy", "edited", lambda p, r: saved(noisy(p, r))),
    Change("coloured", "edited", lambda p, r: saved(coloured(p, r))),
    Change("grey", "edited", lambda p, r: saved(p.convert("L").convert("RGB"))),
    Change("border", "edited", lambda p, r: saved(bordered(p, r))),
    Change("text", "edited", lambda p, r: saved(written(p, r))),
    Change("logo", "edited", lambda p, r: saved(marked(p, r))),
    Change("screenshot", "edited", lambda p, r: saved(screenshot(p, r))),
    Change("mixed", "edited", lambda p, r: saved(mixed(p, r))),
)
