"""What every encoder promises; each encoder's test inherits this class."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lookalike.encoders.base import Encoder
from lookalike.errors import EncoderError
from lookalike.images.decode import decode
from lookalike.types import ImageArray, Vectors

ORIENTATION = 0x0112  # the EXIF tag
UNDO = {  # how pixels are stored so that the tag's turn brings them upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
AWKWARD = [(1, 1), (1, 40), (40, 1), (2, 3), (7, 500), (500, 7), (333, 217)]


def scene(width: int = 180, height: int = 240, hue: int = 0) -> Image.Image:
    """A lopsided figure on a shaded ground, so that every turn of it looks different."""
    ground = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (ground, ground.point(lambda v: 120 + v // 3), ground))
    draw = ImageDraw.Draw(image)
    w, h = width / 100, height / 100
    draw.ellipse((15 * w, 10 * h, 60 * w, 50 * h), fill=(200 - hue, 40 + hue, 60))
    draw.rectangle((30 * w, 45 * h, 85 * w, 85 * h), fill=(30, 60 + hue, 160))
    draw.polygon([(70 * w, 5 * h), (95 * w, 35 * h), (65 * w, 30 * h)], fill=(240, 200, 40))
    return image


def pixels(image: Image.Image) -> ImageArray:
    return np.array(image)


def cosine(one: Vectors, other: Vectors) -> float:
    return float(one @ other)


def stored(image: Image.Image, orientation: int, kind: str) -> bytes:
    """The file of a camera that was held so and wrote the tag instead of turning the pixels."""
    turned = image.transpose(UNDO[orientation]) if orientation in UNDO else image
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    file = io.BytesIO()
    turned.save(file, kind, exif=exif, quality=95)
    return file.getvalue()


class EncoderContract:
    """Override `encoder`; inherit the promises."""

    @pytest.fixture
    def encoder(self) -> Encoder:
        raise NotImplementedError("give the encoder under test")

    @pytest.fixture
    def photos(self) -> list[ImageArray]:
        sizes = [(180, 240), (240, 180), (128, 128), (400, 90), (64, 64)]
        return [pixels(scene(w, h, hue=20 * i)) for i, (w, h) in enumerate(sizes)]

    def test_rows_are_unit_vectors(self, encoder: Encoder, photos: list[ImageArray]) -> None:
        lengths = np.linalg.norm(encoder.encode(photos), axis=1)
        assert lengths == pytest.approx(1, abs=1e-5)

    def test_there_is_one_float32_row_an_image(
        self, encoder: Encoder, photos: list[ImageArray]
    ) -> None:
        vectors = encoder.encode(photos)
        assert (vectors.shape, vectors.dtype) == ((len(photos), encoder.dim), np.float32)

    def test_no_images_give_no_rows(self, encoder: Encoder) -> None:
        vectors = encoder.encode([])
        assert (vectors.shape, vectors.dtype) == ((0, encoder.dim), np.float32)

    def test_a_batch_equals_its_images_alone(
        self, encoder: Encoder, photos: list[ImageArray]
    ) -> None:
        alone = np.concatenate([encoder.encode([photo]) for photo in photos])
        assert np.allclose(encoder.encode(photos), alone, atol=1e-5)

    def test_a_big_batch_equals_small_ones(
        self, encoder: Encoder, photos: list[ImageArray]
    ) -> None:
        expected = np.tile(encoder.encode(photos), (15, 1))
        assert np.allclose(encoder.encode(photos * 15), expected, atol=1e-5)

    def test_the_same_image_gives_the_same_vector(
        self, encoder: Encoder, photos: list[ImageArray]
    ) -> None:
        assert np.array_equal(encoder.encode(photos), encoder.encode(photos))

    def test_different_images_give_different_vectors(
        self, encoder: Encoder, photos: list[ImageArray]
    ) -> None:
        upside_down = np.ascontiguousarray(photos[0][::-1, :, ::-1])
        first, second = encoder.encode([photos[0], upside_down])
        assert not np.array_equal(first, second)

    @pytest.mark.parametrize(("width", "height"), AWKWARD)
    def test_any_size_is_encoded(self, encoder: Encoder, width: int, height: int) -> None:
        vector = encoder.encode([pixels(scene(width, height))])[0]
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)

    @pytest.mark.parametrize("level", [0, 1, 127, 255])
    def test_a_plain_image_is_encoded(self, encoder: Encoder, level: int) -> None:
        vector = encoder.encode([np.full((60, 80, 3), level, np.uint8)])[0]
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)

    def test_the_images_stay_as_they_were(self, encoder: Encoder, photos: list[ImageArray]) -> None:
        before = [photo.copy() for photo in photos]
        encoder.encode(photos)
        assert all(np.array_equal(a, b) for a, b in zip(before, photos, strict=True))

    def test_read_only_images_are_encoded(self, encoder: Encoder, photos: list[ImageArray]) -> None:
        locked = photos[0].copy()
        locked.flags.writeable = False
        assert np.array_equal(encoder.encode([locked]), encoder.encode(photos[:1]))

    def test_a_view_is_encoded_like_its_copy(
        self, encoder: Encoder, photos: list[ImageArray]
    ) -> None:
        view = photos[0][::-2, ::2]
        assert np.array_equal(encoder.encode([view]), encoder.encode([view.copy()]))

    def test_twice_the_size_stays_close(self, encoder: Encoder) -> None:
        small, big = encoder.encode([pixels(scene(180, 240)), pixels(scene(360, 480))])
        assert cosine(small, big) > 0.97

    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_a_photo_gets_one_vector_however_the_camera_was_held(
        self, encoder: Encoder, kind: str, orientation: int
    ) -> None:
        upright = decode(stored(scene(), 1, kind)).pixels
        turned = decode(stored(scene(), orientation, kind)).pixels
        assert cosine(*encoder.encode([upright, turned])) > 0.99

    @pytest.mark.parametrize(
        ("image", "said"),
        [
            (np.zeros((4, 5, 3), np.float32), "float32"),
            (np.zeros((4, 5), np.uint8), r"\(4, 5\)"),
            (np.zeros((4, 5, 4), np.uint8), r"\(4, 5, 4\)"),
            (np.zeros((0, 5, 3), np.uint8), r"\(0, 5, 3\)"),
            ("photo.jpg", "str"),
        ],
    )
    def test_what_is_no_image_is_named_in_the_error(
        self, encoder: Encoder, image: ImageArray, said: str
    ) -> None:
        with pytest.raises(EncoderError, match=said):
            encoder.encode([image])

    def test_its_fingerprint_names_it(self, encoder: Encoder) -> None:
        assert encoder.fingerprint.startswith(encoder.name)
