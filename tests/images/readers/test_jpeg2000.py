"""JPEG 2000 of other than 8 bits: black stays black, white stays white."""

import struct
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from lookalike.errors import DamagedImage, UnknownFormat
from lookalike.images.budget import DECODING
from lookalike.images.decode import decode
from lookalike.images.readers.jpeg2000 import Jpeg2000File

# 8 x 4 pixels of 16 bits, without loss, which Pillow cannot write: RGB, then RGB and alpha.
DEEP_RGB = b64decode(
    "/0//UQAvAAAAAAAIAAAABAAAAAAAAAAAAAAACAAAAAQAAAAAAAAAAAADDwEBDwEBDwEB/1IADAAAAAEBAAQEAAH/XAAE"
    "QID/kAAKAAAAAACkAAH/k8/8MPQXKcO7jsjCaXDKVyQJ3cHc3MQfGqxwajL4rp6kCKrgaL0C17WFWH0aTyji03dVIKib"
    "PhBUTZ8IKMLTd/9/3/iRIBQOhzoHlc/DQQAAAABhGzu8pI5gaA34aA34aA34aA34fXtgP8/8MKQcSsTJ5DIY0+FGEgAA"
    "CiAhNI+Ma2kpy6o2rT9iObD82H5sPzYfmw/Nf//Z"
)
DEEP_RGBA = b64decode(
    "/0//UQAyAAAAAAAIAAAABAAAAAAAAAAAAAAACAAAAAQAAAAAAAAAAAAEDwEBDwEBDwEBDwEB/1IADAAAAAEAAAQEAAH/"
    "XAAEQID/kAAKAAAAAACzAAH/k9/4kYgRZpU2Or+V5pZGNwjYi+xOOM+1+w79Kif1SVG11opbpz1mHd3zv58bEu7Vi3ar"
    "GkEu3/iRaDXr81RpHQDRB+4hM9hK3t1vbre0hNhlrozOfFDLvHjnO6u+d1d87q70ztjSd9/4kZAhbG8gqBcANkx9ghck"
    "+bofREzlaZwONxQ7FA2AygWRGUyL3ECc9xAofeQJt3kCTbcRP8/8MBQUAFvEv//Z"
)
LEVELS = [0, 255, 32768, 65535, 65407, 65408, 128, 127]
COMPONENTS = 42  # bytes from a codestream's start to what it declares of its channels


def _codestream(image: Image.Image, save, **options) -> bytes:
    return save(image, "JPEG2000", no_jp2=True, **options)


def _said_to_have(bits: int, codestream: bytes) -> bytes:
    """The same coefficients, as those of another depth."""
    count = int.from_bytes(codestream[COMPONENTS - 2 : COMPONENTS])
    said = bytearray(codestream)
    said[COMPONENTS : COMPONENTS + 3 * count : 3] = bytes([bits - 1] * count)
    return bytes(said)


def _box(kind: bytes, *content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + sum(map(len, content)), kind) + b"".join(content)


def _jp2(codestream: bytes, size, channels=1, bits=8, space=16, more=b"") -> bytes:
    header = struct.pack(">IIHBBBB", *size[::-1], channels, bits - 1, 7, 0, 0)
    colour = _box(b"colr", struct.pack(">BBBI", 1, 0, 0, space))
    start = _box(b"jP  ", b"\r\n\x87\n") + _box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return start + _box(b"jp2h", _box(b"ihdr", header), colour, more) + _box(b"jp2c", codestream)


def _palette(colours, depth=">u1") -> bytes:
    count, channels = colours.shape
    bits = np.dtype(depth).itemsize * 8
    head = struct.pack(">HB", count, channels) + bytes([bits - 1] * channels)
    columns = b"".join(struct.pack(">HBB", 0, 1, column) for column in range(channels))
    return _box(b"pclr", head, colours.astype(depth).tobytes()) + _box(b"cmap", columns)


@pytest.mark.parametrize("data", [DEEP_RGB, DEEP_RGBA, _jp2(DEEP_RGB, (8, 4), 3, 16)])
def test_16_bits_of_colour_keep_their_black_and_white(data):
    expected = np.round(np.array(LEVELS) / 65535 * 255)
    pixels = decode(data).pixels[0].astype(int)
    for channel in (expected, expected[::-1], np.roll(expected, 3)):
        assert np.abs(pixels[:, 0] - channel).max() <= 1
        pixels = np.roll(pixels, -1, axis=1)


@pytest.mark.parametrize("bits", [9, 12, 16])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA"])
def test_light_beyond_white_stays_white(mode, bits, save):
    """With loss, a codec strays beyond white at an edge; its steps are of the depth it says."""
    edges = np.kron(np.random.default_rng(2).integers(0, 2, (8, 8)), np.ones((8, 8))) * 255
    image = Image.fromarray(edges.astype(np.uint8)).convert(mode)
    plain = _codestream(image, save, irreversible=True, quality_layers=[6])
    deep = decode(_said_to_have(bits, plain)).pixels.astype(int)
    assert np.abs(deep - decode(plain).pixels).max() <= 2


