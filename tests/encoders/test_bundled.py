"""The network that comes with Lookalike: small, good with no download, honest about itself."""

import io
import re
from importlib.resources import files

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from lookalike.datasets.drawn.categories import CATEGORIES
from lookalike.datasets.drawn.item import ItemSpec, draw_item
from lookalike.encoders.catalogue import LEARNED, spec_of
from lookalike.encoders.onnx.bundled import BundledEncoder
from lookalike.evaluation.protocol import trained_classes
from lookalike.types import ImageArray
from tests.contracts.encoder_contract import EncoderContract

MOST_MB = 6


class TestBundledEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> BundledEncoder:
        return BundledEncoder()


@pytest.fixture(scope="module")
def bundled() -> BundledEncoder:
    return BundledEncoder()


@pytest.fixture(scope="module")
def drawn() -> list[ImageArray]:
    """Four of every kind, in other colours and poses."""
    colours = ("navy", "red", "green", "black")
    return [
        draw_item(ItemSpec(kind, colour, seed=seed), 160)
        for kind in CATEGORIES
        for seed, colour in enumerate(colours)
    ]


def as_jpeg(picture: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=40)
    return Image.open(buffer).convert("RGB")


CHANGES = {
    "half": lambda picture: picture.reduce(2),
    "jpeg": as_jpeg,
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.9),
    "mirrored": ImageOps.mirror,
}


@pytest.mark.slow(seconds=8)
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_picture_finds_itself(
    bundled: BundledEncoder, drawn: list[ImageArray], change: str
) -> None:
    changed = [np.asarray(CHANGES[change](Image.fromarray(pixels))) for pixels in drawn]
    nearest = (bundled.encode(changed) @ bundled.encode(drawn).T).argmax(axis=1)
    assert (nearest == np.arange(len(drawn))).mean() >= 0.9


@pytest.mark.slow(seconds=4)
def test_kinds_are_told_apart_whatever_their_colour(
    bundled: BundledEncoder, drawn: list[ImageArray]
) -> None:
    vectors, kinds = bundled.encode(drawn), np.repeat(np.arange(len(CATEGORIES)), 4)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    assert (kinds[cosines.argmax(axis=1)] == kinds).mean() >= 0.4  # of thirty kinds, drawn


def test_it_tells_places_apart(bundled: BundledEncoder, drawn: list[ImageArray]) -> None:
    local = bundled.encode_local(drawn[0])
    assert local.shape[2] == bundled.dim
    assert np.allclose(local.sum(axis=(0, 1)), bundled.encode([drawn[0]])[0], atol=1e-3)


def test_it_is_small_and_loaded_by_name(bundled: BundledEncoder) -> None:
    assert (bundled.name, spec_of(bundled)) == ("learned", LEARNED)
    assert bundled.path.stat().st_size < MOST_MB * 1e6


def test_it_tells_no_paths_of_where_it_was_trained(bundled: BundledEncoder) -> None:
    assert re.findall(rb"\w+/\w+/\w+\.py", bundled.path.read_bytes()) == []


def test_its_card_names_the_very_file(bundled: BundledEncoder) -> None:
    assert bundled.fingerprint in bundled.card
    assert f"learned to tell {len(trained_classes(bundled) or ())} classes" in bundled.card
    assert files("lookalike.encoders").joinpath("networks", "lookalike-base.md").is_file()
    for heading in ("Data", "How it was made", "What it reaches", "Limits"):
        assert f"## {heading}" in bundled.card
