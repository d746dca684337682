"""
Read TIFF with Pillow, with corrections for layouts that Pillow misreads.

Pillow looks a layout up in a table. For some layouts the table has no entry, although that of a
related layout with the same bytes would do; for some its entry is wrong. So the tags are changed
during the look-up, and restored for `deep`, which maps values to grey.
"""

from PIL import TiffImagePlugin

from lookalike.errors import UnknownFormat
from lookalike.images.readers.libtiff import unpacks

Tags = TiffImagePlugin.ImageFileDirectory_v2

_BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES, _PLANES = 258, 259, 262, 277, 284
_COLOUR_MAP, _EXTRA, _SAMPLE_FORMAT, _STEPS = 320, 338, 339, 530
_UNSIGNED, _SIGNED = 1, 2
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _CMYK, _YCBCR = 0, 1, 2, 3, 5, 6
_RAW, _PACKBITS = 1, 32773
_TILE_WIDTH, _TILE_LENGTH, _STRIP_ROWS = 322, 323, 278
_RGBA_BITS = 32  # libtiff decodes YCbCr to RGBA
_UNPACKED = 2  # Pillow holds a strip twice; libtiff may hold a JPEG strip's coefficients
_SEPARATE = 2
_MOST_BANDS = 1000  # channels of a multispectral camera; a file with more is damaged
# Modes whose planes Pillow puts in place if libtiff decodes them.
_PLANAR_MODES = ("L", "RGB", "RGBA", "CMYK")
# libtiff decodes to the machine's byte order; Pillow assumes the file's for some modes.
_NATIVE = {
    **dict.fromkeys(("I;16S", "I;16BS"), "I;16NS"),
    **dict.fromkeys(("I;32S", "I;32BS"), "I;32NS"),
    **dict.fromkeys(("F;32F", "F;32BF"), "F;32NF"),
}
_NAMES = {34661: "JBIG", 34712: "JPEG 2000", 34887: "LERC", 34933: "PNG", 50001: "WebP",
          50002: "JPEG XL", 52546: "JPEG XL"}  # fmt: skip


class TiffFile(TiffImagePlugin.TiffImageFile):
    """The first page of a TIFF; UnknownFormat if Pillow would decode it wrongly."""

    def _open(self) -> None:
        assert self.fp is not None
        is_big = self.fp.read(4) == b"MM\0\x2b"
        self.fp.seek(0)
        if is_big:
            raise _unread("a BigTIFF of big-endian numbers")
        super()._open()

    def _setup(self) -> None:
        tags = self.tag_v2
        _check(tags)
        told = _told(tags)
        true = {tag: tags.get(tag) for tag in told}
        tags.update(told)
        super()._setup()
        for tag, value in true.items():
            if value is None:
                del tags[tag]
            else:
                tags[tag] = value
        if self.use_load_libtiff:
            _check_planes(tags, self.mode)
            self.tile = [tile._replace(args=_native(tile.args)) for tile in self.tile]

    @property
    def unpacked_bytes(self) -> int:
        """
        Return the memory that a strip or tile takes in addition to the pixels: much if it is large.
        """
        if not self.use_load_libtiff and len(self.tile) < 2:
            return 0  # decoded piece by piece
        tags = self.tag_v2
        across = _number(tags.get(_TILE_WIDTH), self.width)
        down = _number(tags.get(_TILE_LENGTH), 0) or _number(tags.get(_STRIP_ROWS), self.height)
        bits = tags.get(_BITS, (1,))
        each = max(bits) if _has_planes(tags) else sum(bits)
        if _number(tags.get(_PHOTOMETRIC), 0) == _YCBCR:
            each = max(each, _RGBA_BITS)
        return _UNPACKED * across * min(down, self.height) * each // 8


def _native(arguments: object) -> tuple[object, ...]:
    """
    Return a decoder's arguments with the machine's byte order: the first argument is a raw mode.
    """
    assert isinstance(arguments, tuple)
    return (_NATIVE.get(arguments[0], arguments[0]), *arguments[1:])


