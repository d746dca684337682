"""No image costs more than its limits, whatever its header promises."""

import struct
import tracemalloc
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from lookalike.errors import ImageError, ImageTooLarge
from lookalike.images.crop import Crop
from lookalike.images.decode import Limits, decode
from lookalike.images.formats import FORMATS
from lookalike.images.headers import open_header

SIDE = 60_000  # 3.6 gigapixels


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def _png(width: int, height: int, *more: bytes) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = _chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + pixels + _chunk(b"IEND", b"")


def _jpeg(width: int, height: int, save) -> bytes:
    data = bytearray(save(Image.new("RGB", (16, 16)), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def _webp(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + size + bytes(20)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _bmp(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 200, 0, 54, 40, width, height, 1, 24, *[0] * 6)


def _gif(width: int, height: int) -> bytes:
    image = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02L\x01\x00;"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + image


def _tiff(width: int, height: int) -> bytes:
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1)]
    tags += [(273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, 100)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(200)


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "bmp", "gif", "tiff"])
def test_a_gigapixel_header_is_refused_before_any_pixel_is_made(kind, save):
    makers = {"png": _png, "webp": _webp, "bmp": _bmp, "gif": _gif, "tiff": _tiff}
    data = _jpeg(SIDE, SIDE, save) if kind == "jpeg" else makers[kind](SIDE, SIDE)
    tracemalloc.start()
    with pytest.raises(ImageTooLarge):
        decode(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("name", FORMATS)
def test_the_limit_on_pixels_holds_in_every_format(name, save, scene):
    pillow_name = {"heic": "HEIF"}.get(name, name.upper())
    with pytest.raises(ImageTooLarge, match="96 x 64 is 6,144 pixels; the limit is 6,143"):
        decode(save(scene, pillow_name), limits=Limits(max_pixels=96 * 64 - 1))


def test_an_image_at_the_limit_is_read(save, scene):
    assert decode(save(scene, "PNG"), limits=Limits(max_pixels=96 * 64)).width == 96


def test_the_limit_on_bytes_comes_first(save, scene):
    with pytest.raises(
        ImageTooLarge, match=r"bytes; the limit is 100 \(raise it with --max-bytes\)$"
    ):
        decode(save(scene, "PNG"), limits=Limits(max_bytes=100))


@pytest.mark.parametrize("times", [1, 2])  # Pillow warns beyond its limit, and refuses twice it
@pytest.mark.parametrize(
    "compression", [None, "tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits"]
)
def test_pillows_own_limit_does_not_hold_for_tiff(compression, times, save, scene, monkeypatch):
    data = save(scene, "TIFF", compression=compression)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 96 * 64 // times - 1)
    assert decode(data).pixels.shape == (64, 96, 3)
    assert decode(data, crop=Crop(0, 0, 1, 1)).pixels.shape == (64, 96, 3)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("name", FORMATS)
def test_pillows_own_limit_holds_in_no_format(name, times, save, scene, monkeypatch):
    data = save(scene, {"heic": "HEIF"}.get(name, name.upper()))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 96 * 64 // times - 1)
    assert decode(data).pixels.shape == (64, 96, 3)
    assert decode(data, crop=Crop(0, 0, 1, 1)).pixels.shape == (64, 96, 3)


def test_a_frame_that_is_larger_than_its_gif_says_is_told_by_our_limit():
    data = bytearray(_gif(SIDE, SIDE))
    data[6:10] = struct.pack("<HH", 1, 1)
    with pytest.raises(ImageTooLarge, match="--max-pixels"):
        decode(bytes(data))


def test_a_gif_whose_frame_is_to_be_cleared_takes_no_second_picture(save):
    data = save(Image.new("P", (64, 48)), "GIF", disposal=2)
    image = open_header(data, FORMATS["gif"], Limits())
    assert image.dispose is None
    assert decode(data).pixels.shape == (48, 64, 3)


def test_pillows_own_limit_stays_for_what_others_open(save, scene, monkeypatch):
    data = save(scene, "PNG")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    decode(data)
    with pytest.raises(Image.DecompressionBombError):
        Image.open(BytesIO(data))


@pytest.mark.parametrize("size", [(19_800, 15_000), (33_000, 64)])
def test_an_avif_beyond_its_decoder_is_told_by_its_size_not_as_damaged(size, save, scene):
    data = save(scene, "AVIF")
    own = struct.pack(">II", 96, 64)
    assert own in data
    with pytest.raises(ImageTooLarge, match=rf"{size[0]} x {size[1]} is .* decoder reads up to"):
        decode(data.replace(own, struct.pack(">II", *size)))


@pytest.mark.slow(seconds=8)
def test_a_tiff_of_200_megapixels_is_read(save):
    data = save(
        Image.new("RGB", (16_000, 12_500), (90, 120, 40)),
        "TIFF",
        compression="tiff_lzw",
        tiffinfo={278: 16},
    )
    assert decode(data, 224).pixels[0, 0].tolist() == [90, 120, 40]


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_text_that_unpacks_without_end_takes_no_memory(name):
    bomb = zlib.compress(bytes(50_000_000))
    content = {b"zTXt": b"k\0\0", b"iTXt": b"k\0\1\0\0\0", b"iCCP": b"k\0\0"}[name] + bomb
    tracemalloc.start()
    with suppress(ImageError):
        decode(_png(16, 16, _chunk(name, content)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_progressive_jpeg_may_not_pass_over_its_pixels_without_end(save, scene):
    data = save(scene, "JPEG", progressive=True)
    scan = data.rindex(b"\xff\xda")
    with pytest.raises(ImageTooLarge, match="passes"):
        decode(data[:-2] + data[scan:-2] * 200 + data[-2:])