@pytest.mark.parametrize("bits", [1, 2, 4, 7])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_few_bits_reach_white(mode, bits, save):
    white = (1 << bits) - 1
    levels = np.linspace(0, white, 8).astype(np.uint8)
    middle = np.tile(128 - (1 << (bits - 1)) + levels, (4, 1))  # where a file of 8 bits has them
    image = Image.fromarray(middle).convert(mode)
    if "A" in mode:
        image.putalpha(128 - (1 << (bits - 1)) + white)
    pixels = decode(_said_to_have(bits, _codestream(image, save))).pixels
    assert np.abs(pixels[0, :, 0] - np.round(levels / white * 255)).max() <= 1


@pytest.mark.parametrize("bits", [2, 4, 8])
def test_a_palette_is_asked_for_the_colour_that_was_meant(bits, save):
    colours = np.random.default_rng(7).integers(0, 256, (1 << bits, 3))
    index = np.tile(np.linspace(0, (1 << bits) - 1, 16).astype(np.uint8), (4, 1))
    raised = Image.fromarray(index + np.uint8(128 - (1 << (bits - 1))))
    codestream = _said_to_have(bits, _codestream(raised, save))
    data = _jp2(codestream, (16, 4), bits=bits, more=_palette(colours))
    assert np.array_equal(decode(data).pixels, colours[index])


def _unread(save) -> dict[str, bytes]:
    grey, colour = Image.new("L", (8, 8), 9), Image.new("RGB", (8, 8), "red")
    plain, three = _codestream(grey, save), _codestream(colour, save)
    halved = bytearray(three)
    halved[COMPONENTS + 4 : COMPONENTS + 9] = bytes([2, 2, 7, 2, 2])
    swapped = struct.pack(">HHHHHHHHHH", 3, 0, 0, 3, 1, 0, 2, 2, 0, 1)
    return {
        "a palette of 16 bits": _jp2(plain, (8, 8), more=_palette(np.zeros((16, 3)), ">u2")),
        "colours of half the size": bytes(halved),
        "24 bits": _said_to_have(24, plain),
        "CIELAB": _jp2(three, (8, 8), 3, space=14),
        "sYCC of 12 bits": _jp2(_said_to_have(12, three), (8, 8), 3, 12, space=18),
        "blue first": _jp2(three, (8, 8), 3, more=_box(b"cdef", swapped)),
    }


@pytest.mark.parametrize(
    "name",
    ["a palette of 16 bits", "colours of half the size", "24 bits", "CIELAB", "sYCC of 12 bits",
     "blue first"],
)  # fmt: skip
def test_what_is_not_read_is_called_so_and_not_corrupt(name, save):
    with pytest.raises(UnknownFormat, match="a kind of jpeg2000 that is not read"):
        decode(_unread(save)[name])


def test_colours_in_their_usual_order_are_read(save, scene):
    usual = struct.pack(">HHHHHHHHHH", 3, 0, 0, 1, 1, 0, 2, 2, 0, 3)
    data = _jp2(_codestream(scene, save), scene.size, 3, more=_box(b"cdef", usual))
    assert np.array_equal(decode(data).pixels, np.asarray(scene))


def test_cut_deep_colours_are_damaged():
    with pytest.raises(DamagedImage):
        decode(DEEP_RGB[:150])


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DECODING, "total", 2_000_000)


@pytest.mark.parametrize("size", [(640, 480), (641, 481), (643, 487), (645, 480)])
@pytest.mark.parametrize("options", [{}, {"tile_size": (128, 128)}, {"irreversible": True}])
def test_a_lower_resolution_gives_the_picture_of_the_whole(
    size: tuple[int, int], options: dict, save, grain, request: pytest.FixtureRequest
) -> None:
    data = save(grain.resize(size), "JPEG2000", **options)
    whole = decode(data, 64)
    request.getfixturevalue("little_memory")
    small = decode(data, 64)
    assert (small.width, small.height) == size
    assert small.pixels.shape == whole.pixels.shape
    assert np.abs(small.pixels.astype(int) - whole.pixels).mean() < 3


@pytest.mark.parametrize("power", [1, 2])
def test_the_box_is_where_the_picture_is(power: int, save, scene) -> None:
    header = Jpeg2000File(BytesIO(save(scene.resize((384, 256)), "JPEG2000")))
    header.reduce = power
    header.load()
    wanted = np.asarray(scene.resize((384, 256)).resize((24, 16), Image.Resampling.BILINEAR))
    placed = np.asarray(header.resize((24, 16), Image.Resampling.BILINEAR, box=header.box))
    naive = np.asarray(header.resize((24, 16), Image.Resampling.BILINEAR))
    off, naively_off = (np.abs(seen.astype(int) - wanted).mean() for seen in (placed, naive))
    assert off < 1
    assert off < naively_off


def test_no_resolution_is_lower_than_the_file_has_or_the_picture_needs(save, scene) -> None:
    header = Jpeg2000File(BytesIO(save(scene, "JPEG2000", num_resolutions=3)))
    assert list(header.powers(1, 64)) == [1, 2]
    assert list(header.powers(20, 64)) == [1]
    assert list(header.powers(None, 64)) == []
