"""A drawing on transparency is on a ground that it shows on."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lookalike.images import shrink
from lookalike.images.attributes import describe
from lookalike.images.decode import decode
from lookalike.images.pixels.ground import GREY
from lookalike.images.thumbnail import thumbnail

BOXES = [(30, 30, 200, 60), (60, 20, 90, 220), (100, 100, 220, 220)]
LIGHT = ["white", "#f8f8f8", "#eee", "#e0e0e0", "#dcdcdc", "#ffffe0", "#ffff99", "#fff8"]


def drawn(fill: str, box: tuple[int, ...], mode: str = "RGBA") -> Image.Image:
    image = Image.new("RGBA", (256, 256))
    ImageDraw.Draw(image).ellipse(box, fill=fill)
    return image.convert(mode)


def stored(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other).mean())


@pytest.mark.parametrize("fill", LIGHT)
def test_light_drawings_differ_from_each_other_and_from_a_blank_page(fill: str) -> None:
    seen = [decode(stored(drawn(fill, box)), 128).pixels for box in BOXES]
    seen.append(np.full_like(seen[0], 255))
    assert all(distance(seen[i], seen[j]) > 5 for i in range(4) for j in range(i))


@pytest.mark.parametrize(
    ("kind", "mode", "how"),
    [
        ("PNG", "RGBA", {}),
        ("PNG", "LA", {}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("TIFF", "RGBA", {}),
        ("GIF", "RGBA", {}),
    ],
)
def test_a_white_drawing_is_on_grey_in_every_format(kind: str, mode: str, how: dict) -> None:
    pixels = decode(stored(drawn("white", BOXES[2], mode), kind, **how)).pixels
    assert pixels[160, 160].tolist() == [255, 255, 255]
    assert pixels[5, 5].tolist() == [GREY, GREY, GREY]


def test_a_palette_may_be_transparent_too() -> None:
    image = Image.new("P", (64, 64), 0)
    image.putpalette([255, 0, 0, 255, 255, 255])
    image.paste(1, (20, 20, 40, 40))
    pixels = decode(stored(image, transparency=0)).pixels
    assert (pixels[30, 30].tolist(), pixels[2, 2].tolist()) == ([255] * 3, [GREY] * 3)


@pytest.mark.parametrize("fill", ["black", "red", "#ccc", "#808080", "#f80"])
def test_what_shows_on_white_is_on_white(fill: str) -> None:
    assert decode(stored(drawn(fill, BOXES[0]))).pixels[5, 5].tolist() == [255, 255, 255]


def test_a_white_drawing_with_a_little_colour_is_on_grey() -> None:
    image = drawn("white", BOXES[2])
    ImageDraw.Draw(image).rectangle((150, 150, 170, 170), fill="red")
    assert decode(stored(image)).pixels[5, 5].tolist() == [GREY] * 3


@pytest.mark.parametrize("dark", ["black", "#246", "red"])
@pytest.mark.parametrize(("share", "ground"), [(0.1, GREY), (0.3, GREY), (0.4, GREY), (0.5, 255)])
def test_white_beside_less_dark_than_white_is_on_grey(dark: str, share: float, ground: int) -> None:
    image = Image.new("RGBA", (256, 256))
    ImageDraw.Draw(image).rectangle((40, 40, 139, 199), fill="white")
    ImageDraw.Draw(image).rectangle((40, 40, 139, 39 + round(160 * share)), fill=dark)
    assert decode(stored(image)).pixels[5, 5].tolist() == [ground] * 3


@pytest.mark.parametrize("alpha", [20, 40, 90])
def test_a_faint_shadow_is_on_white_where_it_is_seen_best(alpha: int) -> None:
    assert decode(stored(drawn(f"#000000{alpha:02x}", BOXES[2]))).pixels[5, 5].tolist() == [255] * 3


def test_a_faint_light_is_on_grey_where_it_is_seen_best() -> None:
    assert decode(stored(drawn("#ffffff30", BOXES[2]))).pixels[5, 5].tolist() == [GREY] * 3


def test_white_with_a_dark_outline_is_on_white() -> None:
    image = Image.new("RGBA", (256, 256))
    ImageDraw.Draw(image).ellipse(BOXES[2], fill="white", outline="black", width=16)
    assert decode(stored(image)).pixels[5, 5].tolist() == [255] * 3


def test_nothing_visible_is_a_white_page() -> None:
    assert decode(stored(Image.new("RGBA", (64, 64), (9, 9, 9, 0)))).pixels.min() == 255


def test_half_transparent_white_lies_between_the_ground_and_white() -> None:
    pixels = decode(stored(drawn("#ffffff80", BOXES[2]))).pixels
    assert abs(int(pixels[160, 160, 0]) - (255 + GREY) / 2) <= 1


def test_the_ground_is_the_same_however_small_the_picture_is_made() -> None:
    data = stored(drawn("white", BOXES[2]))
    assert {int(decode(data, side).pixels[0, 0, 0]) for side in (None, 200, 64, 16)} == {GREY}


def test_attributes_and_thumbnails_show_the_drawing() -> None:
    data = stored(drawn("white", BOXES[2]))
    assert describe(decode(data).pixels)["colours"] == ["white"]
    small = np.asarray(Image.open(BytesIO(thumbnail(data, 64))))
    assert small.max() - small.min() > 100


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1"])
@pytest.mark.parametrize("side", [20, 64, 400, None])
def test_bands_give_the_pixels_of_the_whole(
    mode: str, side: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (331, 173, 4), dtype=np.uint8)
    image = Image.fromarray(noise)
    data = stored(image.quantize(64) if mode == "P" else image.convert(mode))
    whole = decode(data, side).pixels
    monkeypatch.setattr(shrink, "_BAND", 5000)  # 28 rows
    in_bands = decode(data, side).pixels
    assert np.abs(whole.astype(int) - in_bands).max() <= 1  # Pillow may scale down before across
