"""TIFFs of every layout: right, or a failure that calls them a kind that is not read."""

import struct
import zlib

import numpy as np
import pytest

from lookalike.errors import DamagedImage, UnknownFormat
from lookalike.images.decode import decode

BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, PLANES, MAP, EXTRA, FORMAT = (
    258, 259, 262, 277, 284, 320, 338, 339,
)  # fmt: skip
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR, LAB = 0, 1, 2, 3, 5, 6, 8
DEFLATE, SEPARATE = 8, 2
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
ORDERS = pytest.mark.parametrize("order", ["<", ">"])


def tiff(strips, size, tags, order="<") -> bytes:
    """A file of one page; `strips` are bytes, or arrays in any order of bytes."""
    if tags.get(COMPRESSION) == [DEFLATE]:
        strips = [zlib.compress(_in_order(strip, order)) for strip in strips]
    strips = [_in_order(strip, order) for strip in strips]
    plane_count = tags[SAMPLES][0] if tags.get(PLANES) == [SEPARATE] else 1
    rows = -(-size[1] // (len(strips) // plane_count))
    tags = {256: [size[0]], 257: [size[1]], 278: [rows], COMPRESSION: [1]} | tags
    tags |= {273: [0] * len(strips), 279: [len(strip) for strip in strips]}
    at = 8 + 2 + 12 * len(tags) + 4 + sum(4 * len(v) for v in tags.values() if len(v) > 1)
    tags[273] = [at + sum(map(len, strips[:index])) for index in range(len(strips))]
    return _header(tags, order) + b"".join(strips)


def _header(tags, order) -> bytes:
    entries, beyond, at = b"", b"", 8 + 2 + 12 * len(tags) + 4
    for tag, values in sorted(tags.items()):
        packed = struct.pack(f"{order}{len(values)}I", *values)
        where = packed if len(values) == 1 else struct.pack(f"{order}I", at + len(beyond))
        entries += struct.pack(f"{order}HHI", tag, 4, len(values)) + where
        beyond += packed if len(values) > 1 else b""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    count = struct.pack(f"{order}IH", 8, len(tags))
    return mark + count + entries + bytes(4) + beyond


def _in_order(strip, order) -> bytes:
    return (
        strip
        if isinstance(strip, bytes)
        else strip.astype(strip.dtype.newbyteorder(order)).tobytes()
    )


def grey(values, order="<", photometric=BLACK_IS_ZERO, **more) -> bytes:
    """One row or more of grey, of the array's own type."""
    kind = {"u": UNSIGNED, "i": SIGNED, "f": FLOAT}[values.dtype.kind]
    tags = {BITS: [values.dtype.itemsize * 8], PHOTOMETRIC: [photometric], FORMAT: [kind]}
    tags |= {SAMPLES: [1]} | {int(tag.removeprefix("_")): value for tag, value in more.items()}
    return tiff([values], values.shape[::-1], tags, order)


def coloured(image, order, photometric=RGB, extra=(), separate=True, strip_count=1) -> bytes:
    """(h, w, n) samples, as planes or pixel by pixel."""
    height, width, count = image.shape
    tags = {BITS: [image.dtype.itemsize * 8] * count, PHOTOMETRIC: [photometric]}
    tags |= {SAMPLES: [count]} | ({EXTRA: list(extra)} if extra else {})
    if not separate:
        return tiff([image], (width, height), tags, order)
    planes = [part for plane in np.moveaxis(image, 2, 0) for part in np.split(plane, strip_count)]
    return tiff(planes, (width, height), tags | {PLANES: [SEPARATE]}, order)


def _ramp(data: bytes) -> list[int]:
    return decode(data).pixels[0, :, 0].tolist()


@pytest.fixture(scope="module")
def deep_scene(scene):
    """(64, 96, 3) uint16 with black, white and what is between."""
    return np.asarray(scene, np.uint16) * 257


@ORDERS
@pytest.mark.parametrize("strip_count", [1, 4])
def test_planes_of_16_bits_are_read_as_pixels_are(strip_count, order, deep_scene, scene):
    planes = coloured(deep_scene, order, strip_count=strip_count)
    assert np.array_equal(decode(planes).pixels, np.asarray(scene))


@ORDERS
def test_planes_of_four_inks_are_read_as_pixels_are(order, deep_scene):
    inks = np.dstack([65535 - deep_scene, np.zeros((64, 96, 1), np.uint16)])
    planes, pixels = (coloured(inks, order, CMYK, separate=how) for how in (True, False))
    assert np.array_equal(decode(planes).pixels, decode(pixels).pixels)


@ORDERS
@pytest.mark.parametrize("alpha", [1, 2])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_a_plane_of_alpha_is_alpha(depth, alpha, order, scene):
    top = np.iinfo(depth).max
    colours = np.asarray(scene).astype(depth) * depth(top // 255)
    clear = np.broadcast_to(np.linspace(0, top, 96).astype(depth)[:, None], (64, 96, 1))
    if alpha == 1:  # associated: multiplied in
        colours = (colours.astype(np.float64) * clear / top).astype(depth)
    image = np.dstack([colours, clear])
    planes, pixels = (coloured(image, order, RGB, (alpha,), how) for how in (True, False))
    assert np.abs(decode(planes).pixels.astype(int) - decode(pixels).pixels).max() <= 3


@ORDERS
def test_planes_that_are_nothing_known_are_left_out(order, deep_scene, scene):
    image = np.dstack([deep_scene, 65535 - deep_scene[..., :1]])
    assert np.array_equal(decode(coloured(image, order, extra=(0,))).pixels, np.asarray(scene))


@ORDERS
@pytest.mark.parametrize("packed", [{}, {"_259": [DEFLATE]}])
def test_32_bits_without_a_sign_are_not_wrapped(packed, order):
    values = np.array([[0, 1 << 30, 1 << 31, 3 << 30, (1 << 32) - 1]], np.uint32)
    assert _ramp(grey(values, order, **packed)) == [0, 64, 128, 191, 255]
    assert _ramp(grey(~values, order, WHITE_IS_ZERO, **packed)) == [0, 64, 128, 191, 255]


@ORDERS
@pytest.mark.parametrize("kind", [np.int16, np.int32, np.float32])
def test_packed_values_are_in_the_order_of_bytes_that_the_file_says(kind, order):
    values = np.array([[-255, -155, 1, 155, 255]], kind)
    assert _ramp(grey(values, order, _259=[DEFLATE])) == [0, 50, 128, 205, 255]


@ORDERS
def test_signed_bytes_are_signed(order):
    values = np.array([[-128, -1, 0, 127]], np.int8)
    assert _ramp(grey(values, order)) == [0, 127, 128, 255]
    assert _ramp(grey(np.array([[0, 64, 127]], np.int8), order)) == [0, 129, 255]


@ORDERS
@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int16, np.float32])
def test_white_may_be_zero_in_every_depth(kind, order):
    white = {"f": 1, "i": 32767}.get(np.dtype(kind).kind, np.iinfo(np.uint16).max)
    white = 255 if kind is np.uint8 else white
    values = (np.array([[1, 0.5, 0]]) * white).astype(kind)
    black, middle, top = _ramp(grey(values, order, WHITE_IS_ZERO))
    assert (black, top) == (0, 255)
    assert middle in (127, 128)


