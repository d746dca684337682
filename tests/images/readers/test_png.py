"""PNGs whose transparent colour is told at a depth that Pillow does not keep."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from lookalike.errors import DamagedImage
from lookalike.images.decode import decode
from lookalike.images.pixels import ground

GREY, RGB = 0, 2
PASSES = (
    (0, 0, 8, 8),
    (0, 4, 8, 8),
    (4, 0, 8, 4),
    (0, 2, 4, 4),
    (2, 0, 4, 2),
    (0, 1, 2, 2),
    (1, 0, 2, 1),
)


def png(samples, bits, clear, interlaced=False) -> bytes:
    """(h, w, 1 or 3) samples and the value that is transparent."""
    height, width, count = samples.shape
    kind = GREY if count == 1 else RGB
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, interlaced)
    parts = [samples[top::down, left::across] for top, left, down, across in PASSES]
    rows = b"".join(_packed(part, bits) for part in (parts if interlaced else [samples]))
    chunks = ((b"IHDR", header), (b"tRNS", struct.pack(f">{count}H", *clear)))
    chunks += ((b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _packed(samples, bits) -> bytes:
    lines = samples.reshape(len(samples), -1).astype(">u2")
    of_bits = np.unpackbits(lines.view(np.uint8).reshape(*lines.shape, 2), axis=2)[..., 16 - bits :]
    return b"".join(b"\0" + np.packbits(line).tobytes() for line in of_bits)


def _chunk(name, content) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


@pytest.fixture(scope="module")
def colours(scene):
    """(64, 96, 3) uint16: the scene, and patches that differ in the lower byte alone."""
    deep = np.asarray(scene, np.uint16) * 257
    deep[10:20, 10:20] = (0x1234, 0x5678, 0x9ABC)
    deep[20:30, 10:20] = (0x1234, 0x5678, 0x9ABD)
    deep[30:40, 10:20] = (0x1234, 0x5578, 0x9ABC)
    return deep


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(
    "clear", [(0x1234, 0x5678, 0x9ABC), (0, 0, 0), (65535, 65535, 65535), (0, 1, 2)]
)
def test_a_transparent_colour_of_16_bits_is_clear_and_no_other_is(clear, interlaced, colours):
    if 1 not in clear:
        colours = colours.copy()
        colours[50:60, 50:60] = clear
        colours[60:, 50:60] = np.array(clear, np.uint16) ^ 1
    expected = (colours >> 8).astype(np.uint8)
    expected[(colours == clear).all(axis=2)] = 255
    pixels = decode(png(colours, 16, clear, interlaced)).pixels
    assert np.array_equal(pixels, expected)


def test_it_is_clear_when_scaled(colours, save):
    clear = (0x1234, 0x5678, 0x9ABC)
    seen = decode(png(colours, 16, clear)).pixels
    scaled = decode(save(Image.fromarray(seen), "PNG"), short_side=20).pixels
    assert (
        np.abs(decode(png(colours, 16, clear), short_side=20).pixels.astype(int) - scaled).max()
        <= 1
    )


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_a_transparent_grey_of_any_depth_is_clear_and_no_other_is(bits, interlaced):
    white = (1 << bits) - 1
    values = np.linspace(0, white, 16).astype(np.uint16)
    samples = np.tile(values, (9, 1))[..., None]
    for clear in {0, 1, white // 2, white}:
        expected = np.round(values / white * 255).astype(int)
        only_white_is_left = set(values) - {clear} == {white}
        expected[values == clear] = ground.GREY if only_white_is_left else 255
        seen = decode(png(samples, bits, (clear,), interlaced)).pixels
        assert np.abs(seen[0, :, 0] - expected).max() <= 1


def test_a_cut_png_with_a_deep_transparent_colour_is_damaged(colours):
    data = png(colours, 16, (0, 0, 0))
    with pytest.raises(DamagedImage):
        decode(data[: len(data) // 2])
