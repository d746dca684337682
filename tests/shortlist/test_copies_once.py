"""Which two items are the same picture, by what is kept of them."""

import io

import numpy as np
import pytest
from PIL import Image

from lookalike.encoders.catalogue import as_encoder
from lookalike.encoders.layout import Layout
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.thumbprint import as_text, small_grey
from lookalike.shortlist.copies import Shown, same_picture
from lookalike.stores.base import Origin, Record
from lookalike.types import Item, Vectors

LAYOUT = Layout([as_encoder(name) for name in ("colour", "texture", "shape")])
RNG = np.random.default_rng(3)


def drawn(seed: int) -> Image.Image:
    """Soft blobs of colour, as photos have them."""
    small = np.random.default_rng(seed).integers(0, 256, (9, 9, 3)).astype(np.uint8)
    return Image.fromarray(small).resize((240, 180), Image.Resampling.BICUBIC)


def record(picture: Image.Image, kind: str = "PNG", quality: int = 90) -> Record:
    file = io.BytesIO()
    picture.save(file, kind, quality=quality)
    pixels = decode(file.getvalue(), LAYOUT.short_side).pixels
    origin = Origin(digest=digest(file.getvalue()), thumbprint=as_text(small_grey(pixels)))
    return Record(Item("x", "/x"), origin, LAYOUT.encode([pixels])[0])


def with_vector(vector: Vectors, thumbprint: str = "", digest: str = "") -> Record:
    return Record(Item("x", "/x"), Origin(digest=digest, thumbprint=thumbprint), vector)


@pytest.mark.parametrize(
    ("kind", "quality", "scale"),
    [("PNG", 90, 1.0), ("JPEG", 90, 1.0), ("JPEG", 40, 1.0), ("WEBP", 70, 1.0), ("JPEG", 90, 0.5)],
)
def test_a_picture_saved_again_is_the_same(kind: str, quality: int, scale: float) -> None:
    picture = drawn(1)
    again = picture.resize((round(240 * scale), round(180 * scale)))
    one, other = record(picture), record(again, kind, quality)
    assert same_picture(one, other)
    assert same_picture(other, one)


def test_another_picture_is_not_the_same_nor_one_in_other_colours() -> None:
    one = record(drawn(1))
    assert not same_picture(one, record(drawn(2)))
    red, green, blue = drawn(1).split()
    assert not same_picture(one, record(Image.merge("RGB", (blue, red, green))))


def test_a_picture_with_a_mark_in_one_place_is_not_the_same() -> None:
    marked = drawn(1)
    marked.paste((255, 255, 255), (0, 0, 45, 40))
    assert not same_picture(record(drawn(1)), record(marked))


def at(cosine: float) -> Vectors:
    return np.array([cosine, np.sqrt(1 - cosine**2)], np.float32)


def test_without_a_thumbprint_vectors_must_be_nearly_equal() -> None:
    flat = as_text(np.full(256, 90, np.uint8))
    for thumbprint in ("", flat):
        one = with_vector(at(1.0), thumbprint)
        assert same_picture(one, with_vector(at(0.98), thumbprint))
        assert not same_picture(one, with_vector(at(0.96), thumbprint))


def test_equal_digests_or_thumbprints_decide_where_vectors_are_alike() -> None:
    grey = RNG.integers(0, 256, (2, 256)).astype(np.uint8)
    mine, other = as_text(grey[0]), as_text(grey[1])
    one = with_vector(at(1.0), mine, "a")
    assert same_picture(one, with_vector(at(0.9), other, "a"))
    assert same_picture(one, with_vector(at(0.9), mine, "b"))
    assert not same_picture(one, with_vector(at(0.99), other, "b"))
    assert not same_picture(one, with_vector(at(0.8), mine, "a"))
    assert not same_picture(with_vector(at(1.0), mine), with_vector(at(0.9), other))


def test_one_odd_place_makes_another_picture() -> None:
    grey = RNG.integers(0, 170, 256)
    for added, is_same in ((5, True), (80, False)):
        changed = grey + added * (np.arange(256) == 99)
        prints = [as_text(one.astype(np.uint8)) for one in (grey, changed)]
        one, other = (with_vector(at(1.0), thumbprint) for thumbprint in prints)
        assert same_picture(one, other) == is_same


def test_what_is_shown_is_what_is_the_same_as_one_of_it() -> None:
    pictures = [with_vector(at(float(c))) for c in RNG.uniform(-1, 1, 150)]
    shown = Shown(2)
    for number, one in enumerate(pictures):
        assert (one in shown) == any(same_picture(one, before) for before in pictures[:number])
        shown.add(one)
