"""The same picture on both sides is found, and a like picture is not."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from lookalike.datasets.labelled import read_labelled
from lookalike.encoders.catalogue import load_encoder
from lookalike.evaluation.embed import embed
from lookalike.evaluation.leaks import find_duplicates
from lookalike.evaluation.scores import score_queries
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.images.thumbprint import mirrored, thumbprints


def side(pictures: list[Image.Image], digests: list[str]) -> LabelledVectors:
    """Embedded by their own thumbprints: what matters here is the deciding."""
    prints = thumbprints(np.asarray(picture) for picture in pictures)
    labels = np.array(["a", "b"] * len(pictures))[: len(pictures)]
    return LabelledVectors(prints, labels, tuple(digests), np.array(digests), prints)


def kinds(gallery: LabelledVectors, queries: LabelledVectors | None) -> list[tuple[int, int, str]]:
    nearest = score_queries(gallery, queries).nearest
    found = find_duplicates(gallery, queries, nearest)
    return [(pair.query, pair.item, pair.kind) for pair in found]


def saved_again(picture: Image.Image) -> Image.Image:
    data = BytesIO()
    picture.resize((57, 57)).save(data, "JPEG", quality=40)
    return Image.open(data)


@pytest.fixture
def gallery(picture) -> list[Image.Image]:
    return [picture(colour, seed) for seed, colour in enumerate(["red", "green", "blue"] * 4)]


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (saved_again, "near"),
        (lambda p: ImageEnhance.Brightness(p).enhance(0.8), "near"),
        (lambda p: p.convert("L").convert("RGB"), "near"),
        (lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "mirrored"),
    ],
)
def test_a_planted_copy_is_found(gallery, picture, copy, kind: str) -> None:
    asked = [picture("red", 50), copy(gallery[4]), picture("blue", 51)]
    queries = side(asked, ["x", "y", "z"])
    known = side(gallery, [f"g{i}" for i in range(12)])
    known = LabelledVectors(  # the encoder does not mind which way a picture faces
        known.vectors + mirrored(known.vectors),
        known.labels,
        known.sources,
        known.digests,
        known.thumbprints,
    )
    assert kinds(known, queries) == [(1, 4, kind)]


def test_the_same_bytes_are_an_exact_copy(gallery, picture) -> None:
    known = side(gallery, [f"g{i}" for i in range(12)])
    queries = side([picture("red", 50), gallery[7]], ["x", "g7"])
    assert kinds(known, queries) == [(1, 7, "exact")]


def test_different_pictures_are_no_copies(gallery, picture) -> None:
    known = side(gallery, [f"g{i}" for i in range(12)])
    queries = side([picture("red", seed) for seed in range(50, 80)], [f"q{i}" for i in range(30)])
    assert kinds(known, queries) == []


def test_within_one_set_each_pair_is_named_once(gallery) -> None:
    pictures = [*gallery, saved_again(gallery[2])]
    assert kinds(side(pictures, [f"g{i}" for i in range(13)]), None) == [(12, 2, "near")]


def test_without_digests_and_thumbprints_nothing_is_looked_for(gallery) -> None:
    known = side(gallery, ["same"] * 12)
    bare = LabelledVectors(known.vectors, known.labels, known.sources)
    assert kinds(bare, None) == []


@pytest.mark.slow(seconds=10)
def test_the_photos_of_the_clothing_test_set_have_no_copy_in_train(shared_data) -> None:
    encoder = load_encoder("shape")
    train = embed(encoder, read_labelled(shared_data / "clothing" / "train")).vectors
    test = embed(encoder, read_labelled(shared_data / "clothing" / "test")).vectors
    assert kinds(train, test) == []