@ORDERS
@pytest.mark.parametrize(("bits", "photometric"), [(1, 0), (1, 1), (2, 0), (4, 1), (8, 0), (16, 1)])
def test_one_sample_has_no_planes_whatever_the_file_says(bits, photometric, order):
    row = (
        np.array([0b00011011, 0b11100100], np.uint8)
        if bits < 16
        else np.array([9, 40000], np.uint16)
    )
    size = (row.nbytes * 8 // bits, 1)
    tags = {BITS: [bits], PHOTOMETRIC: [photometric], SAMPLES: [1]}
    said = tiff([row], size, tags | {PLANES: [SEPARATE]}, order)
    assert np.array_equal(decode(said).pixels, decode(tiff([row], size, tags, order)).pixels)


def test_halved_colours_that_are_not_packed_are_read():
    block = bytes([0, 85, 170, 255, 128, 128])  # 2 x 2 of brightness, then their colours
    tags = {BITS: [8] * 3, PHOTOMETRIC: [YCBCR], SAMPLES: [3]}
    pixels = decode(tiff([block], (2, 2), tags)).pixels
    assert np.abs(pixels[..., 0].astype(int) - [[0, 85], [170, 255]]).max() <= 1


def test_a_colour_map_of_bytes_is_no_black_page():
    colours = [10, 250, 20, 240, 30, 230]  # two of red, two of green, two of blue
    tags = {BITS: [1], PHOTOMETRIC: [PALETTE], SAMPLES: [1], MAP: colours}
    assert decode(tiff([b"\x40"], (2, 1), tags)).pixels.tolist() == [
        [[10, 20, 30], [250, 240, 230]]
    ]


def _unread() -> dict[str, bytes]:
    pixels = np.zeros((4, 4, 3), np.uint8)
    one = {BITS: [8], PHOTOMETRIC: [BLACK_IS_ZERO], SAMPLES: [1]}
    many = {BITS: [8] * 12, PHOTOMETRIC: [BLACK_IS_ZERO], SAMPLES: [12]}
    kinds = {
        "floats of RGB": coloured(pixels.astype(np.float32), "<", separate=False),
        "32 bits of RGB": coloured(pixels.astype(np.uint32), "<"),
        "64 bits": grey(np.zeros((4, 4), np.uint64)),
        "a half": grey(np.zeros((4, 4), np.float16)),
        "a plane of alpha for grey": coloured(pixels[..., :2], "<", BLACK_IS_ZERO, (2,)),
        "planes of LAB": coloured(pixels, "<", LAB),
        "five planes": coloured(np.dstack([pixels, pixels[..., :2]]), "<", RGB, (2, 0)),
        "an unnamed fourth plane": coloured(np.zeros((4, 4, 4), np.uint16), "<"),
        "twelve samples": tiff([bytes(192)], (4, 4), many),
        "a large file of big-endian numbers": b"MM\0\x2b\0\x08\0\0"
        + bytes(7)
        + b"\x10"
        + bytes(40),
    }
    codecs = {"JPEG 2000": 34712, "LERC": 34887, "PNG": 34933, "JPEG XL": 50002, "own": 65000}
    return kinds | {
        name: tiff([bytes(16)], (4, 4), one | {COMPRESSION: [code]})
        for name, code in codecs.items()
    }


@pytest.mark.parametrize("name", _unread())
def test_what_is_not_read_is_called_so_and_not_corrupt(name):
    with pytest.raises(UnknownFormat, match="a kind of tiff that is not read"):
        decode(_unread()[name])


def test_the_codec_that_is_not_read_is_named():
    with pytest.raises(UnknownFormat, match=r"\(JPEG XL inside\)"):
        decode(_unread()["JPEG XL"])


@pytest.mark.parametrize("kept", [0.4, 0.9])
def test_planes_that_are_cut_are_damaged(kept, deep_scene):
    data = coloured(deep_scene, "<", strip_count=4)
    with pytest.raises(DamagedImage):
        decode(data[: int(len(data) * kept)])