def _check(tags: Tags) -> None:
    compression = _number(tags.get(_COMPRESSION), _RAW)
    if compression not in TiffImagePlugin.COMPRESSION_INFO or not unpacks(compression):
        raise _unread(f"{_NAMES.get(compression, f'compression {compression}')} inside")
    samples = _number(tags.get(_SAMPLES), 1)
    if TiffImagePlugin.MAX_SAMPLESPERPIXEL < samples <= _MOST_BANDS:
        raise _unread(f"{samples} samples a pixel")


def _check_planes(tags: Tags, mode: str) -> None:
    """
    Raise UnknownFormat for planes that Pillow would assign wrongly.

    It takes alpha only from a fourth plane that is declared as alpha.
    """
    extra = tags.get(_EXTRA, ())
    alphas = 1 if mode == "RGBA" else 0
    if _has_planes(tags) and (
        mode not in _PLANAR_MODES or ((any(extra) or alphas) and len(extra) != alphas)
    ):
        raise _unread(f"planes of {mode} and {len(extra)} more")


def _unread(what: str) -> UnknownFormat:
    return UnknownFormat(f"a kind of tiff that is not read ({what})")


def _told(tags: Tags) -> dict[int, object]:
    """Return the tags that Pillow gets in place of the file's during the look-up."""
    told: dict[int, object] = {}
    photometric = _number(tags.get(_PHOTOMETRIC), _WHITE_IS_ZERO)
    if _number(tags.get(_SAMPLES), 1) == 1:
        told = _told_of_grey(tags, photometric) | {_PLANES: 1}
    elif _is_raw_and_misread(tags, photometric):
        told[_COMPRESSION] = _PACKBITS  # so that libtiff decodes it, by the file's own tags
    if photometric == _PALETTE and max(tags.get(_COLOUR_MAP, (0,))) < 256:
        told[_COLOUR_MAP] = tuple(257 * value for value in tags[_COLOUR_MAP])
    return told


def _told_of_grey(tags: Tags, photometric: int) -> dict[int, object]:
    """Return tags with another sign, or with black at 0; the bytes stay as they are."""
    if photometric not in (_WHITE_IS_ZERO, _BLACK_IS_ZERO):
        return {}
    bits, kind = _number(tags.get(_BITS), 1), _number(tags.get(_SAMPLE_FORMAT), _UNSIGNED)
    if (bits, kind) in ((8, _SIGNED), (12, _UNSIGNED), (16, _UNSIGNED)):
        return {_PHOTOMETRIC: _BLACK_IS_ZERO, _SAMPLE_FORMAT: (_UNSIGNED,)}
    if bits in (16, 32) and kind in (_UNSIGNED, _SIGNED):
        return {_PHOTOMETRIC: _BLACK_IS_ZERO, _SAMPLE_FORMAT: (_SIGNED,)}
    return {}


def _is_raw_and_misread(tags: Tags, photometric: int) -> bool:
    """
    Whether Pillow's own decoder would misread uncompressed pixels.

    It handles channels of equal size, and planes of RGB or CMYK bytes only.
    """
    if _number(tags.get(_COMPRESSION), _RAW) != _RAW:
        return False
    is_known = photometric in (_RGB, _CMYK) and _EXTRA not in tags
    in_bytes = _number(tags.get(_BITS), 1) == 8
    is_halved = photometric == _YCBCR and tags.get(_STEPS, (2, 2)) != (1, 1)
    return is_halved or (_has_planes(tags) and not (is_known and in_bytes))


def _has_planes(tags: Tags) -> bool:
    return _number(tags.get(_PLANES), 1) == _SEPARATE and _number(tags.get(_SAMPLES), 1) > 1


def _number(value: object, default: int) -> int:
    value = value[0] if isinstance(value, tuple) and value else value
    return value if isinstance(value, int) else default
