"""
Read JPEG 2000 with Pillow, and fix its scaling of depths other than 8 bits.

Pillow rounds samples of more than 8 bits up to 256, which is stored as 0, so that white becomes
black. It shifts samples of fewer than 8 bits, so that white becomes grey.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple, cast

from PIL import Image, ImageChops, Jpeg2KImagePlugin

from lookalike.errors import UnknownFormat
from lookalike.images.readers.boxes import Box, inside

_SIGNATURE = b"\xff\x4f\xff\x51"
_COMPONENTS = 42  # bytes from the start of the codestream to its components, 3 bytes each
_SYCC = 18
_SPACES = {12: "CMYK", 16: "sRGB", 17: "grey", _SYCC: "sYCC"}
_MARGIN = 1.5  # as for JPEG: the short side stays at least this many times the requested one
_SIZES = 8  # bytes from the start of the codestream to its sizes, 4 bytes each
_LEVELS, _LEVELS_OF_ONE, _TILE = 0xFF52, 0xFF53, 0xFF90  # markers
_COLOUR = 0  # channel types of the channel definition box
_OPACITY = 1
_MOST = 16  # bits


class Component(NamedTuple):
    """One channel as declared in the codestream."""

    at: int
    """Offset of its declaration in the file."""
    bits: int
    step: tuple[int, int]
    """Pixels for each sample, horizontally and vertically."""


class Jpeg2000File(Jpeg2KImagePlugin.Jpeg2KImageFile):
    """A JPEG 2000 image; UnknownFormat if Pillow would decode it wrongly."""

    whole: tuple[int, int]
    """Width and height at the full resolution."""
    tile_pixels: int
    """Number of pixels of the largest tile, at full resolution."""
    _raw = b""
    """The file; None after `load`."""

    def _open(self) -> None:
        assert isinstance(self.fp, BytesIO)
        self._raw = self.fp.getvalue()
        header, start = _parts(self._raw)
        self._components = [] if start is None else _declared(self._raw, start)
        _check(self._raw, header, self._components)
        super()._open()
        self.whole = self.size
        assert start is not None  # else Pillow would not have found a header
        right, bottom, *corner, across, down = _lengths(self._raw, start)
        self.tile_pixels = min(across, right) * min(down, bottom)
        # If the image does not start at 0, lower resolutions are rounded differently.
        self._levels = 0 if any(corner) else _levels(self._raw, start)
        if b"pclr" in header and self.mode not in ("P", "PA"):
            raise _unread("a palette of more than 8 bits, or of greys")

    @property
    def is_deep(self) -> bool:
        """Whether a channel has more than 8 bits."""
        return any(component.bits > 8 for component in self._components)

    @property
    def factor(self) -> int:
        """Divisor of each side, given by `reduce`."""
        return 1 << self._reduce

    @property
    def box(self) -> tuple[float, float, float, float]:
        """
        Where the image lies in its decoded pixels. At a lower resolution, each pixel is centred on
        the first of the pixels that it replaces, not on all of them.
        """
        start = (1 - 1 / self.factor) / 2
        right, bottom = (start + side / self.factor for side in self.whole)
        return start, start, min(right, self.width), min(bottom, self.height)

    def powers(self, short_side: int | None, side: int) -> Iterator[int]:
        """
        Return the powers of 2 by which an image of this short side may be reduced, in ascending
        order.
        """
        if short_side is None:
            return
        for power in range(1, self._levels + 1):
            if side < _MARGIN * short_side * (1 << power):
                return
            if all(_is_agreed(side, power) for side in self.whole):
                yield power

    def load(self) -> Any:
        """Decode to 8 bits a channel, or 16 for grey of more than 8 bits."""
        loaded = super().load()
        raw, self._raw = self._raw, b""
        if not raw or self.mode.startswith("I"):
            return loaded
        if self.is_deep:
            self.im = _with_white(self, raw, self._components, self._reduce).im
        if any(component.bits < 8 for component in self._components):
            self.im = self.point(_spread(self._components, is_index=self.mode == "P")).im
        return super().load()


def _parts(data: bytes) -> tuple[dict[bytes, Box], int | None]:
    """
    Return the boxes of the header, if there is one, and the offset of the codestream, if it is
    complete.
    """
    if data.startswith(_SIGNATURE):
        return {}, 0
    file = inside(data, Box(b"", 0, len(data)))
    if b"jp2c" not in file:
        return {}, None
    return inside(data, file[b"jp2h"]) if b"jp2h" in file else {}, file[b"jp2c"].start


def _declared(data: bytes, start: int) -> list[Component]:
    count = int.from_bytes(data[start + _COMPONENTS - 2 : start + _COMPONENTS])
    places = range(start + _COMPONENTS, start + _COMPONENTS + 3 * count, 3)
    return [
        Component(at, (data[at] & 0x7F) + 1, (data[at + 1], data[at + 2]))
        for at in places
        if at + 3 <= len(data)
    ]


def _lengths(data: bytes, start: int) -> list[int]:
    """Return right, bottom, left and top of the image, and width and height of a tile."""
    at = start + _SIZES
    return [int.from_bytes(data[at + i : at + i + 4]) for i in range(0, 24, 4)]


def _levels(data: bytes, start: int) -> int:
    """Return how often the resolution can be halved: the minimum over channels and tiles."""
    at, levels = start + 2, list[int]()
    while at + 12 < len(data):
        marker, length = (int.from_bytes(data[at + i : at + i + 2]) for i in (0, 2))
        if marker == _TILE or length < 2:
            break
        if marker == _LEVELS:
            levels.append(data[at + 9])
        elif marker == _LEVELS_OF_ONE:
            return 0  # rare, and too slow to parse
        at += 2 + length
    return min(levels, default=0)


def _is_agreed(side: int, power: int) -> bool:
    """
    Whether Pillow and OpenJPEG agree on the reduced size: Pillow rounds to the nearest, OpenJPEG
    up, and a difference makes decoding fail.
    """
    return (side + (1 << power >> 1)) >> power == -(-side >> power)


def _check(data: bytes, header: dict[bytes, Box], components: list[Component]) -> None:
    if any(component.step != (1, 1) for component in components):
        raise _unread("channels of unlike size")
    if any(component.bits > _MOST for component in components):
        raise _unread(f"more than {_MOST} bits a channel")
    space = _space(data, header)
    if space is not None and space not in _SPACES:
        raise _unread(f"colour space {space}")
    if space == _SYCC and any(component.bits != 8 for component in components):
        raise _unread("sYCC of other than 8 bits")
    if b"cdef" in header and not _in_order(data, header[b"cdef"]):
        raise _unread("channels in another order, or alpha that is multiplied in")


def _space(data: bytes, header: dict[bytes, Box]) -> int | None:
    """Return the number of the colour space; None if there is a profile, or no declaration."""
    box = header.get(b"colr")
    if box is None or data[box.start] != 1:
        return None
    return int.from_bytes(data[box.start + 3 : box.start + 7])


def _in_order(data: bytes, box: Box) -> bool:
    """Whether the colour channels come first, in order, followed by one alpha for all of them."""
    rows = [
        [int.from_bytes(data[at + i : at + i + 2]) for i in (0, 2, 4)]
        for at in range(box.start + 2, box.end - 5, 6)
    ]
    return all(
        (what == _COLOUR and of == channel + 1)
        or (what == _OPACITY and of == 0 and channel == len(rows) - 1)
        for channel, what, of in rows
    )


def _with_white(
    image: Image.Image, data: bytes, components: list[Component], reduce: int
) -> Image.Image:
    """Return the pixels with 255 for each 0 that is bright when the file is decoded as 8 bits."""
    extrema = cast("tuple[tuple[int, int], ...]", image.getextrema())
    if all(low > 0 for low, _ in extrema):
        return image
    shallow = bytearray(data)
    for at, _, _ in components:
        shallow[at] = shallow[at] & 0x80 | 7
    clipped = Jpeg2KImagePlugin.Jpeg2KImageFile(BytesIO(shallow))
    clipped.reduce = reduce
    bands = len(extrema)
    bright = clipped.point([255 * (value > 127) for value in range(256)] * bands)
    black = image.point([255 * (value == 0) for value in range(256)] * bands)
    return ImageChops.lighter(image, ImageChops.darker(bright, black))


def _spread(components: list[Component], *, is_index: bool) -> list[int]:
    """Return for each channel and sample the value 0 to 255, or the index into the palette."""
    table: list[int] = []
    for bits in (min(component.bits, 8) for component in components):
        top = 1 if is_index else 255 / ((1 << bits) - 1)
        table += [round((value >> (8 - bits)) * top) for value in range(256)]
    return table


def _unread(what: str) -> UnknownFormat:
    return UnknownFormat(f"a kind of jpeg2000 that is not read ({what})")
