from pathlib import Path

import numpy as np
from PIL import Image

from lookalike.datasets import pixels
from lookalike.datasets.pixels import cache_pixels
from lookalike.encoders.onnx.preprocessing import Preprocessing
from lookalike.images.decode import decode


def paint(path: Path, seed: int) -> Path:
    small = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), np.uint8)
    Image.fromarray(small).resize((60, 40)).save(path)
    return path


def test_squares_are_what_a_network_is_fed(tmp_path: Path) -> None:
    paths = [paint(tmp_path / f"{i}.png", i) for i in range(3)]
    cache = cache_pixels(paths, 16, tmp_path / "cache")
    decoded = decode(paths[1].read_bytes(), 16).pixels
    np.testing.assert_array_equal(cache.pixels[1], Preprocessing(size=16).square(decoded))
    assert cache.pixels.shape == (3, 16, 16, 3)


def test_a_bad_file_keeps_its_row_and_gives_its_reason(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no image")
    cache = cache_pixels([bad, paint(tmp_path / "a.png", 1)], 8, tmp_path / "cache")
    assert list(cache.failures) == [0]
    assert cache.failures[0]
    assert (cache.digests[0], len(cache.digests[1])) == ("", 32)


def test_the_second_time_nothing_is_decoded(tmp_path: Path, monkeypatch: object) -> None:
    paths = [paint(tmp_path / "a.png", 1)]
    first = cache_pixels(paths, 8, tmp_path / "cache")
    monkeypatch.setattr(pixels, "decode", None)  # type: ignore[attr-defined]
    again = cache_pixels(paths, 8, tmp_path / "cache")
    np.testing.assert_array_equal(first.pixels, again.pixels)


def test_a_changed_file_is_decoded_again(tmp_path: Path) -> None:
    paths = [paint(tmp_path / "a.png", 1)]
    first = cache_pixels(paths, 8, tmp_path / "cache")
    paint(tmp_path / "a.png", 2)
    assert (cache_pixels(paths, 8, tmp_path / "cache").pixels != first.pixels).any()
